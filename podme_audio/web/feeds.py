"""What podcast apps ask for: the feed, transcripts, chapters and the show's pictures."""

import json
import threading
import time
from collections.abc import Callable
from functools import lru_cache

from flask import Blueprint, Response

from podme_audio.library import Library
from podme_audio.model import Episode
from podme_audio.press import TRANSCRIPTS, Press
from podme_audio.web.answers import BRIEFLY, FOREVER, Body, admit, answer, body, missing

RSS = "application/rss+xml; charset=utf-8"
CHAPTERS = "application/json+chapters"
#: The transcript of a long episode takes a quarter of a second to write.
KEPT = 48

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
        """Return the picture of that name, if it is or was the show's."""
        if name not in self._bodies:
            self._look(min(1.0, self._every))
            self._shrink(name)
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


def feeds(press: Press, library: Library, pictures: Pictures) -> Blueprint:
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

    @pages.get("/feed.xml")
    def feed() -> Response:
        return answer(printed.kept(), cache=BRIEFLY)

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

    printed = _Printed(press)
    return pages


class _Printed:
    """The feed as it goes out, compressed once for each change."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._body: Body | None = None

    def kept(self) -> Body:
        document, kept = self._press.feed(), self._body
        if kept is None or kept.etag != document.etag or kept.modified != document.modified:
            kept = body(document.content, RSS, etag=document.etag, modified=document.modified)
            self._body = kept
        return kept


def _cover(artwork: str) -> str:
    return f"cover-{artwork.removeprefix('artwork-')[:-4]}.jpg"
