"""Hooks are real servers on this machine; what they hear is checked with the library that others check it with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from podme_audio.addresses import Addresses
from podme_audio.courier import Courier
from podme_audio.library import Library
from podme_audio.model import Episode, Event, Hook
from tests.servers import running
from tests.web import shelf

ADDRESSES = Addresses("https://audio.kabar.example")


@dataclass
class Listener:
    """A program that hears: what it heard, and what it answers next; the last answer stays."""

    statuses: list[int] = field(default_factory=lambda: [200])
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    def events(self, hook: Hook) -> list[dict[str, Any]]:
        """Return what it heard, each proved to be ours."""
        return [Webhook(hook.secret).verify(body, headers) for headers, body in self.heard]


@contextmanager
def opened(listener: Listener) -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = listener.statuses.pop(0) if len(listener.statuses) > 1 else listener.statuses[0]
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        listener.address = f"http://127.0.0.1:{port}/hook"
        yield listener


@dataclass
class Room:
    library: Library
    folder: Path
    listener: Listener
    #: The library that proves what is heard knows no clock but the machine's.
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def hook(self, *events: Event) -> Hook:
        return self.library.hooks.add(self.listener.address, events or tuple(Event), now=self.now)

    def publish(self, title: str = "Harga cabai turun") -> Episode:
        episode = self.library.save(shelf.draft(self.folder, title), now=self.now)
        return self.library.publish(episode.guid, now=self.now)

    def correct(self, title: str, spoken: str) -> None:
        draft = shelf.draft(self.folder, title, sound=b"lain" * 300)
        opening, first, *others = draft.script.lines
        script = replace(draft.script, lines=(opening, replace(first, spoken=spoken), *others))
        self.library.save(replace(draft, script=script, correction="Harga diperbaiki."), now=self.now)

    def deliver(self, **later: float) -> int:
        self.now += timedelta(**later)
        return Courier(self.library, ADDRESSES, now=lambda: self.now).deliver()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with Library(tmp_path / "home") as library, opened(Listener()) as listener:
        yield Room(library, tmp_path, listener)


def test_a_hook_hears_of_publishing_correcting_and_withdrawing(room: Room) -> None:
    hook = room.hook()
    episode = room.publish()
    room.correct("Harga cabai turun", "Harga cabai turun seribu rupiah.")
    room.library.withdraw(episode.guid, now=room.now)

    assert room.deliver() == 3

    events = room.listener.events(hook)
    assert sorted(event["type"] for event in events) == ["episode.corrected", "episode.published", "episode.withdrawn"]
    published = next(event["data"] for event in events if event["type"] == "episode.published")
    assert published["guid"] == episode.guid
    assert published["url"] == f"https://audio.kabar.example/episodes/{episode.slug}"
    assert published["audio"] == f"https://audio.kabar.example/media/{episode.media.name}"
    assert room.deliver() == 0


def test_a_hook_hears_only_of_what_it_asked_for(room: Room) -> None:
    room.hook(Event.WITHDRAWN)
    room.publish()

    assert room.deliver() == 0
    assert room.listener.heard == []


def test_what_is_refused_is_told_again_the_same_less_and_less_often(room: Room) -> None:
    hook = room.hook(Event.PUBLISHED)
    room.publish()
    room.listener.statuses = [500, 307, 429, 200]

    arrived = [room.deliver(seconds=seconds) for seconds in (0, 1, 5, 30, 60, 300, 1800)]

    assert arrived == [0, 0, 0, 0, 0, 1, 0]
    assert len({headers["webhook-id"] for headers, _ in room.listener.heard}) == 1
    assert len({body for _, body in room.listener.heard}) == 1
    assert len(room.listener.heard) == 4
    assert json.loads(room.listener.heard[-1][1])["type"] == "episode.published"
    assert hook.secret.startswith("whsec_")


def test_what_nobody_hears_is_given_up_after_a_day_and_forgotten(room: Room) -> None:
    room.hook()
    room.listener.statuses = [500]
    room.publish()

    for _ in range(40):
        room.deliver(hours=2)

    assert len(room.listener.heard) == 9
    room.library.hooks.forget(room.now)
    assert room.library.hooks.due(room.now + timedelta(days=9)) == ()


def test_two_couriers_deliver_once(room: Room) -> None:
    room.hook()
    room.publish()

    first, second = (room.library.hooks.due(room.now) for _ in range(2))

    assert (len(first), second) == (1, ())


def test_a_change_that_is_taken_back_is_told_to_nobody(room: Room) -> None:
    room.hook()
    episode = room.publish()
    room.deliver()

    room.library.publish(episode.guid, now=room.now)  # it is published already

    assert room.deliver() == 0


def test_a_dropped_hook_hears_no_more(room: Room) -> None:
    hook = room.hook()
    room.publish()

    assert room.library.hooks.drop(hook.id, now=room.now)
    assert not room.library.hooks.drop(hook.id, now=room.now)
    assert room.deliver() == 0
    assert room.library.hooks.hooks() == ()


def test_a_secret_is_not_shown_by_accident(room: Room) -> None:
    hook = room.hook()

    assert hook.secret not in repr(hook)
