from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from podme_audio.addresses import Addresses
from podme_audio.library import Mark
from podme_audio.model import Kind, Strand
from podme_audio.sheets import Sheet, name, sheets

ADDRESSES = Addresses("https://audio.kabar.example")
NOON = datetime(2026, 11, 23, tzinfo=UTC)
SECTIONS = {"dunia": "Dunia", "ekonomi": "Ekonomi", "": ""}


def shelf(count: int, section: str = "dunia", author: str = "") -> list[Mark]:
    """Return so many published episodes, newest first."""
    return [
        Mark(at, f"guid-{at}", 1, NOON + timedelta(hours=at), SECTIONS[section], section, author.title(), author)
        for at in reversed(range(count))
    ]


def of(strand: Strand | None, marks: list[Mark], *kept: Strand, full: int = 5) -> list[Sheet]:
    return [sheet for sheet in sheets(marks, kept, ADDRESSES, full=full) if sheet.strand == strand]


@given(some.integers(0, 40), some.integers(1, 9))
def test_the_sheets_of_a_feed_tell_of_every_episode_and_form_a_chain(count: int, full: int) -> None:
    marks = shelf(count)

    pages = of(None, marks, full=full)

    assert {mark.guid for page in pages for mark in page.marks} == {mark.guid for mark in marks}
    assert all(len(page.marks) <= full for page in pages)
    assert pages[0].marks == tuple(marks[:full])
    by_address = {page.links.own: page for page in pages}
    assert len(by_address) == len(pages)
    walked, at = [pages[0]], pages[0]
    while at.links.next:
        assert by_address[at.links.next].links.previous == at.links.own
        at = by_address[at.links.next]
        walked.append(at)
    assert len(walked) == len(pages)
    assert not at.links.previous or at.links.own == at.links.last


@given(some.integers(1, 40), some.integers(1, 9))
def test_publishing_leaves_the_archive_as_it_was(count: int, full: int) -> None:
    before, after = (of(None, shelf(number), full=full) for number in (count, count + 1))

    old = {page.name: page.marks for page in before[1:]}
    new = {page.name: page.marks for page in after[1:]}
    assert {name: marks for name, marks in new.items() if name in old} == old
    assert len(new) - len(old) in {0, 1}


@given(some.integers(0, 40), some.integers(1, 9), some.sets(some.integers(0, 39)))
def test_withdrawing_leaves_gaps_and_moves_nothing(count: int, full: int, gone: set[int]) -> None:
    marks = [mark._replace(heard=mark.id not in gone) for mark in shelf(count)]

    before, after = of(None, shelf(count), full=full), of(None, marks, full=full)

    assert {mark.id for page in after for mark in page.marks} == set(range(count)) - gone
    assert [page.links for page in after] == [page.links for page in before]
    for old, new in zip(before[1:], after[1:], strict=True):
        assert new.marks == tuple(mark for mark in old.marks if mark.id not in gone)
    assert [mark.id for mark in after[0].marks] == [mark.id for mark in marks if mark.heard][:full]


def test_each_section_and_author_has_a_feed_of_its_own() -> None:
    marks = [*shelf(3, "dunia", "ana"), *shelf(2, "ekonomi"), *shelf(1, "")]

    names = [sheet.name for sheet in sheets(marks, (), ADDRESSES)]

    assert names == ["feed.xml", "feed/ekonomi.xml", "feed/dunia.xml", "feed/penulis/ana.xml"]
    (ana,) = of(Strand(Kind.AUTHOR, "ana", "Ana"), marks)
    assert ana.feed == ana.links.own == "https://audio.kabar.example/feed/penulis/ana.xml"
    assert len(ana.marks) == 3


def test_a_strand_is_called_what_its_newest_episode_calls_it() -> None:
    newest = shelf(1)[0]._replace(section="Luar Negeri", section_slug="dunia", id=99)
    kept = Strand(Kind.SECTION, "dunia", "Dunia", "some-guid")

    found = [sheet.strand for sheet in sheets([newest, *shelf(2)], [kept], ADDRESSES) if sheet.strand]

    assert found == [Strand(Kind.SECTION, "dunia", "Luar Negeri", "some-guid")]


def test_a_strand_that_had_a_feed_keeps_an_empty_one() -> None:
    kept = Strand(Kind.SECTION, "olahraga", "Olahraga", "some-guid")

    (empty,) = of(kept, shelf(2), kept)

    assert (empty.name, empty.marks, name(kept)) == ("feed/olahraga.xml", (), "feed/olahraga.xml")
