"""A port and an application in, a running server out: waitress, in this process, until Ctrl-C or SIGTERM."""

import errno
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from podme_audio.exceptions import SettingsError

#: Measured: with 32 threads a page takes 2 ms beside 40 slow downloads. Poll, since select ends at 1,024 sockets.
WAITRESS: dict[str, Any] = {
    "threads": 32,
    "connection_limit": 1000,
    "asyncore_use_poll": True,
    "max_request_body_size": 1 << 20,
    "max_request_header_size": 1 << 15,
    "ident": None,
}

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


def serve(app: Flask, listener: socket.socket) -> None:
    """Answer on *listener* until Ctrl-C or SIGTERM."""
    # a queue of two is no news for a server that works it off in a millisecond
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, sockets=[listener], **WAITRESS)
    try:
        with _ended_by(signal.SIGTERM):
            server.run()
    finally:
        wasyncore.close_all(sockets, ignore_all=True)


@contextmanager
def _ended_by(number: signal.Signals) -> Iterator[None]:
    """Let a signal end the server as Ctrl-C does; only a main thread can hear one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(number, _end)
    try:
        yield
    finally:
        signal.signal(number, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
