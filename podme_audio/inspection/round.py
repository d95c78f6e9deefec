"""The way round a feed: the document, how it is served, then the newest episodes one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from podme_audio.inspection import media, pictures
from podme_audio.inspection.channel import CHANNEL
from podme_audio.inspection.document import DOCUMENT, READABLE, RSS_2, Feed, attribute, parse
from podme_audio.inspection.episode import Visit
from podme_audio.inspection.finding import MUST, Finding, faults, judge
from podme_audio.inspection.items import ITEM, PICTURES, Item, moment, name
from podme_audio.inspection.links import LINKS
from podme_audio.inspection.served import SERVED, Served
from podme_audio.inspection.siblings import SIBLING, Sibling
from podme_audio.inspection.visit import Reply, Visitor
from podme_audio.outgoing import Outgoing

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How far an inspection goes."""

    #: The newest episodes whose page, sound, cover, chapters and transcripts are asked for.
    recent: int = 3
    #: Fetch their sound whole, and its other versions, and measure it.
    audio: bool = True
    #: Other feeds of the same show, whose episodes are not visited again.
    siblings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    url: str
    #: Episodes in the feed, and those that were visited.
    episodes: int
    visited: int
    findings: tuple[Finding, ...]
    #: Of the show's other feeds.
    siblings: "tuple[Report, ...]" = ()

    @property
    def feeds(self) -> "tuple[Report, ...]":
        """The report of each feed, this one first."""
        return (self, *self.siblings)


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
        visitor, read = Visitor(outgoing), list[Feed]()
        reports = []
        for at, each in enumerate((url, *plan.siblings)):
            reply = visitor.ask(each)
            if unreadable := tuple(_unreadable(reply)):
                reports.append(Report(each, 0, 0, unreadable))
                continue
            feed = Feed(each, parse(reply.content), reply, now())
            told("feeds", at, len(plan.siblings))
            apart = tuple(judge(SIBLING, Sibling(feed, tuple(read)), each))
            report = _of(feed, plan if at == 0 else replace(plan, recent=0), visitor, told)
            reports.append(replace(report, findings=apart + report.findings))
            read.append(feed)
        return replace(reports[0], siblings=tuple(reports[1:]))


def _of(feed: Feed, plan: Plan, visitor: Visitor, told: Told) -> Report:
    recent = _recent(feed, plan.recent)
    found = [*_of_document(feed, visitor), *_of_pictures(feed, recent, visitor)]
    for done, item in enumerate(recent, 1):
        found += Visit(item, visitor).inspect(measured=plan.audio)
        told("checking", done, len(recent))
    return Report(feed.url, len(feed.items), len(recent), tuple(found))


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
    for url in _sounds(feed)[:1]:
        yield from judge(media.ABSENT, media.absent(url, visitor), url)


def _of_pictures(feed: Feed, recent: Sequence[Item], visitor: Visitor) -> Iterator[Finding]:
    """Look at the show's artwork, and at the covers of *recent* episodes; at a picture that several have once."""
    covers = {attribute(item.element, "itunes:image", "href"): name(item.element) for item in reversed(recent)}
    own = attribute(feed.channel, "itunes:image", "href")
    shown = covers | {own: own or feed.url}
    for url, where in reversed(shown.items()):
        if url and not list(faults(url)) and url.partition("?")[0].lower().endswith(PICTURES):
            yield from judge(pictures.PICTURE, pictures.fetch(url, visitor), where)


def _sounds(feed: Feed) -> list[str]:
    urls = [attribute(element, "enclosure", "url") for element in feed.items]
    return [url for url in urls if url and not list(faults(url))]


def _recent(feed: Feed, count: int) -> list[Item]:
    """Return the newest items by date, those without one last; a feed in the wrong order has newest episodes too."""
    oldest = datetime.min.replace(tzinfo=UTC)
    newest = sorted(feed.items, key=lambda element: moment(element) or oldest, reverse=True)
    return [Item(element, feed) for element in newest[:count]]
