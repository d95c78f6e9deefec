"""The way round a feed: the document, how it is served, then the newest episodes one by one."""

import mmap
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from podme_audio import audio
from podme_audio.exceptions import AudioError, FfmpegError
from podme_audio.inspection import companions, media, mp3, pictures
from podme_audio.inspection.channel import CHANNEL
from podme_audio.inspection.companions import CHAPTER_CHECKS, TRANSCRIPT_CHECKS, VTT_CHECKS, Companion
from podme_audio.inspection.document import DOCUMENT, READABLE, RSS_2, Feed, attribute, every, parse, text
from podme_audio.inspection.finding import MUST, Check, Finding, faults, judge
from podme_audio.inspection.items import CHAPTERS, ITEM, PICTURES, VTT, Item, moment, name
from podme_audio.inspection.links import LINKS
from podme_audio.inspection.served import SERVED, Served
from podme_audio.inspection.sound import SOUND, Sound
from podme_audio.inspection.visit import Reply, Visitor
from podme_audio.outgoing import Outgoing

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How far an inspection goes."""

    #: The newest episodes whose page, sound, chapters and transcripts are asked for.
    recent: int = 3
    #: Fetch their sound whole and measure it.
    audio: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    url: str
    #: Episodes in the feed, and those that were visited.
    episodes: int
    visited: int
    findings: tuple[Finding, ...]


def inspect(
    url: str,
    plan: Plan = Plan(),
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    told: Told = lambda _stage, _done, _total: None,
) -> Report:
    """Look at the feed at *url* and at what it leads to.

    Raises:
        FfmpegError: Sound was to be measured, and the encoder is missing.
    """
    with Outgoing() as outgoing:
        visitor = Visitor(outgoing)
        reply = visitor.ask(url)
        if unreadable := tuple(_unreadable(reply)):
            return Report(url, 0, 0, unreadable)
        feed = Feed(url, parse(reply.content), reply, now())
        found = list(_of_document(feed, visitor))
        recent = _recent(feed, plan.recent)
        for done, item in enumerate(recent, 1):
            found += _Episode(item, visitor).inspect(measured=plan.audio)
            told("checking", done, len(recent))
        return Report(url, len(feed.items), len(recent), tuple(found))


def _unreadable(reply: Reply) -> Iterator[Finding]:
    if not reply.is_whole:
        yield Finding("H01", MUST, reply.url, reply.told, "let the feed's address answer 200, at once, with a feed")
    elif found := list(judge(READABLE, reply.content, reply.url)):
        yield from found
    else:
        yield from judge(RSS_2, parse(reply.content), reply.url)


def _of_document(feed: Feed, visitor: Visitor) -> Iterator[Finding]:
    yield from judge(DOCUMENT, feed, feed.url)
    yield from judge(CHANNEL, feed, feed.url)
    for element in feed.items:
        yield from judge(ITEM, Item(element, feed), name(element))
    yield from judge(SERVED, Served(feed, visitor), feed.url)
    yield from judge(LINKS, Served(feed, visitor), feed.url)
    images = [attribute(element, "itunes:image", "href") for element in (feed.channel, *_newest(feed)[:1])]
    for image in dict.fromkeys(filter(None, images)):
        if not list(faults(image)) and image.partition("?")[0].lower().endswith(PICTURES):
            yield from judge(pictures.PICTURE, pictures.fetch(image, visitor), image)
    for url in _sounds(feed)[:1]:
        yield from judge(media.ABSENT, media.absent(url, visitor), url)


def _sounds(feed: Feed) -> list[str]:
    urls = [attribute(element, "enclosure", "url") for element in feed.items]
    return [url for url in urls if url and not list(faults(url))]


def _newest(feed: Feed) -> list[object]:
    """Return the items by date, those without one last; a feed in the wrong order has newest episodes too."""
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(feed.items, key=lambda element: moment(element) or oldest, reverse=True)


def _recent(feed: Feed, count: int) -> list[Item]:
    return [Item(element, feed) for element in _newest(feed)[:count]]


class _Episode:
    """One episode's visit."""

    def __init__(self, item: Item, visitor: Visitor) -> None:
        self._item, self._visitor = item, visitor
        self._where = name(item.element)
        self._duration: float = item.duration
        self._chapters = self._companions("podcast:chapters", CHAPTERS)

    def inspect(self, *, measured: bool) -> Iterator[Finding]:
        yield from self._page()
        yield from self._sound(measured=measured)
        for alternate in media.alternates(self._item.element, self._visitor):
            yield from judge(media.ALTERNATES, alternate, self._where)
        for companion in self._chapters:
            yield from judge(CHAPTER_CHECKS, self._timed(companion), self._where)
        for companion in self._companions("podcast:transcript"):
            checks = VTT_CHECKS if companion.type == VTT else TRANSCRIPT_CHECKS
            yield from judge(checks, self._timed(companion), self._where)

    def _page(self) -> Iterator[Finding]:
        link = text(self._item.element, "link")
        if link and not list(faults(link)):
            reply = self._visitor.ask(link)
            check = Check("F36", _answers, "let the episode's page answer 200")
            yield from judge((check,), reply, self._where)

    def _sound(self, *, measured: bool) -> Iterator[Finding]:
        url = attribute(self._item.element, "enclosure", "url")
        if not url or list(faults(url)):
            return
        approached = media.approach(url, self._item.length, self._visitor)
        found = list(judge(media.MEDIA, approached, self._where))
        yield from found
        if measured and not any(finding.id == "M15" for finding in found):
            yield from self._heard(approached)

    def _heard(self, sound: media.Media) -> Iterator[Finding]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sound"
            with path.open("wb") as file:
                reply = media.fetch(sound, file)
            for seen in media.shortfall(sound, reply):
                yield Finding("M02", MUST, self._where, seen, "send the sound whole, as long as Content-Length says")
                return
            yield from self._measured(path)

    def _measured(self, path: Path) -> Iterator[Finding]:
        facts = _facts(path)
        try:
            measured = audio.measure(path)
        except FfmpegError:
            raise
        except AudioError as error:
            yield Finding("M21", MUST, self._where, str(error).replace(str(path), "it"), "serve an MP3 that plays")
            return
        self._duration = measured.duration
        listed = companions.listed(self._chapters[0].reply.content) if self._chapters else ()
        yield from judge(SOUND, Sound(measured, facts, self._item.duration, listed), self._where)

    def _companions(self, path: str, kind: str = "") -> list[Companion]:
        announced = [(each.get("url"), kind or each.get("type") or "") for each in every(self._item.element, path)]
        return [Companion(self._visitor.ask(url), type, 0) for url, type in announced if type and not list(faults(url))]

    def _timed(self, companion: Companion) -> Companion:
        return Companion(companion.reply, companion.type, self._duration)


def _answers(reply: Reply) -> Iterator[str]:
    if not reply.is_whole:
        yield reply.told


def _facts(path: Path) -> mp3.Facts | None:
    """Read the headers of an MP3; None for anything else, and for an empty file."""
    if not path.stat().st_size:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        facts = mp3.facts(content)  # type: ignore[arg-type]  # a map is read like bytes
    return facts if facts.rates else None
