"""What only a real server on a real port can show."""

import http.client
import signal
import socket
import threading
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

from podme_audio import web
from podme_audio.exceptions import SettingsError
from tests.web import shelf
from tests.web.shelf import Opening, Serving, Stock

#: More than there are threads, each with more to send than the server would buffer.
SLOW, LARGE = 40, 24_000_000


def fetch(port: int, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> tuple[int, bytes, str]:
    """Return the status, the body and the headers as they came over the wire."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), body, head.decode("latin-1")


def test_the_server_sends_the_sound_in_whole_and_in_part(server: int, stock: Stock) -> None:
    path = stock.shelf.library.audio(stock.published)
    assert path
    whole = path.read_bytes()
    address = f"/media/{stock.published.media.name}"

    for wanted, status, part in (
        ("", 200, whole),
        ("bytes=0-1", 206, whole[:2]),
        ("bytes=1000-1999", 206, whole[1000:2000]),
        ("bytes=-500", 206, whole[-500:]),
        (f"bytes={len(whole)}-", 416, b""),
        ("bytes=0-1,5-6", 200, whole),
    ):
        got, body, head = fetch(server, address, {"Range": wanted})

        assert (wanted, got) == (wanted, status)
        assert body == part
        assert f"Content-Length: {len(part)}" in head
        assert "chunked" not in head


def test_the_server_answers_a_head_request_without_a_body(server: int, stock: Stock) -> None:
    for path in ("/", "/feed.xml", f"/media/{stock.published.media.name}"):
        status, body, head = fetch(server, path, method="HEAD")

        assert (path, status, body) == (path, 200, b"")
        assert "Content-Length: 0" not in head


def test_the_server_tells_nothing_of_itself(server: int) -> None:
    for path in ("/", "/nope"):
        _, _, head = fetch(server, path)

        assert "server:" not in head.lower()
        assert "waitress" not in head.lower()


def test_a_request_that_is_no_http_is_refused(server: int) -> None:
    with socket.create_connection(("127.0.0.1", server), timeout=10) as connection:
        connection.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))

    assert answer.startswith(b"HTTP/1.0 400")
    assert b"Traceback" not in answer


def test_a_connection_is_used_again(server: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server, timeout=10)
    try:
        for path in ("/feed.xml", "/", "/feed.xml"):
            connection.request("GET", path)
            response = connection.getresponse()
            assert response.status == 200
            assert response.read()
            assert not response.will_close
    finally:
        connection.close()


def test_slow_listeners_do_not_keep_others_waiting(opening: Opening, serving: Serving, tmp_path: Path) -> None:
    ours = opening()
    episode = shelf.publish(ours.library, shelf.draft(tmp_path, sound=bytes(LARGE)))
    request = f"GET /media/{episode.media.name} HTTP/1.1\r\nHost: x\r\nRange: bytes=1-\r\n\r\n".encode()
    with serving(tmp_path / "episodes-0") as (port, process), ExitStack() as opened:
        for _ in range(SLOW):
            slow = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            slow.sendall(request)
            assert slow.recv(12) == b"HTTP/1.1 206"
        statuses = [fetch(port, "/feed.xml")[0] for _ in range(5)]
        process.send_signal(signal.SIGTERM)
        process.wait(10)  # though forty are still being served

    assert statuses == [200] * 5
    assert process.returncode == 0


def test_a_signal_ends_the_server_at_once(home: Path, stock: Stock, serving: Serving) -> None:
    assert stock
    with serving(home) as (port, process), socket.create_connection(("127.0.0.1", port)):
        assert fetch(port, "/healthz")[1] == b"ok\n"
        process.send_signal(signal.SIGTERM)
        process.wait(4)  # a third of a second, the interpreter's end included; a thread that hangs would cost five

    assert process.returncode == 0


def test_who_is_being_answered_when_the_server_ends_gets_all_of_it(
    opening: Opening, serving: Serving, tmp_path: Path
) -> None:
    ours = opening()
    episode = shelf.publish(ours.library, shelf.draft(tmp_path, sound=bytes(LARGE)))
    with serving(tmp_path / "episodes-0") as (port, process):
        assert fetch(port, "/readyz")[:2] == (200, b"database: ok\nmigrations: ok\nstore: ok\ndisk: ok\n")
        with socket.create_connection(("127.0.0.1", port), timeout=10) as listening:
            listening.sendall(f"GET /media/{episode.media.name} HTTP/1.0\r\n\r\n".encode())
            received = len(listening.recv(1 << 16))
            process.send_signal(signal.SIGTERM)
            until = time.monotonic() + 5
            while (told := fetch(port, "/readyz"))[0] == 200 and time.monotonic() < until:
                pass  # the signal is on its way
            up = fetch(port, "/healthz")[0]
            while part := listening.recv(1 << 20):
                received += len(part)
        process.wait(4)

    assert told[:2] == (503, b"process: is ending\n")
    assert up == 200
    assert received > LARGE
    assert process.returncode == 0


def test_a_second_signal_waits_for_nobody(opening: Opening, serving: Serving, tmp_path: Path) -> None:
    ours = opening()
    episode = shelf.publish(ours.library, shelf.draft(tmp_path, sound=bytes(LARGE)))
    with (
        serving(tmp_path / "episodes-0") as (port, process),
        socket.create_connection(("127.0.0.1", port), timeout=10) as listening,
    ):
        listening.sendall(f"GET /media/{episode.media.name} HTTP/1.0\r\n\r\n".encode())
        listening.recv(12)
        process.send_signal(signal.SIGTERM)
        while fetch(port, "/readyz")[0] == 200:
            pass  # the signal is on its way
        process.send_signal(signal.SIGTERM)
        process.wait(4)

    assert process.returncode == 0


def test_a_port_in_use_is_said_plainly() -> None:
    with (
        web.listen("127.0.0.1", 0) as listener,
        pytest.raises(SettingsError) as caught,
        web.listen("127.0.0.1", port := listener.getsockname()[1]),
    ):
        pass

    assert (
        str(caught.value)
        == f"port {port} at 127.0.0.1 is in use: choose another with --port or PODME_PORT (make run: PORT=…)"
    )


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("203.0.113.7", "203.0.113.7 is no address of this machine"),
        ("x" * 70, "x{70} cannot be served at"),
    ],
)
def test_a_host_that_is_not_ours_is_said_plainly(host: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said), web.listen(host, 8000):
        pass


def test_a_port_is_free_again_after_its_server() -> None:
    with web.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]

    with web.listen("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_many_ask_at_once(server: int, stock: Stock) -> None:
    paths = ["/", "/feed.xml", f"/episodes/{stock.published.slug}", f"/episodes/{stock.published.slug}/transcript.vtt"]
    statuses: list[int] = []

    def ask(path: str) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{server}{path}", timeout=20) as response:
            response.read()
            statuses.append(response.status)

    threads = [threading.Thread(target=ask, args=(path,)) for path in paths * 10]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 40
