"""What editors do, whether at the desk or through the API: articles come in, scripts are changed, episodes go out.

Every change is noted with who made it, when, and what was before. The studio does the work; here is only who asks.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from podme_audio import audio, script, sources
from podme_audio.booth import AUTO, Speaker
from podme_audio.builds import Builds
from podme_audio.estimate import Estimate, Outlook, estimate
from podme_audio.exceptions import LibraryError, ManuscriptNotFoundError, SynthesisError
from podme_audio.library import from_json
from podme_audio.library.desk import audit
from podme_audio.model import Article, Build, Change, Clip, Episode, LexiconEntry, Line, Manuscript, Script
from podme_audio.noted import differing, noting, standing
from podme_audio.script import editing
from podme_audio.script.editing import Seen
from podme_audio.speech import RECORDINGS
from podme_audio.studio import Studio, Wish

WIB = timezone(timedelta(hours=7))
#: Seconds for which it is not asked anew who speaks when the settings say "auto".
SETTLED = 60.0
#: A script, and how words are said, in; the changed script out.
Edit = Callable[[Script, script.Lexicon], Script]


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a manuscript is built."""

    #: Whether it is published when it is done.
    publish: bool = False
    #: Whether it may change what listeners hear now: not for everybody.
    correct: bool = False
    urgent: bool = False
    #: What it puts right, as listeners are told.
    note: str = ""


USUAL = Terms()


class Newsroom:
    """The work of one newsroom.

    Args:
        studio: Does what is asked.
        builds: Makes episodes.
        now: The moment.
    """

    def __init__(
        self, studio: Studio, builds: Builds, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.studio, self.builds = studio, builds
        self.library = studio.library
        self.manuscripts = studio.library.manuscripts
        self._now = now
        self._speakers: dict[tuple[str, str], tuple[float, Speaker]] = {}

    # -- articles come in

    def take_in(
        self, *, editor: str, reference: str = "", text: str = "", title: str = "", article: Article | None = None
    ) -> Manuscript:
        """Read an article, from an address or as pasted text, or take one that was read, and write its script.

        Raises:
            SourceError: There is no article.
            ScriptError: There is nothing to say in it.
        """
        pasted = sources.pasted(text) if text else article
        pasted = replace(pasted, title=title) if pasted and title else pasted
        reference = pasted.reference if pasted else reference
        written = self.studio.write(Wish((reference,), articles=(pasted,) if pasted else ()))
        return self._opened(title or script.title(written), written, editor)

    def combine(self, ids: Sequence[str], *, editor: str, title: str = "") -> Manuscript:
        """Make a bulletin of manuscripts, in their order, as their editors left them."""
        scripts = [self.manuscripts.manuscript(id).script for id in ids]
        today = self._now().astimezone(WIB).date()
        programme = script.Programme(self.studio.settings.show_title, today)
        whole = editing.bulletin(scripts, programme, self.studio.lexicon())
        return self._opened(title or f"{programme.title}, {script.long_date(today)}", whole, editor)

    def correct(self, key: str, *, editor: str) -> Manuscript:
        """Return the manuscript that corrects an episode: the one that made it, or one of what is heard of it now."""
        episode = self.library.episode(key)
        revision = self.library.revision(episode.guid)
        found = self.manuscripts.of(episode.guid)
        if found is not None and (found.build or found.script == revision.script):
            return found
        return self._opened(episode.title, revision.script, editor, guid=episode.guid)

    # -- scripts are changed

    def edit(self, id: str, what: str, edit: Edit, *, editor: str) -> Manuscript:
        """Change a manuscript's script as it is now; *what* are the two words for the audit trail.

        Raises:
            ScriptError: The change cannot be made, or somebody else has changed the line meanwhile.
        """
        lexicon = self.studio.lexicon()

        def changed(seen: Manuscript) -> Manuscript:
            return replace(seen, script=edit(seen.script, lexicon))

        return self._change(id, what, changed, editor)

    def settle(self, id: str, *, editor: str, **told: str) -> Manuscript:
        """Change a manuscript's title, or who is to say it: engine and voice."""
        return self._change(id, "manuscript settled", lambda seen: replace(seen, **told), editor)  # type: ignore[arg-type]  # texts all

    def record(self, id: str, which: Seen, recording: Path, *, editor: str) -> Manuscript:
        """Let a person's recording be heard instead of a line's voice.

        Raises:
            UndecodableClipError: It is no sound.
            ScriptError: The line is gone, or another than was seen.
        """
        editing.line_of(self.manuscripts.manuscript(id).script, which)
        sound = audio.recorded(recording).sound
        name = f"{RECORDINGS}{id}-{sha256(sound).hexdigest()[:16]}.wav"
        self.library.store.write(name, sound)
        return self.edit(id, "line recorded", lambda seen, _: editing.recorded(seen, which, name), editor=editor)

    def teach(self, entry: LexiconEntry, *, editor: str) -> bool:
        """Give the show a word of its own; False when it says it so already."""
        now = self._now()
        return bool(self.library.lexicon.put([entry], editor=editor, now=now, noted=noting(editor, now)))

    def unteach(self, written: str, *, editor: str) -> bool:
        """Forget a word of the show's own; False when it has no such word."""
        return self.library.lexicon.drop(written, noted=noting(editor, self._now()))

    def retell(self, id: str, *, editor: str) -> Manuscript:
        """Say a manuscript by the lexicon as it is now; what editors said by hand stays."""
        return self.edit(id, "lexicon applied", editing.retold, editor=editor)

    # -- what it sounds like, and what it takes

    def speaker(self, manuscript: Manuscript) -> Speaker:
        """Return who says a manuscript; under "auto" whoever is ready now, for a minute."""
        settings = self.studio.settings
        engine = manuscript.engine or settings.engine
        voice = manuscript.voice or (settings.voice if engine == settings.engine else "")
        until, speaker = self._speakers.get((engine, voice), (0.0, None))
        if speaker is None or until < time.monotonic():
            speaker = next(self.studio.booth.speakers(engine, voice), None)
            if speaker is None:
                raise SynthesisError("no engine is ready: `podme voices` says why", engine=engine)
            self._speakers[engine, voice] = (time.monotonic() + SETTLED, speaker)
        return speaker

    def listen(self, manuscript: Manuscript, line: Line) -> Clip:
        """Return how a line sounds: at once when it was said before, else in the time that its engine takes.

        Raises:
            SpeechError: It cannot be said.
        """
        speaker, booth = self.speaker(manuscript), self.studio.booth
        if not booth.knows(line, speaker):
            self.builds.speak(line, speaker)
        clip = booth.speaking(line, speaker).recall(line.spoken)
        if clip is None:
            raise SynthesisError("the line was said, but its sound is lost: try again", engine=speaker.engine)
        return clip

    def estimate(self, manuscript: Manuscript) -> Estimate:
        return estimate(manuscript.script.lines, self.speaker(manuscript), self.studio.booth)

    def outlook(self, manuscript: Manuscript) -> tuple[Outlook, ...]:
        """Return what building a manuscript will take, beside the month's cap; nothing is said.

        Under "auto" whom the cap does not allow comes first, and then who would speak instead.
        """
        studio, lines = self.studio, manuscript.script.lines
        first = studio.caps.outlook(self.estimate(manuscript))
        if first.allowed or (manuscript.engine or studio.settings.engine) != AUTO:
            return (first,)
        speakers = studio.booth.speakers(AUTO, manuscript.voice)
        others = [one for one in speakers if one.engine != first.estimate.speaker.engine]
        return (first, *(studio.caps.outlook(estimate(lines, one, studio.booth)) for one in others))

    # -- episodes go out

    def build(self, id: str, terms: Terms = USUAL, *, editor: str) -> Build:
        """Have a manuscript said: an episode, or the next revision of the one it corrects.

        Raises:
            PublishedError: Listeners hear it now, and the terms do not allow to correct it.
        """
        manuscript = self.manuscripts.manuscript(id)
        wish = Wish(
            tuple(article.reference for article in manuscript.script.articles),
            title=manuscript.title,
            engine=manuscript.engine,
            voice=manuscript.voice,
            articles=manuscript.script.articles,
            manuscript=id,
            version=manuscript.version,
            editor=editor,
            **asdict(terms),
        )
        build = self.builds.start(wish)
        what = "revision started" if manuscript.guid else "build started"
        self._change(id, what, lambda seen: replace(seen, build=build.id), editor)
        return build

    def order(self, wish: Wish) -> Build:
        """Have articles built as they are, by whoever the wish names."""
        build = self.builds.start(wish)
        self._note(wish.editor, "build started", build.id, {}, {"references": ", ".join(wish.references)})
        return build

    def asked(self, build: Build) -> Wish | None:
        """Return what a build was asked for; None when it was asked by a release that had other words for it."""
        try:
            return from_json(self.library.ledger.order(build.id), Wish)
        except LibraryError:
            return None

    def rebuild(self, build: Build, *, editor: str, publish: bool) -> Build:
        """Have a build's manuscript, as it is now, said on the same terms; heard only if one may *publish* too."""
        wish = self.asked(build)
        if wish is None or not wish.manuscript:
            raise ManuscriptNotFoundError(f"build {build.id} is of no manuscript")
        terms = Terms(wish.publish and publish, publish, wish.urgent, wish.note)
        return self.build(wish.manuscript, terms, editor=editor)

    def move(self, key: str, what: str, work: Callable[[], Episode], *, editor: str) -> Episode:
        """Publish, schedule or withdraw an episode, and note it."""
        before = self.library.episode(key)
        after = work()
        self._note(editor, what, after.guid, standing(before), standing(after))
        return after

    def publish(self, key: str, *, editor: str) -> Episode:
        return self.move(key, "episode published", lambda: self.studio.publish(key), editor=editor)

    def schedule(self, key: str, due: datetime, *, editor: str) -> Episode:
        return self.move(key, "episode scheduled", lambda: self.studio.schedule(key, due), editor=editor)

    def unschedule(self, key: str, *, editor: str) -> Episode:
        return self.move(key, "episode unscheduled", lambda: self.studio.unschedule(key), editor=editor)

    def withdraw(self, key: str, *, editor: str) -> Episode:
        return self.move(key, "episode withdrawn", lambda: self.studio.withdraw(key), editor=editor)

    def erase(self, key: str, *, editor: str) -> Episode:
        """Forget an episode for good; only the line in the audit trail stays."""
        gone = self.builds.erase(key)
        self._note(editor, "episode erased", gone.guid, {}, {})
        return gone

    def cancel(self, id: str, *, editor: str) -> Build:
        build = self.builds.cancel(id)
        self._note(editor, "build cancelled", build.id, {}, {})
        return build

    def resume(self, id: str, *, editor: str) -> Build:
        build = self.builds.resume(id)
        self._note(editor, "build resumed", build.id, {}, {})
        return build

    def _opened(self, title: str, written: Script, editor: str, guid: str = "") -> Manuscript:
        manuscript = self.manuscripts.open(title, written, editor=editor, now=self._now(), guid=guid)
        self._note(editor, "article taken in", manuscript.id, {}, {"title": manuscript.title})
        return manuscript

    def _change(self, id: str, what: str, edit: Callable[[Manuscript], Manuscript], editor: str) -> Manuscript:
        now = self._now()

        def noted(session: Any, before: Manuscript, after: Manuscript) -> None:
            old, new = differing(before, after)
            audit(session, editor, now, Change(what, id, old, new))

        return self.manuscripts.change(id, edit, editor=editor, now=now, noted=noted)

    def _note(self, editor: str, what: str, subject: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        with self.library.database.writing() as session:
            audit(session, editor, self._now(), Change(what, subject, before, after))
