"""A small host that serves what was recorded of a good one, and lets a test break one thing of it."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.servers import running

FEED = "/feed.xml"
#: What the recording took place at.
RECORDED = b"http://127.0.0.1:8000"

Answer = Callable[[Request], Response]


@dataclass(frozen=True)
class Page:
    """What an address answers, and how well."""

    content: bytes
    type: str
    modified: str
    headers: dict[str, str] = field(default_factory=dict)
    head: bool = True
    ranges: bool = True
    #: Request headers it does not understand.
    deaf_to: tuple[str, ...] = ()
    compressed: bool = False
    cached: bool = True
    #: Answers instead.
    answer: Answer | None = None


class Site:
    """Pages by path."""

    def __init__(self, pages: dict[str, Page]) -> None:
        self.pages = dict(pages)

    @property
    def feed(self) -> str:
        return self.pages[FEED].content.decode()

    def path(self, ending: str) -> str:
        """Return the path of the newest episode's file, or of the show's, that ends so."""
        found = re.search(rf'"{RECORDED.decode()}(/[^"]*{re.escape(ending)})"', self.feed)
        assert found, ending
        return found[1]

    def episode(self, ending: str) -> str:
        """Return the path of the newest episode's file that ends so."""
        found = re.search(rf'<item>.*?"{RECORDED.decode()}(/[^"]*{re.escape(ending)})"', self.feed, re.DOTALL)
        assert found, ending
        return found[1]

    def edit(self, pattern: str, new: str, *, count: int = 1) -> None:
        """Put *new* in place of the first *count* matches in the feed."""
        edited, found = re.subn(pattern, lambda match: match.expand(new), self.feed, count=count, flags=re.DOTALL)
        assert found, pattern
        self.change(FEED, content=edited.encode())

    def change(self, path: str, **changes: Any) -> None:
        self.pages[path] = replace(self.pages[path], **changes)

    def rewrite(self, ending: str, old: str, new: str) -> None:
        path = self.path(ending)
        content = self.pages[path].content.decode()
        assert old in content
        self.change(path, content=content.replace(old, new, 1).encode())

    def page(self, number: int, links: str, *, of: str = "") -> None:
        """Serve a page of older episodes, which is the feed with other *links*, or another's *of* that guid."""
        head, _, rest = self.feed.partition("<atom:link")
        rest = re.sub(r"\A[^>]*>(\s*<atom:link[^>]*>)*", "", rest)
        guid = rf"\g<1>{of}\g<2>" if of else r"\g<0>"
        content = re.sub(r"(<podcast:guid>)[^<]*(</podcast:guid>)", guid, f"{head}{links}{rest}")
        self.pages[f"{FEED}?arsip={number}"] = replace(self.pages[FEED], content=content.encode())

    def sound(self, content: bytes) -> None:
        """Serve other sound as the newest episode's, announced in its real length."""
        path = self.path(".mp3")
        self.edit(rf'({re.escape(path)}" length=)"\d+"', rf'\1"{len(content)}"')
        self.change(path, content=content)

    def low(self, content: bytes) -> None:
        """Serve another low-data version of the newest episode, announced in its real length."""
        path = self.episode(".opus")
        told = (
            rf'(<podcast:alternateEnclosure [^>]*length=)"\d+"([^>]*>\s*<podcast:source uri="[^"]*{re.escape(path)}")'
        )
        self.edit(told, rf'\1"{len(content)}"\2')
        self.change(path, content=content)

    def respond(self, request: Request) -> Response:
        page = self.pages.get(_path(request))
        if page is None:
            return Response("tidak ada", 404)
        return page.answer(request) if page.answer else self.usual(request)

    def usual(self, request: Request) -> Response:
        """Answer as if the page had no answer of its own."""
        page = self.pages[_path(request)]
        if request.method == "HEAD" and not page.head:
            return Response("", 405)
        for name in page.deaf_to:
            request.environ.pop(f"HTTP_{name.upper().replace('-', '_')}", None)
        return self._served(page, request)

    def _served(self, page: Page, request: Request) -> Response:
        content = page.content
        if not _path(request).endswith((".mp3", ".opus")):  # a file that names our feed keeps its length
            content = content.replace(RECORDED, request.host_url.rstrip("/").encode())
        etag = sha256(content).hexdigest()[:20]
        squeezed = page.compressed and request.accept_encodings["gzip"] > 0
        response = Response(gzip.compress(content, mtime=0) if squeezed else content, content_type=page.type)
        if squeezed:
            response.headers["Content-Encoding"] = "gzip"
        if page.compressed:
            response.vary.add("Accept-Encoding")
        if page.cached:
            response.set_etag(f"{etag}-gzip" if squeezed else etag)
            response.headers["Last-Modified"] = page.modified
        response.headers.update(page.headers)
        response.make_conditional(
            request.environ, accept_ranges=page.ranges, complete_length=len(content) if page.ranges else None
        )
        response.headers.update(page.headers)
        return response

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        try:
            response: Any = self.respond(request)
        except HTTPException as error:
            response = error.get_response(environ)
        return response(environ, start_response)


def _path(request: Request) -> str:
    return request.full_path.removesuffix("?")


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@contextmanager
def served(site: Any) -> Iterator[str]:
    """Serve a site (or any WSGI application); give the address of its feed."""
    with running(make_server("127.0.0.1", 0, site, threaded=True, request_handler=Quiet)) as port:
        yield f"http://127.0.0.1:{port}{FEED}"
