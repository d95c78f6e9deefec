"""The feeds of a show: which there are, what is on which sheet, and when one is printed."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from PIL import Image

from podme_audio.bench.stock import AUTHORS, SECTIONS, stock
from podme_audio.feed import feed_guid
from podme_audio.library import Library
from podme_audio.model import Episode
from podme_audio.operations import metrics
from podme_audio.press import Press
from podme_audio.settings import Settings
from podme_audio.sheets import FULL
from tests.web import shelf

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PUBLIC = "https://audio.kabar.example"

Shelved = tuple[Library, Press, tuple[Episode, ...]]


@pytest.fixture(scope="session")
def artwork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Artwork that need not be drawn."""
    path = tmp_path_factory.mktemp("artwork") / "artwork.png"
    Image.new("RGB", (1400, 1400)).save(path)
    return path


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelved]:
    """More episodes than two sheets hold, printed."""
    with Library(tmp_path_factory.mktemp("press") / "home") as library:
        stock(library, 2 * FULL + 50)
        press = Press(Settings(public_url=PUBLIC), library, now=lambda: NOW)
        press.print()
        yield library, press, library.listing.episodes()[::-1]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def press(library: Library, artwork: Path) -> Press:
    return Press(Settings(public_url=PUBLIC, artwork=artwork), library, now=lambda: shelf.NOON)


def publish(library: Library, folder: Path, title: str, section: str = "Kota", *, hours: int = 0) -> Episode:
    return shelf.publish(library, shelf.draft(folder, title, section=section, sound=b"sound"), hours=hours)


def text(press: Press, name: str) -> str:
    document = press.sheet(name)
    assert document, name
    return document.content.decode()


def read(press: Press, name: str) -> Any:
    parsed = feedparser.parse(BytesIO(text(press, name).encode()))
    assert not parsed.bozo
    return parsed


def guids(press: Press, name: str) -> list[str]:
    return [entry.id for entry in read(press, name).entries]


def fingerprints(library: Library) -> dict[str, str]:
    return {name: mark.fingerprint for name, mark in library.documents.marks("feed").items()}


def renders() -> float:
    found = re.search(r"^podme_feed_renders_total (\S+)$", metrics.page()[0].decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_the_feed_has_the_newest_and_its_sheets_all_the_rest(shelved: Shelved) -> None:
    _, press, episodes = shelved
    address, seen, visited = f"{PUBLIC}/feed.xml", set[str](), []
    while address:
        name = address.removeprefix(f"{PUBLIC}/").replace("?arsip=", "/")
        parsed = read(press, name)
        links = {link.rel: link.href for link in parsed.feed.links}
        visited.append(name)
        seen |= {entry.id for entry in parsed.entries}
        assert links["self"] == address
        assert len(parsed.entries) <= FULL
        address = links.get("next", "")

    assert visited == ["feed.xml", "feed.xml/2", "feed.xml/1"]
    assert seen == {episode.guid for episode in episodes}
    assert guids(press, "feed.xml") == [episode.guid for episode in episodes[: -FULL - 1 : -1]]


def test_all_sheets_of_a_feed_are_of_one_show(shelved: Shelved) -> None:
    _, press, _ = shelved

    told = {
        tuple(line for line in head.splitlines() if "atom:link" not in line and "lastBuildDate" not in line)
        for name in ("feed.xml", "feed.xml/2", "feed.xml/1")
        for head in [text(press, name).partition("<item>")[0]]
    }

    assert len(told) == 1
    assert press.show.guid in "".join(told.pop())


@pytest.mark.parametrize(
    ("name", "title"),
    [("dunia.xml", SECTIONS[0]), ("teknologi.xml", SECTIONS[4]), ("penulis/ana-wulandari.xml", AUTHORS[0])],
)
def test_a_section_or_author_has_a_feed_of_its_own(shelved: Shelved, name: str, title: str) -> None:
    _, press, episodes = shelved
    content = text(press, f"feed/{name}")

    parsed = podcastparser.parse(f"{PUBLIC}/feed/{name}", BytesIO(content.encode()))

    assert parsed["title"] == f"Podme Berita: {title}"
    assert title in parsed["description"]
    assert {episode["guid"] for episode in parsed["episodes"]} == {
        one.guid for one in episodes if title in {one.section, one.author}
    }
    assert f"<podcast:guid>{feed_guid(f'{PUBLIC}/feed/{name}')}</podcast:guid>" in content
    assert parsed["cover_url"] != f"{PUBLIC}/{press.artwork()[0]}"
    assert press.picture(parsed["cover_url"].removeprefix(f"{PUBLIC}/"))


def test_what_did_not_change_is_not_printed_again(shelved: Shelved) -> None:
    library, press, _ = shelved
    before, count = fingerprints(library), renders()

    press.print()
    Press(Settings(public_url=PUBLIC), library, now=lambda: NOW + timedelta(days=1)).print()

    assert (fingerprints(library), renders()) == (before, count)


def test_withdrawing_prints_the_sheets_that_had_it_and_no_other(shelved: Shelved) -> None:
    library, press, episodes = shelved
    old = episodes[7]
    before = fingerprints(library)
    library.withdraw(old.guid, now=NOW)

    press.print()

    after = fingerprints(library)
    author = f"feed/penulis/{old.author.lower().replace(' ', '-')}.xml"
    assert {name for name in after if after[name] != before[name]} == {
        "feed.xml/1",
        f"feed/{old.section.lower()}.xml",
        author,
    }
    assert old.guid not in guids(press, "feed.xml/1")
    assert len(guids(press, "feed.xml/1")) == FULL - 1
    library.publish(old.guid, now=NOW)
    press.print()
    assert fingerprints(library).keys() == before.keys()
    assert len(guids(press, "feed.xml/1")) == FULL


def test_a_strand_whose_episodes_are_gone_keeps_a_feed_without_any(
    press: Press, library: Library, tmp_path: Path
) -> None:
    guid = publish(library, tmp_path, "Satu", "Dunia").guid
    press.print()
    library.withdraw(guid, now=shelf.NOON)

    press.print()

    assert guids(press, "feed/dunia.xml") == []
    assert read(press, "feed/dunia.xml").feed.title == "Podme Berita: Dunia"


def test_a_sheet_that_is_no_more_is_forgotten_with_what_was_withdrawn(
    press: Press, library: Library, tmp_path: Path
) -> None:
    publish(library, tmp_path, "Satu", "Dunia")
    press.print()
    library.documents.keep("feed/dunia.xml/7", b"<rss>withdrawn</rss>", fingerprint="", now=shelf.NOON)

    press.print()

    assert press.sheet("feed/dunia.xml/7") is None
    assert press.sheet("feed/dunia.xml")


def test_every_strand_has_artwork_of_its_own_also_where_the_show_has_a_picture(
    library: Library, tmp_path: Path
) -> None:
    artwork = tmp_path / "own.png"
    Image.new("RGB", (1400, 1400)).save(artwork)
    press = Press(Settings(public_url=PUBLIC, artwork=artwork), library, now=lambda: shelf.NOON)
    publish(library, tmp_path, "Satu", "Dunia")
    names = ("feed.xml", "feed/dunia.xml", "feed/penulis/redaksi-podme.xml")

    def shown() -> list[str]:
        press.print()
        return [re.findall(r'<itunes:image href="[^"]*/(artwork-[^"]*)"', text(press, name))[0] for name in names]

    first = shown()
    again = shown()
    Image.new("RGB", (1400, 1400), "#1d6fa5").save(artwork)
    other = shown()

    assert first == again
    assert len({*first, *other}) == 6, "each its own, and a new picture gives all of them a new address"
    assert all(press.picture(name) for name in other[1:])


def test_a_strand_keeps_its_guid_when_the_address_changes_and_when_the_database_is_lost(
    press: Press, library: Library, artwork: Path, tmp_path: Path
) -> None:
    publish(library, tmp_path, "Satu", "Dunia")
    press.print()
    with Library(tmp_path / "home", database_url=f"sqlite:///{tmp_path}/other.db") as other:
        assert other.rebuild() == ()

        settings = Settings(public_url="https://baru.example/audio", artwork=artwork)
        moved = Press(settings, other, now=lambda: shelf.NOON)
        moved.print()

        told = text(moved, "feed/dunia.xml")
        assert feed_guid(f"{PUBLIC}/feed/dunia.xml") in told
        assert 'href="https://baru.example/audio/feed/dunia.xml"' in told
        assert other.strands.kept() == library.strands.kept()


def test_an_episode_that_goes_to_another_section_leaves_the_first_ones_feed(
    press: Press, library: Library, tmp_path: Path
) -> None:
    first = publish(library, tmp_path, "Satu", "Dunia")
    press.print()
    library.save(shelf.draft(tmp_path, "Satu", section="Kota", sound=b"other"), now=shelf.NOON)

    press.print()

    assert (guids(press, "feed/dunia.xml"), guids(press, "feed/kota.xml")) == ([], [first.guid])


def test_what_is_dated_ahead_of_this_clock_is_printed_once_its_moment_has_come(
    library: Library, artwork: Path, tmp_path: Path
) -> None:
    clock = [shelf.NOON]
    press = Press(Settings(public_url=PUBLIC, artwork=artwork), library, now=lambda: clock[0])
    guid = publish(library, tmp_path, "Satu", hours=1).guid
    press.print()
    early = guids(press, "feed.xml")
    clock[0] += timedelta(hours=1)

    press.print()

    assert (early, guids(press, "feed.xml")) == ([], [guid])


def test_presses_at_once_leave_nothing_out(library: Library, artwork: Path, tmp_path: Path) -> None:
    settings = Settings(public_url=PUBLIC, artwork=artwork)
    presses = [Press(settings, library, now=lambda: NOW + timedelta(days=1)) for _ in range(4)]

    def work(number: int) -> None:
        (tmp_path / str(number)).mkdir()
        publish(library, tmp_path / str(number), f"Berita {number}", hours=number)
        presses[number].print()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(guids(presses[0], "feed.xml")) == len(guids(presses[0], "feed/kota.xml")) == 4


def test_what_was_rendered_earlier_never_replaces_what_was_rendered_later(library: Library) -> None:
    newer = library.documents.keep("feed.xml", b"newer", fingerprint="2", now=NOW + timedelta(hours=1))

    kept = library.documents.keep("feed.xml", b"older", fingerprint="1", now=NOW)

    assert kept == newer == library.documents.read("feed.xml")
