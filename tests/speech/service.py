"""A stand-in for the service that gTTS speaks to: a real server on this machine, as good or as bad as a test wants.

``with Service() as service:`` answers well; ``service.next(status(500), WELL)`` decides the answers that follow.
"""

import base64
import json
import shutil
import ssl
import subprocess
from collections import deque
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs

import imageio_ffmpeg

from podme_audio.speech.tone import Tone

#: One silent frame as the service sends them: MPEG-2 layer III, 24 kHz, mono, 64 kbit/s, 24 ms.
FRAME = bytes.fromhex("fff384c4") + bytes(188)
FRAME_SECONDS = 0.024

#: A key and a certificate that nobody trusts, for TLS on 127.0.0.1.
CERTIFICATE = Path(__file__).parent / "data" / "localhost.pem"

Answer = Callable[["_Handler", str], None]


def silence(text: str) -> bytes:
    """Say *text* silently, about 70 ms a character."""
    return FRAME * max(1, round(len(text) * 0.07 / FRAME_SECONDS))


@cache
def audible(text: str) -> bytes:
    """Say *text* in tones, encoded as the service does."""
    ffmpeg = shutil.which(imageio_ffmpeg.get_ffmpeg_exe()) or "ffmpeg"
    command = [ffmpeg, "-v", "error", "-f", "wav", "-i", "-", "-b:a", "64k", "-write_xing", "0", "-id3v2_version", "0"]
    sound = Tone().synthesize(text).sound
    return subprocess.run([*command, "-f", "mp3", "-"], input=sound, capture_output=True, check=True).stdout  # noqa: S603


class Service:
    """The stand-in; ``sound`` turns a text into an MP3."""

    def __init__(self, *, sound: Callable[[str], bytes] = silence, tls: bool = False) -> None:
        self.sound = sound
        #: The texts asked for, in the order of asking.
        self.asked: list[str] = []
        #: The most requests that were under way at one time.
        self.busiest = 0
        self.closing = Event()
        self._tls = tls
        self._coming: deque[Answer] = deque()
        self._always: Answer = WELL
        self._busy = 0
        self._lock = Lock()

    def next(self, *answers: Answer) -> None:
        """Answer the requests that follow like this, and well after them."""
        self._coming.extend(answers)

    def always(self, answer: Answer) -> None:
        """Answer every request like this."""
        self._always = answer

    def __enter__(self) -> Self:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.daemon_threads = False
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that leaves is part of the tests
        if self._tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        _Handler.services[server.server_port] = self
        self._server = server
        self._thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.address = f"{'https' if self._tls else 'http'}://127.0.0.1:{server.server_port}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        del _Handler.services[self._server.server_port]

    def take(self, text: str) -> Answer:
        with self._lock:
            self.asked.append(text)
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
            return self._coming.popleft() if self._coming else self._always

    def leave(self) -> None:
        with self._lock:
            self._busy -= 1


class _Handler(BaseHTTPRequestHandler):
    #: One packet an answer: two would wait 40 ms for each other.
    wbufsize = -1
    disable_nagle_algorithm = True
    #: Port -> the service that answers there.
    services: dict[int, Service] = {}  # noqa: RUF012 - shared on purpose

    @property
    def service(self) -> Service:
        return self.services[self.server.server_address[1]]  # type: ignore[index] # an IPv4 server

    def do_POST(self) -> None:
        text = _text(self.rfile.read(int(self.headers["Content-Length"])).decode())
        answer = self.service.take(text)
        try:
            answer(self, text)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.service.leave()

    def send(self, body: bytes, *, status: int = 200, type: str = "application/json", retry_after: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def WELL(handler: _Handler, text: str) -> None:  # noqa: N802 - an answer, like the constants below
    handler.send(wrapped(handler.service.sound(text)))


def LATE(handler: _Handler, text: str) -> None:  # noqa: N802
    """Answer well, but only when the stand-in closes."""
    handler.service.closing.wait(30)
    WELL(handler, text)


def HALF(handler: _Handler, text: str) -> None:  # noqa: N802
    sound = handler.service.sound(text)
    handler.send(wrapped(sound[: len(sound) // 2 + 50]))


def body(content: bytes, type: str = "application/json") -> Answer:
    return lambda handler, _: handler.send(content, type=type)


def status(code: int, retry_after: str = "") -> Answer:
    return lambda handler, _: handler.send(b"", status=code, retry_after=retry_after)


EMPTY = body(b"")
PAGE = body(b"<!doctype html><html><body>Before you continue</body></html>", "text/html")
NO_SOUND = body(b')]}\'\n\n104\n[["wrb.fr","jQ1olc",null,null,null,[3],"generic"],["di",12]]\n')


def wrapped(sound: bytes, *, escape: bool = False) -> bytes:
    """Wrap an MP3 as the service does: JSON in JSON, among lengths; it may write "=" as an escape."""
    encoded = base64.b64encode(sound).decode()
    inner = json.dumps([encoded]).replace("=", "\\u003d" if escape else "=")
    line = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"], ["di", 34]], separators=(",", ":"))
    return f')]}}\'\n\n{len(line)}\n{line}\n25\n[["e",4,null,null,105]]\n'.encode()


def _text(body: str) -> str:
    """Read the text out of the request that gTTS prepared."""
    ((_, parameters, _, _),) = json.loads(parse_qs(body)["f.req"][0])[0]
    return str(json.loads(parameters)[0])
