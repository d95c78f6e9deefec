"""The trade on one page: references -> articles -> script -> clips -> recording -> episode.

With `press`, which turns episodes into what apps read, the only module that knows the order of the rooms.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import zip_longest
from pathlib import Path

from podme_audio import audio, reach, script, sources
from podme_audio.booth import AUTO, Booth, Speaker, Told, Whole, say
from podme_audio.courier import Courier
from podme_audio.estimate import Caps
from podme_audio.exceptions import PodmeError
from podme_audio.hands import Hands, Here
from podme_audio.herald import Herald
from podme_audio.library import Draft, Erased, Library, erase
from podme_audio.model import Article, Episode, Line, Recording, Script, State
from podme_audio.press import Press
from podme_audio.settings import Settings

SAMPLE = Path(sources.__file__).with_name("sample.md")
#: The show is Jakarta's: its day is what the listener's calendar says.
WIB = timezone(timedelta(hours=7))
#: What listeners are told of a correction that came without a note.
CORRECTED = "Sebagian isi episode ini telah diperbaiki."


@dataclass(frozen=True, slots=True)
class Wish:
    """What an editor asks for; what is left empty the settings decide."""

    references: tuple[str, ...]
    title: str = ""
    engine: str = ""
    voice: str = ""
    #: The episode's own words (TOML), over the show's.
    words: str = ""
    #: Another episode, even of references that made one before.
    new: bool = False
    publish: bool = False
    #: Beside the references: those that only this machine can read, read already.
    articles: tuple[Article | None, ...] = ()
    #: What editors made of them, which is said instead, and which version of it.
    manuscript: str = ""
    version: int = 0
    #: Who asks, where that is known; and whether it goes before everything that is not urgent.
    editor: str = ""
    urgent: bool = False
    #: Whether it may change what listeners hear now.
    correct: bool = True
    #: What it puts right, as listeners are told, should they have heard it before; a neutral sentence without one.
    note: str = ""


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
    references: Sequence[str],
    settings: Settings,
    *,
    lexicon: script.Lexicon,
    today: date | None = None,
    known: Sequence[Article | None] = (),
) -> Script:
    """Read *references* and write what would be said; those *known* beside them are not read again.

    Raises:
        SourceError: A reference is no article.
        ScriptError: There is nothing to say in it.
    """
    articles = [script.clean(one) for one in read(references, known, means(settings))]
    programme = script.Programme(settings.show_title, today or datetime.now(WIB).date())
    return script.write(articles, programme=programme, lexicon=lexicon)


def read(references: Sequence[str], known: Sequence[Article | None], tools: sources.Means) -> list[Article]:
    """Read *references*, but those *known* beside them.

    Raises:
        SourceError: A reference is no article.
    """
    installed = sources.installed(tools)
    pairs = zip_longest(references, known[: len(references)])
    return [article or sources.fetch(reference, installed) for reference, article in pairs]


def means(settings: Settings, library: Library | None = None) -> sources.Means:
    """Return what sources read with; the rules of sites that *library* has lie over those of the settings' file."""
    own = {one.host: one.rules for one in library.intake.rules.all()} if library else {}
    return sources.Means.of(reach.hosts(settings.fetch_allow), settings.sites, own)


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
        self.settings, self.library = settings, library
        self.press = Press(settings, library, now=now)
        self.caps = Caps(settings.character_caps, library.usage, now)
        self.booth = Booth(library.store, spent=self.caps.spend)
        self.herald = Herald(self.press, library, now=now)
        self.courier = Courier(library, self.press.addresses, now=now)
        self.at_once = settings.lines or os.cpu_count() or 1
        self._told, self._now = told, now

    def produce(self, wish: Wish, hands: Hands | None = None) -> Produced:
        """Make an episode of articles.

        Raises:
            PodmeError: Says which article, line or setting stood in the way; nothing half-made is left.
        """
        started = time.monotonic()
        hands = hands or Here(self.booth, at_once=self.at_once, told=self._told)
        written = hands.once("writing", Script, lambda: self.write(wish))
        said = self._say(written.lines, wish, hands)
        episode = hands.once("mastering", Episode, lambda: self._record(written, said.speaker, wish, hands))
        if wish.publish or episode.state is State.PUBLISHED:
            episode = hands.once("publishing", Episode, lambda: self.publish(episode.guid))
        episode = hands.once("lightening", Episode, lambda: self.lighten(episode))  # last: nobody waits for it
        self.library.tidy(self.settings.cache_mb * 1_000_000)
        took = time.monotonic() - started
        return Produced(episode, self.library.audio(episode), len(said.lines), said.said, said.reused, took)

    def write(self, wish: Wish) -> Script:
        """Write what the episode says, as its editors left it; lines that were written before keep their ids."""
        if wish.manuscript:
            return self.library.manuscripts.manuscript(wish.manuscript).script
        today = self._now().astimezone(WIB).date()
        known = read(wish.references, wish.articles, means(self.settings, self.library))
        written = write(wish.references, self.settings, lexicon=self.lexicon(wish.words), today=today, known=known)
        identities = tuple(article.reference for article in written.articles)
        return script.kept(written, {} if wish.new else self.library.lines(identities))

    def publish(self, key: str) -> Episode:
        """Let everyone hear an episode, and tell the feed."""
        episode = self.library.publish(key, now=self._now())
        self.tell()
        return episode

    def lighten(self, episode: Episode) -> Episode:
        """Make an episode's version for little data, and tell the feed; nothing is made of sound that is gone.

        Raises:
            AudioError: None came of it.
        """
        heard, media, path = self.library.episode(episode.guid), episode.media, self.library.audio(episode)
        if path is None or heard.media != media:
            return heard
        recording = Recording(path, media.duration, media.loudness, media.true_peak, (), ())
        tags = audio.Tags(title=episode.title, album=self.settings.show_title, artist=self.settings.show_author)
        with tempfile.TemporaryDirectory(dir=self.library.workshop()) as folder:
            low = audio.lighten(recording, tags=tags, folder=Path(folder))
            lighter = self.library.lighten(episode, low, now=self._now())
        if lighter.state is State.PUBLISHED:
            self.tell()
        return lighter

    def tell(self) -> None:
        """Print what the feeds have to tell anew, and let the hub hear of it."""
        self.press.print()
        self.herald.announce()
        self.courier.deliver()

    def schedule(self, key: str, due: datetime) -> Episode:
        """Have an episode published at a moment; a moment that is past publishes it at once."""
        return self.publish(key) if due <= self._now() else self.library.schedule(key, due, now=self._now())

    def unschedule(self, key: str) -> Episode:
        """Have a scheduled episode wait as a draft again."""
        return self.library.unschedule(key, now=self._now())

    def withdraw(self, key: str) -> Episode:
        """Take an episode away from everyone, and tell the feed."""
        episode = self.library.withdraw(key, now=self._now())
        self.tell()
        return episode

    def erase(self, key: str) -> Erased:
        """Forget an episode for good, also what was cached of it, and tell the feed."""
        erased = erase(self.library.database, self.library.store, key)
        for line, engine, voice in erased.lines:
            with suppress(PodmeError):  # whose engine is gone: what it said is not found by any text any more
                self.booth.forget(line, Speaker(engine, voice))
        self.library.store.trim(audio.SEGMENTS, 0)
        self.tell()
        return erased

    def prune(self, before: datetime) -> None:
        """Forget builds that ended *before*, gone workers and listeners, sound without a row, and old cache."""
        self.library.ledger.forget(before)
        self.library.workers.forget(before)
        self.library.hooks.forget(before)
        self.library.desk.forget(before)
        self.library.downloads.forget(self._now())
        self.library.plays.forget(self._now())
        self.library.tidy(self.settings.cache_mb * 1_000_000)
        self.library.sweep(now=self._now())

    def _say(self, lines: Sequence[Line], wish: Wish, hands: Hands) -> Whole:
        engine = wish.engine or self.settings.engine
        voice = wish.voice or (self.settings.voice if engine == self.settings.engine else "")
        speakers = self.booth.speakers(engine, voice)
        speakers = self.caps.allowed(speakers, lines, self.booth, named=engine != AUTO)
        return say(lines, hands.chosen(speakers), hands.lines, fall_back=engine == AUTO)

    def _record(self, written: Script, speaker: Speaker, wish: Wish, hands: Hands) -> Episode:
        artwork = self.press.episode_artwork(self._title(written, wish), script.section(written))
        tags = self._tags(written, wish, artwork)
        with tempfile.TemporaryDirectory(dir=self.library.workshop()) as folder:
            takes = self._takes(written.lines, speaker, hands.told)
            recording = audio.record(takes, tags=tags, segments=self.library.store, folder=Path(folder))
            recording = script.read_along(recording, written.lines, self.lexicon(wish.words))
            draft = self._draft(written, recording, speaker, wish)
            return self._shelve(replace(draft, claim=hands.claim, cover=artwork), wish)

    def _shelve(self, draft: Draft, wish: Wish) -> Episode:
        """Keep what was made, as a revision of the episode that the manuscript is of."""
        manuscripts = self.library.manuscripts
        guid = manuscripts.manuscript(wish.manuscript).guid if wish.manuscript else ""
        episode = self.library.save(replace(draft, revises=guid), now=self._now(), new=wish.new)
        if wish.manuscript:
            manuscripts.became(wish.manuscript, episode.guid)
        return episode

    def _tags(self, written: Script, wish: Wish, artwork: bytes) -> audio.Tags:
        return audio.Tags.of(
            written,
            title=self._title(written, wish),
            album=self.settings.show_title,
            artist=self.settings.show_author,
            date=self._now().astimezone(WIB).date(),
            cover=self.press.small(artwork) if artwork else self.press.cover(),
            comment=script.description(written),
            feed=self.press.addresses.feed if self.settings.public_url else "",
        )

    def _draft(self, written: Script, recording: Recording, speaker: Speaker, wish: Wish) -> Draft:
        return Draft(
            title=self._title(written, wish),
            description=script.description(written),
            script=written,
            recording=recording,
            engine=speaker.engine,
            voice=speaker.voice,
            references=tuple(article.reference for article in written.articles),
            section=script.section(written),
            author=written.articles[0].byline if len(written.articles) == 1 else "",
            links=tuple(article.url for article in written.articles if article.url),
            correction=wish.note or CORRECTED,
            correct=wish.correct,
        )

    def _takes(self, lines: Sequence[Line], speaker: Speaker, told: Told) -> Iterator[audio.Heard]:
        for done, line in enumerate(lines, 1):
            yield audio.kept(self.booth.speaking(line, speaker).synthesize(line.spoken), line, self.library.store)
            told("mastering", done, len(lines))

    def lexicon(self, words: str = "") -> script.Lexicon:
        """Return how words are said: the show's file, over it what editors added, over it an episode's own (TOML)."""
        lexicon = script.editing.lexicon(self.library.lexicon.entries()).over(script.layered(self.settings.lexicon))
        return script.Lexicon.parse(words, "the episode's own words").over(lexicon) if words else lexicon

    def _title(self, written: Script, wish: Wish) -> str:
        show, today = self.settings.show_title, self._now().astimezone(WIB).date()
        several = f"{show}, {script.long_date(today)}" if len(written.articles) > 1 else ""
        return wish.title or several or script.title(written)
