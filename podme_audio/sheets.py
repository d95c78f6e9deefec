"""Which feeds a show has, and what stands on each sheet of them: published episodes in, sheets out. Nothing is read.

The newest episodes stand on a feed's first sheet. Older ones stand on archive sheets (RFC 5005, 3), which are counted
from the oldest episode that ever was published: so publishing changes the first sheet, and once in a while one more,
and withdrawing leaves a gap on the sheets that told of the episode; the rest stay as they are for ever. First sheet and
latest archive sheet may tell of the same episodes, by the same guids.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from podme_audio.addresses import Addresses
from podme_audio.feed import Links
from podme_audio.library import Mark
from podme_audio.model import Kind, Strand

#: Episodes on a sheet: what Apple's directory shows of a feed, and more than gPodder reads.
FULL = 300
SHOW = "feed.xml"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document of one feed."""

    #: The name it is kept under: "feed.xml", "feed/dunia.xml", "feed/dunia.xml/1".
    name: str
    #: What the feed is of; None for the whole show.
    strand: Strand | None
    #: Where the feed answers, whichever sheet this is.
    feed: str
    links: Links
    #: The episodes on it, newest first.
    marks: tuple[Mark, ...]


def sheets(marks: Sequence[Mark], kept: Sequence[Strand], addresses: Addresses, *, full: int = FULL) -> Iterator[Sheet]:
    """Yield every sheet of every feed.

    Args:
        marks: All episodes that ever were published, newest first.
        kept: The strands that had a feed before; one without episodes keeps an empty one.
        addresses: Where everything answers.
        full: Episodes on a sheet.
    """
    yield from _of(SHOW, None, marks, addresses.feed, full)
    of: dict[tuple[Kind, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        for kind in Kind:
            of[kind, slug_of(mark, kind)].append(mark)
    for strand in strands(marks, kept):
        ours, feed = of[strand.kind, strand.slug], addresses.strand_feed(strand.kind, strand.slug)
        yield from _of(name(strand), strand, ours, feed, full)


def strands(marks: Sequence[Mark], kept: Sequence[Strand]) -> tuple[Strand, ...]:
    """Return the strands of the episodes, each called what its newest one calls it, and those that were kept."""
    found = {(strand.kind, strand.slug): strand for strand in kept}
    for mark in (mark for mark in reversed(marks) if mark.heard):
        for kind, slug, title in ((Kind.SECTION, mark.section_slug, mark.section), _author(mark)):
            if slug:
                before = found.get((kind, slug), Strand(kind, slug, title))
                found[kind, slug] = replace(before, title=title)
    return tuple(found.values())


def name(strand: Strand) -> str:
    """Return the name of a strand's first sheet."""
    return f"feed/{strand.slug}.xml" if strand.kind is Kind.SECTION else f"feed/penulis/{strand.slug}.xml"


def slug_of(mark: Mark, kind: Kind) -> str:
    return mark.section_slug if kind is Kind.SECTION else mark.author_slug


def _author(mark: Mark) -> tuple[Kind, str, str]:
    return Kind.AUTHOR, mark.author_slug, mark.author


def _of(name: str, strand: Strand | None, marks: Sequence[Mark], feed: str, full: int) -> Iterator[Sheet]:
    count = len(marks)
    archive = [number for number in range(1, count // full + 1) if number * full < count]
    yield Sheet(name, strand, feed, _links(feed, archive, 0), tuple(mark for mark in marks if mark.heard)[:full])
    for number in archive:
        newest = count - number * full
        told = tuple(mark for mark in marks[newest : newest + full] if mark.heard)
        yield Sheet(f"{name}/{number}", strand, feed, _links(feed, archive, number), told)


def _links(feed: str, archive: Sequence[int], number: int) -> Links:
    """Link a sheet with its neighbours; number 0 is the first sheet, whose next is the latest of the archive."""
    if not archive:
        return Links(feed)
    order = [0, *reversed(archive)]
    at = order.index(number)
    before = _address(feed, order[at - 1]) if at else ""
    after = _address(feed, order[at + 1]) if at + 1 < len(order) else ""
    return Links(_address(feed, number), first=feed, previous=before, next=after, last=_address(feed, archive[0]))


def _address(feed: str, number: int) -> str:
    return f"{feed}?arsip={number}" if number else feed
