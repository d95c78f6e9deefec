"""The trade on one page: references -> articles -> script -> clips -> recording -> episode.

With `press`, which turns episodes into what apps read, the only module that knows the order of the rooms.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from podme_audio import audio, script, sources, speech
from podme_audio.booth import Booth, Told
from podme_audio.exceptions import LibraryError
from podme_audio.library import Draft, Folder, Library
from podme_audio.model import Article, Episode, Line, Recording, Role, Script, State
from podme_audio.press import Press
from podme_audio.settings import Settings

SAMPLE = Path(sources.__file__).with_name("sample.md")
#: The show is Jakarta's: its day is what the listener's calendar says.
WIB = timezone(timedelta(hours=7))
#: What a voice says of itself: a date, a sum, an acronym.
SENTENCE = "Pada 17 Agustus 2026, APBN mencatat belanja Rp3.842,7 triliun. Sudah siap mendengarkan beritanya?"
#: A description ends with the sentence in which it reaches so many characters.
DESCRIPTION = 240


@dataclass(frozen=True, slots=True)
class Wish:
    """What an editor asks for; what is left empty the settings decide."""

    references: tuple[str, ...]
    title: str = ""
    engine: str = ""
    voice: str = ""
    #: The episode's own words, over the show's.
    lexicon: Path | None = None
    #: Another episode, even of references that made one before.
    new: bool = False
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Produced:
    """What came of a wish."""

    episode: Episode
    #: Where the recording lies on this machine.
    audio: Path | None
    #: Lines in all, spoken now, and found in the cache.
    lines: int
    said: int
    reused: int
    #: Wall time.
    seconds: float


def write(
    references: Sequence[str], settings: Settings, *, lexicon: script.Lexicon, today: date | None = None
) -> Script:
    """Read *references* and write what would be said.

    Raises:
        SourceError: A reference is no article.
        ScriptError: There is nothing to say in it.
    """
    read = sources.installed()
    articles = [script.clean(sources.fetch(reference, read)) for reference in references]
    programme = script.Programme(settings.show_title, today or datetime.now(WIB).date())
    return script.write(articles, programme=programme, lexicon=lexicon)


class Studio:
    """One newsroom's studio.

    Args:
        settings: Read once, by the shell.
        library: Open, and the caller's to close.
        told: Called with a stage, the steps done and the steps there are.
        now: The moment.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        *,
        told: Told = lambda _stage, _done, _total: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings = settings
        self.library = library
        self.press = Press(settings, library, now=now)
        self._booth = Booth(library.store, at_once=settings.lines or os.cpu_count() or 1, told=told)
        self._told = told
        self._now = now

    def produce(self, wish: Wish) -> Produced:
        """Make an episode of articles.

        Raises:
            PodmeError: Says which article, line or setting stood in the way; nothing half-made is left.
        """
        started = time.monotonic()
        today = self._now().astimezone(WIB).date()
        lexicon = script.layered(self.settings.lexicon, wish.lexicon)
        written = write(wish.references, self.settings, lexicon=lexicon, today=today)
        identities = tuple(article.reference for article in written.articles)
        written = _kept(written, {} if wish.new else self.library.lines(identities))
        spoken = self._booth.say(written.lines, wish.engine or self.settings.engine, wish.voice or self.settings.voice)
        with tempfile.TemporaryDirectory(dir=self.library.workshop()) as folder:
            draft = self._draft(written, spoken.engine, wish, Path(folder))
            draft = replace(draft, recording=_read_along(draft.recording, written.lines, lexicon))
            episode = self.library.save(draft, now=self._now(), new=wish.new)
        if wish.publish or episode.state is State.PUBLISHED:
            episode = self.publish(episode.guid)
        self.library.tidy(self.settings.cache_mb * 1_000_000)
        path = self.library.audio(episode)
        return Produced(episode, path, spoken.lines, spoken.said, spoken.reused, time.monotonic() - started)

    def publish(self, key: str) -> Episode:
        """Let everyone hear an episode, and tell the feed."""
        episode = self.library.publish(key, now=self._now())
        self.press.print()
        return episode

    def withdraw(self, key: str) -> Episode:
        """Take an episode away from everyone, and tell the feed."""
        episode = self.library.withdraw(key, now=self._now())
        self.press.print()
        return episode

    def _draft(self, written: Script, engine: speech.Cached, wish: Wish, folder: Path) -> Draft:
        first = written.articles[0]
        title = wish.title or self._title(written.articles)
        tags = audio.Tags(
            title=title,
            album=self.settings.show_title,
            artist=self.settings.show_author,
            date=self._now().astimezone(WIB).date(),
            cover=self.press.cover(),
            urls=tuple(article.url for article in written.articles),
        )
        takes = self._takes(written.lines, engine)
        recording = audio.record(takes, tags=tags, segments=self.library.store, folder=folder)
        alone = len(written.articles) == 1
        return Draft(
            title=title,
            description=_description(written),
            script=written,
            recording=recording,
            engine=engine.name,
            voice=engine.voice,
            references=tuple(article.reference for article in written.articles),
            section=first.section if alone else "",
            author=first.byline if alone else "",
            links=tuple(article.url for article in written.articles if article.url),
        )

    def _takes(self, lines: Sequence[Line], engine: speech.Cached) -> Iterator[audio.Take]:
        for done, line in enumerate(lines, 1):
            yield audio.take(engine.synthesize(line.spoken), line)
            self._told("mastering", done, len(lines))

    def _title(self, articles: Sequence[Article]) -> str:
        if len(articles) == 1:
            return articles[0].title or self.settings.show_title
        return f"{self.settings.show_title}, {script.long_date(self._now().astimezone(WIB).date())}"


def _kept(written: Script, known: Mapping[str, str]) -> Script:
    """Give lines that were written before the ids they had."""
    left = dict(known)
    return replace(written, lines=tuple(replace(line, id=left.pop(line.written, line.id)) for line in written.lines))


def _read_along(recording: Recording, lines: Sequence[Line], lexicon: script.Lexicon) -> Recording:
    """Time the words as they are written, since that is what a reader sees."""
    pairs = zip(recording.cues, lines, strict=True)
    cues = (replace(cue, words=script.follow(line, cue.words, lexicon)) for cue, line in pairs)
    return replace(recording, cues=tuple(cues))


def _description(written: Script) -> str:
    """Take an article's own beginning, or a bulletin's headlines."""
    if len(written.articles) > 1:
        return "\n".join(f"- {article.title}" for article in written.articles)
    story = (line.written for line in written.lines if line.role in {Role.PARAGRAPH, Role.QUOTE, Role.LIST_ITEM})
    said = ""
    for sentence in script.sentences(" ".join(story)):
        said = f"{said} {sentence}".strip()
        if len(said) >= DESCRIPTION:
            break
    return said


def sample_voice(voice: str, file: Path) -> float:
    """Let ENGINE/VOICE say `SENTENCE` into the MP3 *file*; return how many seconds it takes.

    Raises:
        PodmeError: There is no such voice, it is not ready, or the file cannot be written.
    """
    name, _, voice = voice.partition("/")
    engine = speech.find(name, voice)
    line = Line("sample", Role.PARAGRAPH, SENTENCE, script.spoken(SENTENCE), 0.3)
    take = audio.take(engine.synthesize(line.spoken), line)
    tags = audio.Tags(title=f"{engine.name}/{engine.voice}", album="Podme Audio", artist="Podme Audio")
    with tempfile.TemporaryDirectory() as folder:
        recording = audio.record([take], tags=tags, segments=Folder(Path(folder)), folder=Path(folder))
        try:
            file.write_bytes(recording.path.read_bytes())
        except OSError as error:
            raise LibraryError(f"{file} cannot be written: {error.strerror}") from error
    return recording.duration
