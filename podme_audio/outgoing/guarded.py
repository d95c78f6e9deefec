"""Addresses that somebody else wrote go in; what stands there comes out, and nothing inside is ever reached.

A name is looked up once, and the address that was judged is the one that is connected to (requests-hardened, BSD-3):
a name server that answers otherwise the second time is not asked a second time. Each redirect is judged like the first
address. Size is counted after decompression, and one clock runs over everything: look-up, TLS, redirects, body.
"""

import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol, Self
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from podme_audio.exceptions import NetworkError, RefusedError
from podme_audio.outgoing.door import AGENT, Answer
from podme_audio.outgoing.places import Place, is_public, place
from podme_audio.outgoing.reasons import reason, retry_after

#: After decompression.
LIMIT = 5_000_000
#: All in all.
SECONDS = 20.0
#: Without a sign of life.
SILENCE = 10.0
REDIRECTS = 3

_PART = 65_536
_ONWARD = {301, 302, 303, 307, 308}
_NOT_MODIFIED = 304
#: What is asked for, and all that is taken: an encoding within an encoding is how a bomb is packed.
_ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What is expected at an address."""

    #: Said of it: "a page".
    name: str
    types: frozenset[str]


PAGE = Kind("a page", frozenset({"text/html", "application/xhtml+xml"}))
JSON = Kind("JSON", frozenset({"application/json"}))
FEED = Kind(
    "a feed",
    frozenset({"application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml"}),
)


class Get(Protocol):
    """How a source gets at what stands at an address."""

    def __call__(self, url: str, /, *, kind: Kind = PAGE, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch *url*.

        Raises:
            NetworkError: It did not answer properly.
            RefusedError: It is not fetched, or not taken: trying again will not help.
        """


class Guarded:
    """The way out to wherever somebody's text says.

    Args:
        allow: Hosts that may lie inside, or listen on other ports: ``cms.podme.id``, ``127.0.0.1:8080``.
        seconds: The longest that anything may take.
        limit: Bytes that are taken at most, after decompression.
    """

    def __init__(self, allow: Collection[str] = (), *, seconds: float = SECONDS, limit: int = LIMIT) -> None:
        self._allow, self._seconds, self._limit = frozenset(allow), seconds, limit

    def get(self, url: str, *, kind: Kind = PAGE, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch *url*, following at most three redirects.

        Args:
            url: As it was written.
            kind: What is expected there; anything else is not read.
            headers: Asked with, such as ``If-None-Match``; then an answer may have status 304 and no content.

        Raises:
            NetworkError: No answer in time, or one of 300 or more.
            RefusedError: It leads inside, or what came is too long or of another kind.
        """
        with _Clock(self._seconds) as clock, _session(clock) as session:
            for _ in range(REDIRECTS + 1):
                there = place(url, self._allow)
                with self._asked(session, there, headers or {}, clock) as response:
                    if response.status_code not in _ONWARD:
                        return self._answer(response, there, kind, clock)
                    url = urljoin(there.url, session.get_redirect_target(response) or "")
            raise NetworkError(f"{there.authority} does not answer (it sends us on and on)")

    @contextmanager
    def _asked(
        self, session: requests.Session, there: Place, headers: Mapping[str, str], clock: "_Clock"
    ) -> Iterator[requests.Response]:
        if there.allowed:
            session.mount(f"{there.scheme}://{there.authority}/", _timed(HTTPAdapter(), clock))
        asked = {"Accept-Encoding": "gzip, deflate", **headers}
        patience = max(0.1, min(SILENCE, clock.left()))
        with _told(there, clock):
            response = session.get(
                there.url, headers=asked, timeout=patience, stream=True, allow_redirects=False, proxies={}
            )
            clock.check()  # headers that were cut off look whole
        with response:
            yield response

    def _answer(self, response: requests.Response, there: Place, kind: Kind, clock: "_Clock") -> Answer:
        type = response.headers.get("Content-Type", "")
        if response.status_code == _NOT_MODIFIED:
            return Answer(response.status_code, there.url, type, b"", response.headers)
        if response.status_code >= requests.codes.multiple_choices:
            raise NetworkError(
                f"{there.authority} answered {response.status_code}",
                status=response.status_code,
                retry_after=retry_after(response.headers.get("Retry-After", "")),
            )
        if type.partition(";")[0].strip().lower() not in kind.types:
            raise RefusedError(f"{there.authority} sent {type or 'nothing known'}, not {kind.name}")
        if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
            raise RefusedError(f"{there.authority} sent it in an encoding that nobody asked for")
        with _told(there, clock):
            content = self._read(response, there, clock)
        return Answer(response.status_code, there.url, type, content, response.headers)

    def _read(self, response: requests.Response, there: Place, clock: "_Clock") -> bytes:
        content = bytearray()
        long = int(declared) if (declared := response.headers.get("Content-Length", "0")).isdigit() else 0
        while long <= self._limit and (part := response.raw.read(_PART, decode_content=True)):
            content += part
            long = len(content)
        if long > self._limit:
            raise RefusedError(f"{there.authority} sent more than {self._limit:,} bytes")
        clock.check()  # what was cut off looks like an end
        return bytes(content)


class _Clock:
    """One time limit over everything: when it is over, whatever is still connected is cut off, in whatever state.

    A time-out of the socket would begin anew with each byte that a host lets drip.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._until = seconds, time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._sockets:
                one.close()
            self._sockets.clear()

    def left(self) -> float:
        return self._until - time.monotonic()

    def check(self) -> None:
        """Raise TimeoutError when the time is over."""
        if self.left() <= 0:
            raise TimeoutError

    def watched(self, connected: socket.socket) -> socket.socket:
        """Return the socket, which is cut off when the time is over, whatever TLS makes of it meanwhile."""
        self.check()
        with self._lock:
            self._sockets.append(connected.dup())
        return connected

    def _cut(self) -> None:
        with self._lock:
            for one in self._sockets:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)


class _Public(IPFilterAdapter):  # type: ignore[misc]  # it carries no types
    """Connects to public addresses only: to the one that was judged, under the name that was asked for."""

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if not is_public(host["host"].strip("[]")):
            raise InvalidIPAddress(host["host"])
        return host, pool


def _session(clock: _Clock) -> requests.Session:
    """Make a session for one fetch: no proxy, password or certificate of the environment, no cookie of before."""
    config = Config(True, False, True, SILENCE, user_agent_override=AGENT)
    session: requests.Session = Manager(config).get_session()
    session.trust_env = False
    session.mount("https://", _timed(_Public(is_https_proto=True), clock))
    session.mount("http://", _timed(_Public(is_https_proto=False), clock))
    return session


def _timed(adapter: HTTPAdapter, clock: _Clock) -> HTTPAdapter:
    """Put every connection of *adapter* under the clock."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return clock.watched(super()._new_conn())

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return clock.watched(super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    adapter.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return adapter


@contextmanager
def _told(there: Place, clock: _Clock) -> Iterator[None]:
    """Turn what requests and urllib3 say of a failure into one sentence that names the host."""
    try:
        yield
    except InvalidIPAddress as error:
        raise RefusedError(f"{there.authority} leads to an address that is not public") from error
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        why = "it took too long" if clock.left() <= 0 else reason(error)
        raise NetworkError(f"{there.authority} does not answer ({why})") from error
