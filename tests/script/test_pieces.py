from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podme_audio import script
from podme_audio.model import Article, Block, Removed, Role
from podme_audio.sources.story import article as story
from podme_audio.sources.story import shipped

PAGES = sorted((Path(__file__).parents[1] / "sources" / "data").glob("*.html"))
WORDS = st.text("abcdef", min_size=1, max_size=3)


@st.composite
def cleaned(draw: st.DrawFn) -> Article:
    blocks = tuple(Block(Role.PARAGRAPH, text) for text in draw(st.lists(WORDS, max_size=6)))
    places = sorted(draw(st.lists(st.integers(0, len(blocks)), max_size=5)))
    removed = tuple(Removed(Block(Role.PARAGRAPH, draw(WORDS)), "related links", place) for place in places)
    return Article("a", "Judul", blocks, removed=removed, cleaned=True)


def page(article: Article) -> list[Block]:
    """Everything there was, in its order."""
    blocks: list[Block] = []
    for place, block in enumerate([*article.blocks, None]):
        blocks += [one.block for one in article.removed if one.at == place]
        blocks += [block] if block else []
    return blocks


@settings(deadline=None)
@given(cleaned(), st.data())
def test_what_is_taken_away_and_put_back_is_as_it_was(article: Article, data: st.DataObject) -> None:
    if not article.blocks:
        return
    index = data.draw(st.integers(0, len(article.blocks) - 1))

    taken = script.remove(article, index)
    place = next(at for at, one in enumerate(taken.removed) if one.reason == "editor")

    assert script.restore(taken, place) == article


@settings(deadline=None)
@given(cleaned(), st.data())
def test_what_is_put_back_and_taken_away_is_as_it_was(article: Article, data: st.DataObject) -> None:
    if not article.removed:
        return
    index = data.draw(st.integers(0, len(article.removed) - 1))

    back = script.restore(article, index)

    assert script.remove(back, article.removed[index].at, article.removed[index].reason) == article


@settings(deadline=None)
@given(cleaned(), st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=12))
def test_no_editing_loses_a_block_or_changes_the_order_of_the_page(
    article: Article, steps: list[tuple[bool, int]]
) -> None:
    edited = article
    for back, number in steps:
        things = edited.removed if back else edited.blocks
        if things:
            edited = (script.restore if back else script.remove)(edited, number % len(things))

    assert page(edited) == page(article)
    assert [one.at for one in edited.removed] == sorted(one.at for one in edited.removed)


@pytest.mark.parametrize("index", [-1, 1, 99])
def test_what_is_not_there_can_neither_be_taken_nor_put_back(index: int) -> None:
    article = Article(
        "a", "", (Block(Role.PARAGRAPH, "x"),), removed=(Removed(Block(Role.PARAGRAPH, "y"), "byline", 0),)
    )

    with pytest.raises(IndexError):
        script.restore(article, index)
    with pytest.raises(IndexError):
        script.remove(article, index)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_a_rule_removed_keeps_its_place_when_more_is_taken_away(path: Path) -> None:
    raw = story(path.read_bytes(), "https://podme.id/a", shipped())
    clean = script.clean(raw)

    assert {one.block.text for one in raw.removed} <= {one.block.text for one in clean.removed}
    assert [one.at for one in clean.removed] == sorted(one.at for one in clean.removed)
    assert all(0 <= one.at <= len(clean.blocks) for one in clean.removed)


def test_what_was_removed_before_moves_with_the_story_around_it() -> None:
    texts = [
        "Penulis: Sri Lestari",
        "Pasar itu dibuka lagi.\n\nWali kota hadir.",
        "Baca juga: Jembatan",
        "Air surut hari ini.",
    ]
    blocks = tuple(Block(Role.PARAGRAPH, text) for text in texts)
    boxes = tuple(Removed(Block(Role.PARAGRAPH, f"kotak {place}"), "site rule", place) for place in range(5))

    clean = script.clean(Article("a", "Pasar Dibuka", blocks, removed=boxes))

    assert [block.text for block in page(clean)] == [
        "kotak 0",
        "kotak 1",
        "Penulis: Sri Lestari",
        "Pasar itu dibuka lagi.",
        "Wali kota hadir.",
        "kotak 2",
        "kotak 3",
        "Baca juga: Jembatan",
        "Air surut hari ini.",
        "kotak 4",
    ]


def test_what_was_put_back_is_said_although_it_looks_like_furniture() -> None:
    blocks = [
        "Pasar itu dibuka lagi pagi ini oleh wali kota.",
        "Baca juga: Jembatan Kayu Diperbaiki",
        "Pedagang mulai menata dagangan sejak pukul lima.",
    ]
    article = script.clean(Article("a", "Pasar Dibuka", tuple(Block(Role.PARAGRAPH, text) for text in blocks)))
    assert [one.reason for one in article.removed] == ["related link"]

    back = script.restore(article, 0)

    assert [block.text for block in script.clean(back).blocks] == blocks
    assert script.clean(back) == back


def test_an_article_is_cleaned_once() -> None:
    for path in PAGES:
        clean = script.clean(story(path.read_bytes(), "https://podme.id/a", shipped()))
        assert script.clean(clean) == clean
        assert replace(clean, cleaned=False) != clean
