"""An article is found by its address, however the link to it is written."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from podme_audio.library import Library
from podme_audio.library.articles.readings import reading, sources
from podme_audio.model import Article, Block, Chapter, Role, Script
from tests.library.drafts import DRAFT, NOW, Drafting

KOTA = "https://podme.id/kota/bus-air"


def script(*urls: str, reference: str = "") -> Script:
    blocks = (Block(Role.PARAGRAPH, "Tiga bus air mulai berlayar."),)
    articles = tuple(Article(reference or f"naskah-{at}", f"Artikel {at}", blocks, url) for at, url in enumerate(urls))
    return replace(DRAFT.script, articles=articles)


def publish(
    library: Library, drafting: Drafting, told: Script, *, minutes: int = 0, chapters: tuple[Chapter, ...] = ()
) -> str:
    moment = NOW + timedelta(minutes=minutes)
    draft = drafting(script=told, references=(f"{told}",), chapters=chapters)
    return library.publish(library.save(draft, now=moment).guid, now=moment).guid


def heard(library: Library, address: str) -> tuple[str, float] | None:
    found = reading(library.database, address)
    return (found.episode.guid, found.start) if found else None


@pytest.mark.parametrize(
    "address",
    [
        KOTA,
        f"{KOTA}/",
        "http://podme.id/kota/bus-air",
        "https://www.podme.id/kota/bus-air/",
        "HTTPS://PODME.ID/kota/bus-air",
        f"{KOTA}#komentar",
        f"{KOTA}/?utm_source=wa&utm_medium=x#top",
        f"{KOTA}?fbclid=abc",
        f" {KOTA} ",
    ],
)
@pytest.mark.parametrize("kept", [KOTA, "http://www.podme.id/kota/bus-air/?utm_source=rss&utm_medium=feed#isi"])
def test_the_same_article_under_another_address(local: Library, drafting: Drafting, kept: str, address: str) -> None:
    guid = publish(local, drafting, script(kept))

    assert heard(local, address) == (guid, 0.0)


@pytest.mark.parametrize(
    "address",
    [
        "https://podme.id/kota/bus-air-2",
        "https://podme.id/kota",
        "https://podme.id/Kota/bus-air",
        f"{KOTA}?p=2",
        "https://beta.podme.id/kota/bus-air",
        "ftp://podme.id/kota/bus-air",
        "podme.id/kota/bus-air",
        "https://[::1",
        "https://",
        "",
        f"{KOTA}?{'x' * 10_000}",
        "https://podme.id/%'\" OR 1=1 --",
    ],
)
def test_another_article_is_another_article(local: Library, drafting: Drafting, address: str) -> None:
    publish(local, drafting, script(KOTA))

    assert heard(local, address) is None


def test_what_stands_in_the_query_tells_articles_apart(local: Library, drafting: Drafting) -> None:
    third = publish(local, drafting, script("https://podme.id/?p=3"))
    fourth = publish(local, drafting, script("https://podme.id/?p=4&utm_source=rss"))

    assert heard(local, "https://www.podme.id/?utm_campaign=x&p=3") == (third, 0.0)
    assert heard(local, "https://podme.id/?p=4") == (fourth, 0.0)


def test_an_article_without_an_address_is_found_by_what_was_pasted(library: Library, drafting: Drafting) -> None:
    guid = publish(library, drafting, script("", reference=KOTA))

    assert heard(library, f"{KOTA}/") == (guid, 0.0)


def test_only_what_is_published_is_found(library: Library, drafting: Drafting) -> None:
    draft = library.save(drafting(script=script(KOTA)), now=NOW)
    assert heard(library, KOTA) is None

    library.publish(draft.guid, now=NOW)
    assert heard(library, KOTA) == (draft.guid, 0.0)

    library.withdraw(draft.guid, now=NOW)
    assert heard(library, KOTA) is None


def test_the_newest_episode_is_the_one(library: Library, drafting: Drafting) -> None:
    publish(library, drafting, script(KOTA), minutes=1)
    newest = publish(library, drafting, script(KOTA, reference="lain"), minutes=3)
    publish(library, drafting, script(KOTA, reference="lama"), minutes=2)

    assert heard(library, KOTA) == (newest, 0.0)


def test_a_bulletin_answers_where_no_episode_is_the_articles_own(library: Library, drafting: Drafting) -> None:
    other = "https://podme.id/ekonomi/cabai"
    chapters = (
        Chapter(0.0, "Pembuka"),
        Chapter(2.5, "Bus air", KOTA),
        Chapter(61.25, "Cabai", f"{other}/?utm_source=rss"),
    )
    bulletin = publish(library, drafting, script(KOTA, other), minutes=9, chapters=chapters)
    assert heard(library, other) == (bulletin, 61.25)

    alone = publish(library, drafting, script(KOTA))

    assert heard(library, KOTA) == (alone, 0.0)
    assert heard(library, other) == (bulletin, 61.25)


def test_an_article_that_a_correction_leaves_out_is_not_found(library: Library, drafting: Drafting) -> None:
    guid = library.save(drafting(script=script(KOTA, "https://podme.id/2"), references=("a",)), now=NOW).guid
    library.publish(guid, now=NOW)
    library.save(drafting(script=script("https://podme.id/2"), references=("a",)), now=NOW)

    assert heard(library, KOTA) is None
    assert heard(library, "https://podme.id/2") == (guid, 0.0)


def test_an_episode_tells_the_addresses_of_its_articles(library: Library, drafting: Drafting) -> None:
    guid = publish(library, drafting, script(KOTA, "", f"{KOTA}?utm_source=rss"))

    assert sources(library.database, library.episode(guid)) == (KOTA, "", KOTA)


def test_an_article_is_found_by_indexes_alone(local: Library, home: Path, drafting: Drafting) -> None:
    publish(local, drafting, script(KOTA))
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert heard(local, KOTA)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    with closing(sqlite3.connect(home / "podme.db")) as connection:
        questions = [one for one in asked if one[0].startswith("SELECT")]
        plans = [row[3] for one, values in questions for row in connection.execute(f"EXPLAIN QUERY PLAN {one}", values)]
    assert len(questions) == 2
    assert not [step for step in plans if step.startswith("SCAN") or "ix_episodes_state" in step], plans
