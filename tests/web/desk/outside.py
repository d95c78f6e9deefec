"""A host on this machine with what a test puts there: pages and feeds by their path."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tests.servers import Answer, answering
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

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        status, type, body = self.answers.get(path, (404, HTML, "<h1>Tidak ada</h1>"))
        return status, {"Content-Type": type}, body.encode()

    def put(self, path: str, body: str, *, type: str = HTML, status: int = 200) -> str:
        """Put something there; return its address."""
        self.answers[path] = (status, type, body)
        return self.url + path


@contextmanager
def outside() -> Iterator[Outside]:
    room = Outside()

    with answering(room.answer) as room.url:
        yield room


def allowed(newsroom: Newsroom, *hosts: str, watch: str = "") -> None:
    """Let a newsroom fetch from hosts on this machine, as its settings may, and watch feeds."""
    studio = newsroom.work.studio
    studio.settings = replace(studio.settings, fetch_allow=" ".join(hosts), watch_feed=watch)
