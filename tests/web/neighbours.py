"""A site of somebody else's beside ours, and what a browser sees of both."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Frame, Page

from tests.servers import running


@dataclass
class Elsewhere:
    """Another site: what its pages say, and the policy it has for what they load."""

    port: int = 0
    policy: str = ""
    pages: dict[str, str] = field(default_factory=lambda: {"/favicon.ico": ""})

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    site = Elsewhere()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.pages.get(self.path.partition("?")[0])
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if site.policy:
                self.send_header("Content-Security-Policy", site.policy)
            self.end_headers()
            with suppress(BrokenPipeError):  # a page that is left before it came
                self.wfile.write((found or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            """Be silent."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Answering)) as site.port:
        yield site


def wait_until(page: Page | Frame, condition: str) -> None:
    """Ask until it holds; the page's own policy forbids it to evaluate conditions by itself."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it never came to {condition}")
