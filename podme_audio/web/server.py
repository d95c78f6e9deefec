"""A port and an application in, a running server out: waitress, in this process, until Ctrl-C or SIGTERM.

SIGTERM ends it kindly: who is being answered is answered to the end, if that comes soon. Ctrl-C ends it at once.
"""

import errno
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

from podme_audio.exceptions import SettingsError
from podme_audio.web.bodies import USUAL, Channel

#: Measured: with 32 threads a page takes 2 ms beside 40 slow downloads. Poll, since select ends at 1,024 sockets.
WAITRESS: dict[str, Any] = {
    "threads": 32,
    "connection_limit": 1000,
    "asyncore_use_poll": True,
    "max_request_body_size": USUAL,
    "max_request_header_size": 1 << 15,
    "ident": None,
    # nothing is decided by them but who is no neighbour: what a proxy hands on does not come from this machine
    "clear_untrusted_proxy_headers": False,
}
#: Seconds that SIGTERM leaves to those who are being answered; with what follows, the process ends within ten.
GRACE = 8.0
#: Seconds that threads have to return once nobody hears them any more.
LAST = 1

_REASONS = {
    errno.EADDRINUSE: "port {port} at {host} is in use: choose another with --port or PODME_PORT (make run: PORT=…)",
    errno.EACCES: "port {port} at {host} may not be opened by you: choose one above 1023 with --port or PODME_PORT",
    errno.EADDRNOTAVAIL: "{host} is no address of this machine: choose another host",
}


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Hold the port, so that nothing is done in vain for a server that cannot start.

    Raises:
        SettingsError: Says why the port cannot be had, and what to do.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=1024)
    except UnicodeError as error:
        raise SettingsError(f"{host} cannot be served at: it is no name of a host") from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "{host} cannot be served at: {error}")
        raise SettingsError(reason.format(host=host, port=port, error=error.strerror or error)) from error
    with listener:
        yield listener


def serve(app: Flask, listener: socket.socket, *, leaving: threading.Event | None = None, grace: float = GRACE) -> None:
    """Answer on *listener* until Ctrl-C or SIGTERM.

    Args:
        app: What answers.
        listener: From `listen`.
        leaving: Set at SIGTERM; setting it ends the server just so, from any thread.
        grace: Seconds that those who are being answered have left from then on.
    """
    leaving = leaving or threading.Event()
    # a queue of two is no news for a server that works it off in a millisecond
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sockets: dict[int, Any] = {}
    server: Any = create_server(app, map=sockets, sockets=[listener], **WAITRESS)
    server.channel_class = Channel
    try:
        with suppress(KeyboardInterrupt), _told_by(signal.SIGTERM, leaving, server.pull_trigger):
            _answer(sockets, leaving)
            _finish(sockets, time.monotonic() + grace)
    finally:
        server.task_dispatcher.shutdown(timeout=LAST)
        for channel in _channels(sockets):
            channel.handle_close()  # with the file it was sending
        wasyncore.close_all(sockets, ignore_all=True)


def _answer(sockets: dict[int, Any], leaving: threading.Event) -> None:
    while sockets and not leaving.is_set():
        wasyncore.loop(timeout=1.0, use_poll=True, map=sockets, count=1)


def _finish(sockets: dict[int, Any], until: float) -> None:
    """Go on, also for who comes now, until a moment when nobody is being answered."""
    while time.monotonic() < until:
        wasyncore.loop(timeout=0.05, use_poll=True, map=sockets, count=1)
        if not any(one.requests or one.total_outbufs_len for one in _channels(sockets)):
            return


def _channels(sockets: dict[int, Any]) -> list[HTTPChannel]:
    return [one for one in sockets.values() if isinstance(one, HTTPChannel)]


@contextmanager
def _told_by(number: signal.Signals, leaving: threading.Event, wake: Callable[[], None]) -> Iterator[None]:
    """Let a signal set *leaving*, and a second one end all at once; only a main thread can hear one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def told(_number: int, _frame: FrameType | None) -> None:
        if leaving.is_set():
            raise KeyboardInterrupt
        leaving.set()
        wake()

    before = signal.signal(number, told)
    try:
        yield
    finally:
        signal.signal(number, before)
