"""Lists of thousands: whoever turns the pages sees each episode once, and every page is an index away."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from podme_audio.bench.newsroom import AUTHORS, COMMON, NEWEST, RARE, SECTIONS, stock
from podme_audio.library import Library, slug
from podme_audio.library.archive import wanted
from podme_audio.library.listing import Selection
from podme_audio.model import Episode, Kind, State
from podme_audio.web.wording import WIB
from tests.library.drafts import NOW, Drafting

COUNT = 12
DAY = Selection(since=NOW, until=NOW + timedelta(hours=6))
#: The lists, how each is paged three at a time, and which of the episodes belong in it, by their number.
LISTS: dict[str, tuple[Callable[[Library, str | None], list[Episode]], Callable[[int], bool]]] = {
    "all": (lambda library, last: list(library.archive.page(Selection(), limit=3, before=last)), lambda _: True),
    "section": (
        lambda library, last: list(library.archive.page(Selection(section="kota"), limit=3, before=last)),
        lambda at: at % 3 > 0,
    ),
    "author": (
        lambda library, last: list(library.archive.page(Selection(author="siti"), limit=3, before=last)),
        lambda at: at % 2 > 0,
    ),
    "day": (lambda library, last: list(library.archive.page(DAY, limit=3, before=last)), lambda at: at // 2 < 6),
    "search": (
        lambda library, last: [hit.episode for hit in library.archive.search(wanted("cab"), limit=3, before=last)],
        lambda at: at % 4 > 0,
    ),
}


@dataclass(frozen=True)
class Stocked:
    """A library with episodes of which two each were published at the same moment, and which are published now."""

    library: Library
    guids: list[str]
    state: list[bool]

    def change(self, at: int, *, is_published: bool) -> None:
        if self.state[at] != is_published:
            (self.library.publish if is_published else self.library.withdraw)(self.guids[at], now=NOW)
            self.state[at] = is_published


@pytest.fixture
def stocked(home: Path, making: Callable[[Path], str], drafting: Drafting) -> Iterator[Stocked]:
    with Library(home, database_url=making(home / "podme.db")) as library:
        guids = []
        for at in range(COUNT):
            draft = drafting(
                title=f"Cabai {at}" if at % 4 == 1 else f"Kabar {at}",
                description="Tentang cabai." if at % 4 == 2 else "Tentang hari ini.",
                section="Kota" if at % 3 else "Dunia",
                author="Siti" if at % 2 else "Redaksi",
                references=(),
                **({} if at % 4 == 3 else {"cues": ()}),
            )
            moment = NOW + timedelta(hours=at // 2)
            guids.append(library.save(draft, now=moment).guid)
            library.publish(guids[-1], now=moment)
        yield Stocked(library, guids, [True] * COUNT)


#: Between two pages: which episode, and whether it is published or withdrawn.
CHANGES = st.lists(st.tuples(st.integers(0, COUNT - 1), st.booleans()), max_size=3)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(list(LISTS)),
    first=st.lists(st.booleans(), min_size=COUNT, max_size=COUNT),
    between=st.lists(CHANGES, max_size=4),
)
def test_whoever_turns_the_pages_sees_what_stays_published_once_and_nothing_twice(
    stocked: Stocked, name: str, first: list[bool], between: list[list[tuple[int, bool]]]
) -> None:
    page, belongs = LISTS[name]
    for at, is_published in enumerate(first):
        stocked.change(at, is_published=is_published)
    always, ever = list(first), list(first)

    seen: list[Episode] = []
    turns = iter(between)
    while found := page(stocked.library, seen[-1].slug if seen else None):
        seen += found
        for at, is_published in next(turns, []):
            stocked.change(at, is_published=is_published)
            always[at], ever[at] = always[at] and is_published, ever[at] or is_published

    order = [stocked.guids.index(episode.guid) for episode in seen]
    assert len(order) == len(set(order))
    assert {at for at in range(COUNT) if always[at] and belongs(at)} <= set(order)
    assert set(order) <= {at for at in range(COUNT) if ever[at] and belongs(at)}
    ranks = [{1: 2, 2: 1}.get(at % 4, 0) if name == "search" else 0 for at in order]
    assert list(zip(ranks, order, strict=True)) == sorted(zip(ranks, order, strict=True), reverse=True)


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """Collect what the database is asked meanwhile."""
    questions: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:
        questions.append((told[2], told[3]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield questions
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("many")) as library:
        stock(library, 300)
        yield library


LAST = 150
SECTION, AUTHOR = Selection(section=slug(SECTIONS[0])), Selection(author=slug(AUTHORS[0]))
A_DAY = Selection(since=NEWEST - timedelta(days=9), until=NEWEST - timedelta(days=8))
#: What the archive's pages ask of the library: each list at its beginning and further on, and what is told of it.
ASKED: dict[str, Callable[[Library, str], object]] = {
    "front": lambda library, _: library.archive.page(Selection(), limit=21),
    "front, later": lambda library, last: library.archive.page(Selection(), limit=21, before=last),
    "section": lambda library, _: library.archive.page(SECTION, limit=21),
    "section, later": lambda library, last: library.archive.page(SECTION, limit=21, before=last),
    "author": lambda library, _: library.archive.page(AUTHOR, limit=21),
    "author, later": lambda library, last: library.archive.page(AUTHOR, limit=21, before=last),
    "day": lambda library, _: library.archive.page(A_DAY, limit=21),
    "day, later": lambda library, last: library.archive.page(A_DAY, limit=21, before=last),
    "counts": lambda library, _: [library.archive.count(part) for part in (Selection(), SECTION, AUTHOR, A_DAY)],
    "title": lambda library, _: library.strands.strand(Kind.AUTHOR, AUTHOR.author),
    "months": lambda library, _: library.archive.months(WIB),
    "neighbours": lambda library, _: library.archive.neighbours(A_DAY),
    "recent": lambda library, _: library.episodes(state=State.PUBLISHED, limit=4),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_list_goes_by_an_index_and_sorts_nothing(many: Library, name: str) -> None:
    last = many.episodes(limit=LAST)[-1].slug
    with asked() as questions:
        ASKED[name](many, last)

    selects = [(text, values) for text, values in questions if text.lstrip().startswith("SELECT")]
    with many.database.reading() as session:
        plans = [
            row.detail
            for text, values in selects
            for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]

    assert plans
    assert not [step for step in plans if "TEMP B-TREE" in step or re.match("SCAN (?!CONSTANT)", step)]
    assert not [text for text, _ in selects if any(long in text for long in (".cues", ".lines", ".chapters"))]


@pytest.mark.parametrize("kind", Kind)
def test_sections_and_authors_are_counted_in_an_index_alone(many: Library, kind: Kind) -> None:
    with asked() as questions:
        many.strands.counts(kind)

    text, values = next(one for one in questions if "GROUP BY" in one[0])
    with many.database.reading() as session:
        plan = [row.detail for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]

    assert plan
    assert not [step for step in plan if "TEMP B-TREE" in step]
    assert all(f"INDEX ix_episodes_{kind}_slug_state_listed_id" in step for step in plan if "episodes" in step)


def test_a_search_reads_what_is_heard_only_of_the_episodes_it_shows(many: Library) -> None:
    with asked() as questions:
        hits = many.archive.search(wanted(COMMON), limit=21)

    ranked, shown = (text for text, _ in questions if text.lstrip().startswith("SELECT"))
    assert len(hits) == 21
    assert "words.lines" in shown
    assert not [text for text in (ranked, shown) if ".cues" in text or "revisions.lines" in text]


def test_the_stock_has_what_it_promises(many: Library) -> None:
    archive = many.archive

    assert archive.count(Selection()) == archive.found(wanted(COMMON)) == archive.found(wanted(f'"{COMMON}"')) == 300
    assert archive.found(wanted(RARE)) == 1
    assert {one.episodes for one in many.strands.counts(Kind.SECTION)} == {37, 38}
