import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from podme_audio.exceptions import NetworkError
from podme_audio.outgoing import AGENT, Outgoing
from tests.servers import running

Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def host(respond: Respond, secure: ssl.SSLContext | None = None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            respond(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if secure is not None:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who is cut off is no news here
    with running(server) as port:
        yield f"http://127.0.0.1:{port}/"


def answering(status: int, content: bytes = b"", **headers: str) -> Respond:
    def respond(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return respond


@pytest.fixture
def outgoing() -> Iterator[Outgoing]:
    with Outgoing(timeout=2, limit=1000) as door:
        yield door


def test_an_answer_brings_what_it_is_and_the_attempt_is_counted(outgoing: Outgoing) -> None:
    def respond(request: BaseHTTPRequestHandler) -> None:
        answering(200, (request.headers["User-Agent"] or "").encode(), Content_Type="text/plain")(request)

    with host(respond) as address:
        answer = outgoing.get(address)

    assert (answer.status, answer.type, answer.content.decode()) == (200, "text/plain", AGENT)
    assert outgoing.attempts == 1


def test_a_failure_brings_status_and_the_wait_asked_for(outgoing: Outgoing) -> None:
    with host(answering(429, Retry_After="7")) as address, pytest.raises(NetworkError, match="answered 429") as caught:
        outgoing.get(address)

    assert (caught.value.status, caught.value.retry_after, caught.value.transient) == (429, 7.0, True)


def test_an_answer_that_never_ends_is_cut_off(outgoing: Outgoing) -> None:
    with host(answering(200, b"x" * 2000)) as address, pytest.raises(NetworkError, match="more than 1,000 bytes"):
        outgoing.get(address)


def test_a_host_that_is_not_there_is_named(outgoing: Outgoing) -> None:
    with pytest.raises(NetworkError, match=r"^127\.0\.0\.1:9 does not answer \(it refuses the connection\)$"):
        outgoing.get("http://127.0.0.1:9/")


def test_a_host_without_an_address_is_told_from_one_that_is_down(outgoing: Outgoing) -> None:
    # A name of more than 253 letters is none (RFC 1035), so no name server is asked.
    with pytest.raises(NetworkError, match=r"nama\S+ does not answer \(its name cannot be looked up"):
        outgoing.get(f"http://{'nama-yang-panjang.' * 20}invalid/")


def test_a_host_that_is_too_slow_is_told_from_one_that_is_away() -> None:
    ended = threading.Event()

    def late(_: BaseHTTPRequestHandler) -> None:
        ended.wait(20)

    with Outgoing(timeout=0.2) as door, host(late) as address:
        with pytest.raises(NetworkError, match=r"does not answer \(nothing came in time\)"):
            door.get(address)
        ended.set()


def test_a_host_that_redirects_in_a_circle_is_left(outgoing: Outgoing) -> None:
    with host(answering(302, Location="/")) as address, pytest.raises(NetworkError, match="it sends us on and on"):
        outgoing.get(address)


def test_a_proxy_that_is_away_is_blamed_and_not_the_host(outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    with pytest.raises(NetworkError, match=r"podme\.id does not answer \(the proxy on the way to it"):
        outgoing.get("http://podme.id/")


@pytest.mark.parametrize("address", ["http://", "nothing", "file:///etc/passwd", f"http://{'a' * 70}.id/"])
def test_what_is_no_address_is_refused(outgoing: Outgoing, address: str) -> None:
    with pytest.raises(NetworkError):
        outgoing.get(address)
