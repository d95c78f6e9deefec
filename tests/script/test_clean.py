import json
import re
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podme_audio.exceptions import NothingToSayError
from podme_audio.model import Article, Block, Role
from podme_audio.script import clean

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
#: Pieces of pages, in every order: hypothesis joins them.
PIECES = (
    *(
        "Baca juga: Harga Beras",
        "Baca juga",
        "JAKARTA, podme.id – Harga naik.",
        "Jakarta - Harga",
        "Berita Terkait",
        "Tags: a",
    ),
    *(
        "Penulis: Budi",
        "Senin, 3 Maret 2025 | 14:05 WIB",
        "Harga beras naik lima persen.",
        "1. Beras",
        "• Gula",
        "Bagikan",
    ),
    *(
        '"Kami siap."',
        "(ant/abc)",
        "Kata dia. (ant/abc)",
        "[Gambas:Video 20detik]",
        "Foto: Budi",
        "Judul Sebuah Berita Pagi",
        " ",
        "\u200b",
    ),
)


def raw(*paragraphs: str) -> Article:
    return Article("a page", "", tuple(Block(Role.PARAGRAPH, paragraph) for paragraph in paragraphs))


def page(path: Path) -> Article:
    return raw(*re.split(r"\n\s*\n", path.read_text("utf-8")))


def expected(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return found


def words(*texts: str) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def words_kept(article: Article) -> Counter[str]:
    story = [part for block in article.blocks for part in (block.number, block.text)]
    return words(article.title, *story, *(removed.block.text for removed in article.removed))


def test_there_are_pages_enough() -> None:
    assert len(PAGES) >= 30
    assert len([path for path in PAGES if "stay" in path.name or "_is_no_" in path.name]) >= 5


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_becomes_its_story(path: Path) -> None:
    story = clean(page(path))

    told = expected(path)
    assert [[block.role, block.number, block.text] for block in story.blocks] == told["blocks"]
    assert (story.title, story.section, story.byline) == (told["title"], told["section"], told["byline"])
    assert (story.published.isoformat() if story.published else "") == told["published"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_is_taken_away_is_kept_with_its_reason_and_place(path: Path) -> None:
    story = clean(page(path))

    assert [[one.at, one.reason, one.block.text] for one in story.removed] == expected(path)["removed"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_word_of_a_page_is_lost(path: Path) -> None:
    assert words_kept(clean(page(path))) == words(path.read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_clean_story_stays_as_it_is(path: Path) -> None:
    story = clean(page(path))

    assert clean(story) == story


def test_fields_a_source_has_set_are_kept() -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    blocks = (
        Block(Role.HEADING, "Latar"),
        Block(Role.PARAGRAPH, "Penulis: Orang Lain"),
        Block(Role.LIST_ITEM, "Beras", "1."),
        Block(Role.PARAGRAPH, "Harga naik."),
        Block(Role.QUOTE, "Kami siap"),
        Block(Role.PARAGRAPH, "Harga turun."),
    )
    article = Article("x", "Judul", blocks, section="Ekonomi", byline="Wulan", published=moment)

    story = clean(article)

    assert (story.title, story.section, story.byline, story.published) == ("Judul", "Ekonomi", "Wulan", moment)
    assert story.blocks == (blocks[0], *blocks[2:])


def test_a_headline_said_twice_is_said_once() -> None:
    story = clean(
        Article("x", "Harga Naik", (Block(Role.HEADING, "Harga naik"), Block(Role.PARAGRAPH, "Beras mahal.")))
    )

    assert story.blocks == (Block(Role.PARAGRAPH, "Beras mahal."),)
    assert [removed.reason for removed in story.removed] == ["repeated headline"]


def test_what_was_removed_before_is_still_known() -> None:
    first = clean(raw("Judul Berita Pagi Ini", "MOSKOW – Salju turun.", "Bagikan"))

    again = clean(first)

    assert again.removed == first.removed


@pytest.mark.parametrize(
    "paragraphs",
    [(), ("",), (" \n ", "\u200b"), ("Bagikan", "Facebook"), ("***", "—"), ("Berita Terkait", "Baca juga: Harga Naik")],
)
def test_a_page_without_a_story_is_refused(paragraphs: tuple[str, ...]) -> None:
    with pytest.raises(NothingToSayError, match="there is no story in a page"):
        clean(raw(*paragraphs))


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Senin, 3 Maret 2025 | 14:05 WIB", datetime(2025, 3, 3, 7, 5, tzinfo=UTC)),
        ("Senin, 3 Maret 2025 | 14:05 WITA", datetime(2025, 3, 3, 6, 5, tzinfo=UTC)),
        ("Senin, 3 Maret 2025 | 14:05 WIT", datetime(2025, 3, 3, 5, 5, tzinfo=UTC)),
        ("03/03/2025, 06.05", datetime(2025, 3, 2, 23, 5, tzinfo=UTC)),
        ("31 Des 2024 23:59 WIB", datetime(2024, 12, 31, 16, 59, tzinfo=UTC)),
        ("03 March 2025 14:05", datetime(2025, 3, 3, 7, 5, tzinfo=UTC)),
        ("Senin, 3 Maret 2025", None),
        ("31 Februari 2025, 10:00 WIB", None),
    ],
)
def test_a_timestamp_tells_when_it_was_published(written: str, utc: datetime | None) -> None:
    story = clean(raw("Judul Sebuah Berita Pagi", written, "Harga beras naik lima persen."))

    assert story.published == utc
    assert [removed.reason for removed in story.removed] == ["timestamp"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text()), max_size=12))
@settings(deadline=None, max_examples=100)
def test_any_page_keeps_its_words_or_has_no_story(paragraphs: list[str]) -> None:
    article = raw(*paragraphs)
    try:
        story = clean(article)
    except NothingToSayError:
        return

    assert words_kept(story) == words(*(block.text for block in article.blocks))
    assert all(0 <= removed.at <= len(story.blocks) for removed in story.removed)
    assert all(block.text for block in story.blocks)


@pytest.mark.parametrize(
    "hostile",
    [
        "Kata " * 200_000,
        '"' * 1_000_000,
        "(a/b) " * 100_000,
        "Baca juga: a\n" * 2_000,
        "1. a\n" * 2_000,
        "A - " * 200_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_pages_take_little_time(hostile: str) -> None:
    start = time.process_time()
    with suppress(NothingToSayError):
        clean(raw("Judul Sebuah Berita Pagi", hostile, "Harga naik."))

    assert time.process_time() - start < 5


def test_a_quotation_after_related_links_is_the_story_again() -> None:
    blocks = [Block(Role.PARAGRAPH, text) for text in ("Harga naik.", "Berita Terkait", "Gula Murah", "Warga resah.")]
    article = Article("x", "Judul", (*blocks[:3], Block(Role.QUOTE, "Kami siap"), blocks[3]))

    assert [block.text for block in clean(article).blocks] == ["Harga naik.", "Kami siap", "Warga resah."]
