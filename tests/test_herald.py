"""Hubs are real servers on this machine, which answer as they are told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from PIL import Image

from podme_audio.herald import Herald
from podme_audio.library import Library
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.servers import running
from tests.web import shelf

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


@dataclass
class Hub:
    """A WebSub hub: what it was told, and what it answers next; the last answer stays."""

    statuses: list[int] = field(default_factory=lambda: [204])
    told: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, form: str) -> int:
        fields = parse_qs(form)
        assert fields["hub.mode"] == ["publish"]
        self.told += fields["hub.url"]
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


@pytest.fixture
def hub() -> Iterator[Hub]:
    with opened(Hub()) as open_:
        yield open_


@contextmanager
def opened(hub: Hub) -> Iterator[Hub]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.send_response(hub.answer(form))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        hub.address = f"http://127.0.0.1:{port}/"
        yield hub


@dataclass
class Room:
    """A show that tells a hub, and a clock that can be set."""

    library: Library
    press: Press
    folder: Path
    now: datetime = NOON

    def publish(self, title: str, section: str = "Ekonomi") -> None:
        draft = shelf.draft(self.folder, title, section=section)
        shelf.publish(self.library, replace(draft, author=""))
        self.press.print()

    def herald(self) -> Herald:
        return Herald(self.press, self.library, now=lambda: self.now)


@pytest.fixture
def room(hub: Hub, tmp_path: Path) -> Iterator[Room]:
    with Library(tmp_path / "home") as library:
        artwork = tmp_path / "artwork.png"
        Image.new("RGB", (1400, 1400)).save(artwork)
        settings = Settings(home=tmp_path, hub=hub.address, public_url="https://audio.kabar.example", artwork=artwork)
        yield Room(library, Press(settings, library), tmp_path)


def test_the_hub_hears_of_every_feed_that_changed_and_of_no_other(room: Room, hub: Hub) -> None:
    room.publish("Harga cabai turun")
    assert room.herald().announce() == 2
    assert sorted(hub.told) == [
        "https://audio.kabar.example/feed.xml",
        "https://audio.kabar.example/feed/ekonomi.xml",
    ]
    hub.told.clear()

    room.publish("Bus air berlayar", section="Kota")
    room.herald().announce()

    assert sorted(hub.told) == ["https://audio.kabar.example/feed.xml", "https://audio.kabar.example/feed/kota.xml"]
    assert room.herald().announce() == 0


def test_a_hub_that_refuses_is_asked_again_after_growing_waits(room: Room, hub: Hub) -> None:
    room.publish("Harga cabai turun", section="")
    hub.statuses = [500, 503, 204]

    heard = []
    for minutes in (0, 0.5, 1, 1, 2, 5):
        room.now += timedelta(minutes=minutes)
        heard.append((room.herald().announce(), len(hub.told)))

    assert heard == [(0, 1), (0, 1), (0, 2), (0, 2), (1, 3), (0, 3)]


def test_a_hub_that_is_away_keeps_nobody_from_publishing(room: Room) -> None:
    room.press.hub = "http://127.0.0.1:9/"
    room.publish("Harga cabai turun")

    assert room.herald().announce() == 0
    assert b"Harga cabai turun" in room.press.feed().content


def test_without_a_hub_nobody_is_told(room: Room, hub: Hub) -> None:
    room.press.hub = ""
    room.publish("Harga cabai turun")

    assert room.herald().announce() == 0
    assert hub.told == []


def test_a_hub_that_is_away_is_waited_for_once_and_another_hears_it_all(room: Room) -> None:
    room.publish("Harga cabai turun")
    there, room.press.hub = room.press.hub, "http://127.0.0.1:9/"
    room.herald().announce()
    asked = [mark.asked for mark in room.library.documents.marks("feed").values()]

    room.press.hub = there
    room.now += timedelta(minutes=2)

    assert len([moment for moment in asked if moment]) == 1
    assert room.herald().announce() == 2
    room.press.hub = f"{there}?another"
    assert room.herald().announce() == 2


def test_a_change_does_not_wait_for_what_could_not_be_told_before_it(room: Room, hub: Hub) -> None:
    room.publish("Harga cabai turun", section="")
    hub.statuses = [500, 204]
    room.herald().announce()
    room.publish("Bus air berlayar", section="")

    assert room.herald().announce() == 1
