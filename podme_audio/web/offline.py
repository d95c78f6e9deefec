"""The show in, what a device keeps of it out: a program that can be installed, and pages that need no network.

What is kept, and when it is fetched again, is decided by ``static/sw.js`` and ``static/luring.js``.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, json, render_template

from podme_audio.library import Library
from podme_audio.model import Episode, State
from podme_audio.press import Press
from podme_audio.web.answers import REVALIDATED, Body, answer, body
from podme_audio.web.feeds import Pictures
from podme_audio.web.wording import local

#: So many of the newest episodes can be read without a network.
KEPT = 10

_WORKER = Path(__file__).with_name("static") / "sw.js"
#: The icons there are: name -> (size, what for).
ICONS = {
    "icon-192.png": ("192x192", "any"),
    "icon-512.png": ("512x512", "any"),
    "icon-maskable-512.png": ("512x512", "maskable"),
}
#: The colours of a window that has no page yet; those of the page are in its own head.
_PAPER = "#fff8f0"
#: What fits below an icon.
_SHORT = 12


def offline(press: Press, library: Library, pictures: Pictures, static: Callable[[str], str]) -> Blueprint:
    """Answer the manifest, the service worker, and what they keep."""
    pages = Blueprint("offline", __name__)
    home, program = local(press.addresses.home), _WORKER.read_text("utf-8")

    def page() -> Body:
        return body(render_template("offline/kept.html").encode(), "text/html; charset=utf-8")

    @pages.get("/luring")
    def kept() -> Response:
        return answer(page(), cache=REVALIDATED)

    @pages.get("/luring.json")
    def newest() -> Response:
        """List the pages to keep, each with what changes when it does, and what they all show."""
        found = library.episodes(state=State.PUBLISHED, limit=KEPT)
        listed = {local(press.addresses.episode(episode.slug)): _version(episode) for episode in found}
        cover = local(press.addresses.artwork(pictures.cover))
        listed[home] = sha256(json.dumps([*listed.items(), cover]).encode()).hexdigest()[:12]
        told = {"pages": listed, "files": [cover]}
        return answer(body(json.dumps(told).encode(), "application/json"), cache=REVALIDATED)

    @pages.get("/sw.js")
    def worker() -> Response:
        """Hand out the worker, another one whenever a script, a style or a font of ours is another."""
        text = f'const VERSION = "{page().etag[:12]}";\n{program}'
        return answer(body(text.encode(), "text/javascript; charset=utf-8"), cache=REVALIDATED)

    @pages.get("/manifest.webmanifest")
    def manifest() -> Response:
        told = json.dumps(_manifest(press, home, static), ensure_ascii=False)
        return answer(body(told.encode(), "application/manifest+json"), cache=REVALIDATED)

    return pages


def _version(episode: Episode) -> str:
    return f"{episode.revision}-{episode.updated:%Y%m%d%H%M%S%f}"


def _manifest(press: Press, home: str, static: Callable[[str], str]) -> dict[str, Any]:
    show = press.show
    icons = [
        {"src": static(name), "sizes": size, "type": "image/png", "purpose": purpose}
        for name, (size, purpose) in ICONS.items()
    ]
    shortcuts = {"Episode terbaru": home, "Simpanan luring": local(press.addresses.kept)}
    return {
        "id": home,
        "name": show.title,
        "short_name": _shortened(show.title),
        "description": show.description,
        "lang": show.language,
        "dir": "ltr",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "categories": ["news"],
        "icons": icons,
        "shortcuts": [{"name": name, "url": address, "icons": [{**icons[0]}]} for name, address in shortcuts.items()],
    }


def _shortened(title: str) -> str:
    """Return as many whole words of the title as fit below an icon, the first one whatever its length.

    >>> _shortened("Podme Berita"), _shortened("Kabar Pagi Nusantara")
    ('Podme Berita', 'Kabar Pagi')
    """
    words = title.split()
    while len(words) > 1 and len(" ".join(words)) > _SHORT:
        words.pop()
    return " ".join(words)
