"""What podcast apps ask for: the feed, transcripts, chapters and the show's pictures."""

import json
import logging
import re
import threading
import time
from collections.abc import Callable
from functools import lru_cache

from flask import Blueprint, Response, request

from podme_audio.exceptions import LibraryError
from podme_audio.library import Library
from podme_audio.model import Episode
from podme_audio.press import TRANSCRIPTS, Press
from podme_audio.web.answers import BRIEFLY, FOREVER, Body, admit, answer, body, missing

RSS = "application/rss+xml; charset=utf-8"
CHAPTERS = "application/json+chapters"
#: The transcript of a long episode takes a quarter of a second to write.
KEPT = 48
#: Sheets in memory at once; the largest takes less than a megabyte.
MOST = 64

_log = logging.getLogger(__name__)
#: The number of an archive sheet.
_SHEET = re.compile(r"[1-9][0-9]{0,5}")
_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}


class Pictures:
    """The show's artwork, and the small cover that pages show; looked at again now and then, for it may be replaced."""

    def __init__(self, press: Press, *, clock: Callable[[], float] = time.monotonic, every: float = 60.0) -> None:
        self._press, self._clock, self._every = press, clock, every
        self._bodies: dict[str, Body] = {}
        self._name, self._seen = "", -every
        self._lock = threading.Lock()

    @property
    def artwork(self) -> str:
        """The name the artwork is served under now."""
        self._look(self._every)
        return self._name

    @property
    def cover(self) -> str:
        """The name of the 600 px version."""
        return _cover(self.artwork)

    def body(self, name: str) -> Body | None:
        """Return the picture of that name, if it is or was the show's or a strand's."""
        if name not in self._bodies:
            self._look(min(1.0, self._every))
            self._shrink(name)
        if name not in self._bodies and (drawn := self._press.picture(name)) is not None:
            return body(drawn, "image/jpeg")
        return self._bodies.get(name)

    def _look(self, age: float) -> None:
        with self._lock:
            if self._clock() - self._seen >= age:
                self._name, content = self._press.artwork()
                if self._name not in self._bodies:
                    self._bodies[self._name] = body(content, _TYPES[self._name[-4:]])
                self._seen = self._clock()

    def _shrink(self, name: str) -> None:
        """Make the cover, once, when it is the one that is asked for: it takes a third of a second."""
        with self._lock:
            if name == _cover(self._name) and name not in self._bodies:
                self._bodies[name] = body(self._press.cover(), "image/jpeg")


def feeds(press: Press, library: Library, pictures: Pictures, clock: Callable[[], float] = time.monotonic) -> Blueprint:
    """Answer what the feed and its items link to."""
    pages = Blueprint("feeds", __name__)

    @lru_cache(maxsize=KEPT)
    def transcript(episode: Episode, format: str) -> Body:
        text = press.transcript(episode, format)
        return body(text.encode(), TRANSCRIPTS[format], modified=episode.updated)

    @lru_cache(maxsize=KEPT)
    def chapters(episode: Episode) -> Body | None:
        text = press.chapters(episode)
        return body(text.encode(), CHAPTERS, modified=episode.updated) if json.loads(text)["chapters"] else None

    @pages.get("/episodes/<slug>/transcript.<format>")
    def read(slug: str, format: str) -> Response:
        if format not in TRANSCRIPTS:
            missing()
        admit(episode := library.episode(slug))
        return answer(transcript(episode, format), cache=BRIEFLY)

    @pages.get("/episodes/<slug>/chapters.json")
    def marks(slug: str) -> Response:
        admit(episode := library.episode(slug))
        return answer(chapters(episode) or missing(), cache=BRIEFLY)

    @pages.get("/<any('artwork','cover'):kind>-<rest>")
    def picture(kind: str, rest: str) -> Response:
        return answer(pictures.body(f"{kind}-{rest}") or missing(), cache=FOREVER)

    _serve_sheets(pages, press, _Printed(press, clock=clock))
    return pages


def _serve_sheets(pages: Blueprint, press: Press, printed: "_Printed") -> None:
    """Answer the show's feed and its strands', each with its archive."""

    @pages.get("/feed.xml", defaults={"name": "feed.xml"})
    @pages.get("/feed/<path:below>")
    def feed(name: str = "", below: str = "") -> Response:
        name = name or f"feed/{below}"
        number = request.args.get("arsip", "")
        if number and not _SHEET.fullmatch(number):
            missing()
        sheet = f"{name}/{number}" if number else name
        response = answer(printed.kept(sheet) or missing(), cache=BRIEFLY)
        if press.hub:
            for rel, address in (("self", press.addresses.document(sheet)), ("hub", press.hub)):
                response.headers.add("Link", f'<{address}>; rel="{rel}"')
        return response


class _Printed:
    """The sheets as they go out. What was printed here is seen at once, what another process printed in a second."""

    def __init__(self, press: Press, *, clock: Callable[[], float] = time.monotonic, every: float = 1.0) -> None:
        self._press, self._clock, self._every = press, clock, every
        self._bodies: dict[str, tuple[Body, int, float]] = {}

    def kept(self, name: str) -> Body | None:
        kept, printings, seen = self._bodies.get(name, (None, -1, 0.0))
        now = self._clock()
        if kept is not None and printings == self._press.printings and now - seen < self._every:
            return kept
        printings = self._press.printings
        try:
            found = self._look(name, kept)
        except LibraryError as error:
            if kept is None:
                raise
            _log.warning("whether %s has changed is not known: %s", name, error)
            found = kept  # what was printed last is better than nothing
        if found is None:
            self._bodies.pop(name, None)
            return None
        if name not in self._bodies and len(self._bodies) >= MOST:
            self._bodies.pop(next(iter(self._bodies)), None)
        self._bodies[name] = found, printings, now
        return found

    def _look(self, name: str, kept: Body | None) -> Body | None:
        """Read a sheet if it is another than the one that is *kept*."""
        mark = self._press.glance(name)
        if kept is not None and mark is not None and (kept.etag, kept.modified) == (mark.etag, mark.modified):
            return kept
        document = self._press.sheet(name)
        if document is None:
            return None
        return Body(document.content, RSS, document.etag, document.modified, document.forms)


def _cover(artwork: str) -> str:
    return f"cover-{artwork.removeprefix('artwork-')[:-4]}.jpg"
