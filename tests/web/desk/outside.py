"""A host on this machine with what a test puts there: pages and feeds by their path."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.web.desk.newsroom import Newsroom

HTML, RSS = "text/html; charset=utf-8", "application/rss+xml"


@dataclass
class Outside:
    """What stands there, and what was asked for."""

    url: str = ""
    #: Path -> status, type, body.
    answers: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def put(self, path: str, body: str, *, type: str = HTML, status: int = 200) -> str:
        """Put something there; return its address."""
        self.answers[path] = (status, type, body)
        return self.url + path


@contextmanager
def outside() -> Iterator[Outside]:
    room = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            room.asked.append(self.path)
            status, type, text = room.answers.get(self.path, (404, HTML, "<h1>Tidak ada</h1>"))
            body = text.encode()
            self.send_response(status)
            for name, value in (("Content-Type", type), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        room.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield room
        server.shutdown()
        thread.join()


def allowed(newsroom: Newsroom, *hosts: str, watch: str = "") -> None:
    """Let a newsroom fetch from hosts on this machine, as its settings may, and watch feeds."""
    studio = newsroom.work.studio
    studio.settings = replace(studio.settings, fetch_allow=" ".join(hosts), watch_feed=watch)
