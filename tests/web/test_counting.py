"""Who listens is counted while the sound is served: through the real server, as apps and pages ask for it."""

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some

from podme_audio import web
from podme_audio.exceptions import LibraryUnavailableError, SettingsError
from podme_audio.library import Library
from podme_audio.library.listening import Days, Delivered, Sitting, day
from podme_audio.model import Episode
from podme_audio.web.counting import Allowance
from tests.web import shelf
from tests.web.shelf import NOON, Opening, Shelf

APP = "AntennaPod/3.8.1"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
#: A hundred seconds at 100 bytes a second, behind a tag of a thousand bytes.
TAG, RATE, SECONDS = 1000, 100, 100
SOUND = b"ID3\x03\0\0\0\0\x07\x5e" + bytes(TAG - 10) + bytes(RATE * SECONDS)
LISTENER = {"User-Agent": APP, "X-Forwarded-For": "203.0.113.9"}
PLAYER = {"User-Agent": CHROME, "Sec-Fetch-Dest": "audio", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Sink:
    """Takes what is to be counted, at once."""

    got: list[Delivered] = field(default_factory=list)
    sat: list[Sitting] = field(default_factory=list)

    def delivered(self, got: Delivered) -> None:
        self.got.append(got)

    def heard(self, sitting: Sitting) -> None:
        self.sat.append(sitting)


@dataclass
class Station:
    """A shelf with one episode, served by a real server, and the clock by which it counts."""

    shelf: Shelf
    episode: Episode
    now: datetime = NOON
    port: int = 0

    def ask(self, start: float | None = None, stop: float | None = None, **headers: str) -> int:
        """Ask for so many seconds of sound, or for all; return how many bytes came."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if start is not None and stop is not None:
            told["Range"] = f"bytes={TAG + round(start * RATE)}-{TAG + round(stop * RATE) - 1}"
        return len(self.fetch("GET", LISTENER | told))

    def fetch(self, method: str, headers: dict[str, str]) -> bytes:
        address = f"http://127.0.0.1:{self.port}/media/{self.episode.media.name}"
        wanted = urllib.request.Request(address, method=method, headers=headers)
        with urllib.request.urlopen(wanted, timeout=30) as got:  # noqa: S310 (as above)
            return bytes(got.read())

    @property
    def downloads(self) -> int:
        return counted(self.shelf.library, "downloads")


def counted(library: Library, what: str) -> int:
    week = Days(day(NOON) - timedelta(days=1), day(NOON) + timedelta(days=7))
    return sum(getattr(one, what) for one in library.statistics.days(week))


def published(ours: Shelf, folder: Path) -> Episode:
    draft = shelf.draft(folder, sound=SOUND)
    draft = replace(draft, recording=replace(draft.recording, duration=float(SECONDS)))
    return shelf.publish(ours.library, draft)


@contextmanager
def served(app: Any) -> Iterator[int]:
    leaving = threading.Event()
    with web.listen("127.0.0.1", 0) as listener:
        serving = threading.Thread(target=web.serve, args=(app, listener), kwargs={"leaving": leaving, "grace": 0.0})
        serving.start()
        try:
            yield listener.getsockname()[1]
        finally:
            leaving.set()
            serving.join()


@pytest.fixture
def station(opening: Opening, tmp_path: Path) -> Station:
    ours = opening()
    return Station(ours, published(ours, tmp_path))


@contextmanager
def on_air(station: Station, **visitors: Any) -> Iterator[web.Collector]:
    """Serve the station; what it is asked for is counted when the server has ended."""
    collector = web.Collector(station.shelf.library, now=lambda: station.now)
    counting = web.Counting(collector, web.Visitors(**{"proxies": 1, **visitors}))
    with served(web.create_app(station.shelf, duty=web.Duty(counting=counting))) as station.port:
        yield collector
    collector.tell()


ASKED: dict[str, tuple[Callable[[Station], object], int]] = {
    "all of it": (lambda app: app.ask(), 1),
    "three parts of 25 seconds": (lambda app: [app.ask(at, at + 25) for at in (0, 25, 50)], 1),
    "one part of 25 seconds, three times": (lambda app: [app.ask(0, 25) for _ in range(3)], 0),
    "Apple's probe and nothing more": (lambda app: app.ask(Range="bytes=0-1"), 0),
    "Apple's probe and then all": (lambda app: [app.ask(Range="bytes=0-1"), app.ask(Range="bytes=0-")], 1),
    "only whether it is there": (lambda app: app.fetch("HEAD", LISTENER), 0),
    "two addresses behind one app": (lambda app: [app.ask(), app.ask(X_Forwarded_For="203.0.113.10")], 2),
    "two apps at one address": (lambda app: [app.ask(), app.ask(User_Agent="Overcast/3.0")], 2),
    "a bot": (lambda app: app.ask(User_Agent="Mozilla/5.0 (compatible; AhrefsBot/7.0)"), 0),
    "no name": (lambda app: app.ask(User_Agent=""), 0),
    "an IPv6 household": (
        lambda app: [app.ask(X_Forwarded_For="2001:db8::1"), app.ask(X_Forwarded_For="2001:db8::2")],
        1,
    ),
    "our own player": (lambda app: app.fetch("GET", LISTENER | PLAYER), 0),
    "a player on another page": (
        lambda app: app.ask(User_Agent=CHROME, Sec_Fetch_Dest="audio", Sec_Fetch_Site="cross-site"),
        1,
    ),
    "a click on our download link": (
        lambda app: app.ask(User_Agent=CHROME, Sec_Fetch_Dest="document", Sec_Fetch_Site="same-origin"),
        1,
    ),
    "an old Safari's player on our page": (
        lambda app: app.ask(0, 80, User_Agent=CHROME, Referer=f"http://127.0.0.1:{app.port}/episodes/pasar"),
        0,
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_for_is_a_download_or_not(station: Station, asked: str) -> None:
    ask, downloads = ASKED[asked]

    with on_air(station):
        ask(station)

    assert station.downloads == downloads


def test_a_listener_is_counted_once_in_24_hours(station: Station) -> None:
    for hours, downloads in ((0, 1), (23, 1), (24, 2)):
        station.now = NOON + timedelta(hours=hours)
        with on_air(station):
            station.ask()

        assert station.downloads == downloads


def test_who_has_it_already_is_told_so_and_not_counted(station: Station) -> None:
    with on_air(station):
        connection = HTTPConnection("127.0.0.1", station.port)
        etag = station.episode.media.name.removesuffix(".mp3").rpartition("-")[2]
        path = f"/media/{station.episode.media.name}"
        connection.request("GET", path, headers=LISTENER | {"If-None-Match": f'"{etag}"'})
        assert connection.getresponse().status == 304
        connection.close()

    assert station.downloads == 0


def test_what_did_not_get_through_is_not_counted(opening: Opening, tmp_path: Path) -> None:
    # twenty megabytes do not fit between the server and somebody who reads nothing
    ours = opening()
    draft = shelf.draft(tmp_path, sound=SOUND + bytes(20_000_000))
    episode = shelf.publish(ours.library, replace(draft, recording=replace(draft.recording, duration=60.0)))
    station = Station(ours, episode)

    with on_air(station) as collector:
        connection = HTTPConnection("127.0.0.1", station.port)
        connection.request("GET", f"/media/{episode.media.name}", headers=LISTENER)
        assert connection.getresponse().read(1000)
        connection.close()
        until = time.monotonic() + 20
        while not collector.waiting and time.monotonic() < until:
            station.fetch("HEAD", LISTENER)
        assert collector.waiting == 1

    assert station.downloads == 0


def test_what_a_listener_says_of_an_address_is_believed_only_behind_a_proxy(station: Station) -> None:
    with on_air(station, proxies=0):
        for last in range(3):
            station.ask(X_Forwarded_For=f"203.0.113.{last}")

    assert station.downloads == 1


def test_of_what_proxies_say_only_their_own_part_is_believed(station: Station) -> None:
    with on_air(station, proxies=2):
        for forged in ("192.0.2.1", "192.0.2.2"):
            station.ask(X_Forwarded_For=f"{forged}, 203.0.113.9, 10.0.0.1")

    assert station.downloads == 1


def test_nobody_listens_in_a_data_centre(station: Station, tmp_path: Path) -> None:
    path = tmp_path / "pusat-data.txt"
    path.write_text("# awan\n203.0.113.0/28\n198.51.100.0/24  # lain\n203.0.113.8/30\n2001:db8::/32\n", "utf-8")

    with on_air(station, datacentres=web.read_networks(path)):
        for address in ("203.0.113.9", "198.51.100.255", "2001:db8:ffff::1", "::ffff:203.0.113.9"):
            station.ask(X_Forwarded_For=address)
        station.ask(X_Forwarded_For="203.0.113.16")

    assert station.downloads == 1


def test_a_line_that_is_no_network_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pusat-data.txt"
    path.write_text("203.0.113.0/28\npusat data\n", "utf-8")

    with pytest.raises(SettingsError, match=r"pusat-data\.txt, line 2: 'pusat data' is no network"):
        web.read_networks(path)


@given(some.lists(some.ip_addresses(v=4), max_size=6), some.ip_addresses(v=4))
def test_an_address_is_in_a_network_when_one_has_it(tmp_path_factory: Any, networks: list[Any], address: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "networks.txt"
    path.write_text("".join(f"{network}/9\n" for network in networks), "utf-8")

    inside = str(address) in web.read_networks(path)

    assert inside is any(int(network) >> 23 == int(address) >> 23 for network in networks)


@pytest.mark.parametrize("mode", ["x-accel", "https://cdn.kabar.example/media"])
@pytest.mark.parametrize(
    ("method", "headers", "spans"),
    [
        ("GET", {}, [((0, len(SOUND)),)]),
        ("GET", {"Range": "bytes=1000-5999"}, [((1000, 6000),)]),
        ("GET", {"Range": "bytes=0-1"}, []),
        ("GET", {"Range": f"bytes={len(SOUND)}-"}, []),
        ("GET", {"If-None-Match": '"had"'}, []),
        ("GET", {"User-Agent": ""}, []),
        ("GET", PLAYER, []),
        ("HEAD", {}, []),
    ],
)
def test_where_another_sends_it_what_was_asked_for_is_taken_for_sent(
    station: Station, mode: str, method: str, headers: dict[str, str], spans: list[object]
) -> None:
    app = web.create_app(station.shelf, media_serving=mode, duty=web.Duty(counting=web.Counting(sink := Sink())))

    app.test_client().open(f"/media/{station.episode.media.name}", method=method, headers=LISTENER | headers)

    assert [one.spans for one in sink.got] == spans


def test_a_server_without_a_way_to_send_files_counts_alike(station: Station) -> None:
    app = web.create_app(station.shelf, duty=web.Duty(counting=web.Counting(sink := Sink())))

    app.test_client().get(f"/media/{station.episode.media.name}", headers=LISTENER, buffered=True)

    assert [(one.spans, one.tag) for one in sink.got] == [(((0, len(SOUND)),), TAG)]


class Stubborn:
    """A library whose database does not answer for a while."""

    def __init__(self, library: Library) -> None:
        self.downloads, self.plays = self, library.plays
        self._downloads, self.down = library.downloads, True

    def note(self, told: Sequence[Delivered], *, now: datetime) -> None:
        if self.down:
            raise LibraryUnavailableError("the library's database cannot be used")
        self._downloads.note(told, now=now)


def test_what_cannot_be_told_now_is_told_later(station: Station) -> None:
    library = Stubborn(station.shelf.library)
    collector = web.Collector(library, now=lambda: station.now)
    name = station.episode.media.name
    collector.delivered(Delivered(name, "203.0.113.9", APP, ((TAG, TAG + 3000),), TAG))
    collector.tell()
    collector.delivered(Delivered(name, "203.0.113.9", APP, ((TAG + 3000, TAG + 6000),), TAG))

    library.down = False
    collector.tell()

    assert station.downloads == 1


def test_more_listeners_than_can_be_remembered_are_not_counted(station: Station) -> None:
    collector = web.Collector(station.shelf.library, most=10, now=lambda: station.now)

    for last in range(30):
        got = Delivered(station.episode.media.name, f"203.0.113.{last}", APP, ((0, len(SOUND)),), TAG)
        collector.delivered(got)
        collector.delivered(got)

    collector.tell()
    assert station.downloads == 10


def test_the_library_is_told_while_the_server_runs_and_at_its_end(station: Station) -> None:
    collector = web.Collector(station.shelf.library, now=lambda: station.now)
    got = Delivered(station.episode.media.name, "203.0.113.9", APP, ((0, len(SOUND)),), TAG)

    with collector.telling(every=0.05):
        collector.delivered(got)
        until = time.monotonic() + 20
        while not station.downloads and time.monotonic() < until:
            pass
        assert station.downloads == 1
        collector.delivered(replace(got, address="203.0.113.10"))

    assert station.downloads == 2


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def page(station: Station, sink: Sink) -> FlaskClient:
    return web.create_app(station.shelf, duty=web.Duty(counting=web.Counting(sink))).test_client()


FROM_HERE = {"User-Agent": CHROME, "Sec-Fetch-Site": "same-origin"}


def told(station: Station, **changes: Any) -> dict[str, Any]:
    return {"episode": station.episode.guid, "id": "0123456789abcdef", "heard": [[0, 12.5], [20, 31]]} | changes


def test_a_page_tells_what_was_heard_on_it(page: FlaskClient, station: Station, sink: Sink) -> None:
    got = page.post("/plays", json=told(station), headers=FROM_HERE)

    assert (got.status_code, got.data) == (204, b"")
    assert "Set-Cookie" not in got.headers
    assert sink.sat == [Sitting("0123456789abcdef", station.episode.guid, ((0.0, 12.5), (20.0, 31.0)))]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "http://localhost"}, 204),
        ({"Referer": "http://localhost/episodes/pasar"}, 204),
    ],
)
def test_only_our_own_pages_are_heard(
    page: FlaskClient, station: Station, headers: dict[str, str], status: int
) -> None:
    assert page.post("/plays", json=told(station), headers={"User-Agent": CHROME} | headers).status_code == status


@pytest.mark.parametrize(
    "headers", [{"Sec-GPC": "1"}, {"DNT": "1"}, {"User-Agent": "Mozilla/5.0 (compatible; AhrefsBot/7.0)"}]
)
def test_who_does_not_want_to_be_counted_is_not(
    page: FlaskClient, station: Station, sink: Sink, headers: dict[str, str]
) -> None:
    assert page.post("/plays", json=told(station), headers=FROM_HERE | headers).status_code == 204
    assert sink.sat == []


WRONG: tuple[dict[str, Any], ...] = (
    {"id": "short"},
    {"id": "0123456789 abcdef"},
    {"id": 12345678},
    {"episode": 7},
    {"heard": {}},
    {"heard": [1]},
    {"heard": [[1]]},
    {"heard": [[2, 1]]},
    {"heard": [[-1, 1]]},
    {"heard": [[0, 1e9]]},
    {"heard": [[0, "1"]]},
    {"heard": [[0, True]]},
    {"heard": [[0, float("nan")]]},
    {"heard": [[0, float("inf")]]},
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 1500,
        *(json.dumps({"episode": "GUID", "id": "0123456789abcdef", "heard": []} | wrong).encode() for wrong in WRONG),
    ],
)
def test_nonsense_is_refused(page: FlaskClient, station: Station, sink: Sink, content: bytes) -> None:
    content = content.replace(b"GUID", station.episode.guid.encode())

    assert page.post("/plays", data=content, headers=FROM_HERE).status_code == 400
    assert sink.sat == []


def test_what_is_too_long_or_of_no_episode_is_refused(page: FlaskClient, station: Station, sink: Sink) -> None:
    long = told(station, heard=[[at, at + 0.5] for at in range(400)])

    assert page.post("/plays", json=long, headers=FROM_HERE).status_code == 413
    assert page.post("/plays", json=told(station, episode="tiada"), headers=FROM_HERE).status_code == 404
    assert page.get("/plays", headers=FROM_HERE).status_code == 405
    station.shelf.library.withdraw(station.episode.guid, now=NOON)
    assert page.post("/plays", json=told(station), headers=FROM_HERE).status_code == 410
    assert sink.sat == []


def test_one_address_is_not_heard_too_often(page: FlaskClient, station: Station) -> None:
    answers = [page.post("/plays", json=told(station), headers=FROM_HERE).status_code for _ in range(61)]

    assert answers == [204] * 60 + [429]


def test_an_allowance_is_an_addresss_own_and_lasts_a_minute() -> None:
    now = [0.0]
    allowance = Allowance(2, clock=lambda: now[0])

    assert [allowance.takes(address) for address in ("a", "a", "a", "b")] == [True, True, False, True]
    now[0] = 61.0
    assert allowance.takes("a")


def test_without_counting_nothing_is_counted(station: Station) -> None:
    client = web.create_app(station.shelf).test_client()

    assert b"plays.js" not in client.get("/").data
    assert client.post("/plays", json=told(station), headers=FROM_HERE).status_code in {404, 405}
