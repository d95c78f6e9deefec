"""An address on this machine in; how often and how fast it answers out. A small client, so that no other is needed."""

import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

_END = b"\r\n\r\n"
_BLOCK = 1 << 18
#: How often a slow listener reads.
_BEAT = 0.1
#: Seconds without an answer that are one.
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Rate:
    """What a server gave."""

    answers_a_second: float
    #: Milliseconds from question to last byte: the middle, the slowest of a hundred, and the slowest.
    median_ms: float
    p99_ms: float
    slowest_ms: float


class _Asker:
    """A connection that asks again as soon as it has its answer."""

    def __init__(self, port: int, path: str) -> None:
        self._port = port
        self.socket = self._connected()
        self.took: list[float] = []
        #: Whether the server ends the connection with this answer, as nginx does after a thousand.
        self.ends = False
        self._request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, br\r\n\r\n".encode()
        self._began, self._head, self._left = 0.0, b"", -1

    def reconnect(self) -> None:
        self.socket.close()
        self.socket, self.ends = self._connected(), False

    def ask(self) -> None:
        self._began, self._head, self._left = time.perf_counter(), b"", -1
        self.socket.sendall(self._request)

    def hear(self) -> bool:
        """Read what has come; return whether the answer is whole."""
        block = self.socket.recv(_BLOCK)
        if not block:
            raise ConnectionError("the server hung up")
        if self._left < 0:
            self._head += block
            head, end, block = self._head.partition(_END)
            if not end:
                return False
            if b" 200 " not in head.partition(b"\r\n")[0]:
                raise ConnectionError(f"it answers {head.partition(b' ')[2][:3].decode()}")
            self.ends = b"\r\nconnection: close" in head.lower()
            self._left = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        self._left -= len(block)
        if self._left > 0:
            return False
        self.took.append(time.perf_counter() - self._began)
        return True

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), timeout=_PATIENCE)


def hurry(port: int, path: str, *, connections: int = 8, seconds: float = 4.0) -> Rate:
    """Ask over and over, on several connections at once."""
    askers = [_Asker(port, path) for _ in range(connections)]
    with selectors.DefaultSelector() as selector:
        for asker in askers:
            selector.register(asker.socket, selectors.EVENT_READ, asker)
            asker.ask()
        began = time.perf_counter()
        while time.perf_counter() < began + seconds or not any(asker.took for asker in askers):
            for key, _ in selector.select(_PATIENCE):
                if key.data.hear():
                    _go_on(key.data, selector)
        lasted = time.perf_counter() - began
    for asker in askers:
        asker.socket.close()
    took = sorted(each for asker in askers for each in asker.took)
    middle, slow, slowest = (took[min(len(took) - 1, int(share * len(took)))] * 1000 for share in (0.5, 0.99, 1.0))
    return Rate(len(took) / lasted, middle, slow, slowest)


def _go_on(asker: _Asker, selector: selectors.BaseSelector) -> None:
    if asker.ends:
        selector.unregister(asker.socket)
        asker.reconnect()
        selector.register(asker.socket, selectors.EVENT_READ, asker)
    asker.ask()


@contextmanager
def slow_listeners(port: int, path: str, *, count: int = 40, rate: int = 20_000) -> Iterator[None]:
    """Let so many download, each so many bytes a second, until the block ends.

    Raises:
        ConnectionError: One of them was hung up on, so that nothing was measured beside them.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(_listener(port, path)) for _ in range(count)]
        for one in sockets:
            one.recv(1)  # from now on all of them are under way
        ended, failed = threading.Event(), threading.Event()

        def listen() -> None:
            while not ended.wait(_BEAT):
                if not all(one.recv(int(rate * _BEAT)) for one in sockets):
                    failed.set()
                    return

        listening = threading.Thread(target=listen)
        listening.start()
        try:
            yield
        finally:
            ended.set()
            listening.join()
        if failed.is_set():
            raise ConnectionError("a slow listener was hung up on")


def _listener(port: int, path: str) -> socket.socket:
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that the server feels how slow it is
    one.settimeout(_PATIENCE)
    one.connect(("127.0.0.1", port))
    one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return one
