"""A studio in, the web application out. Absolute addresses come from the studio's press, never from a request."""

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from podme_audio.exceptions import EpisodeNotFoundError, PodmeError
from podme_audio.library import Library
from podme_audio.press import Press
from podme_audio.web.answers import BRIEFLY, FOREVER, Body, answer, body, missing
from podme_audio.web.api.refusals import is_api, turned_away
from podme_audio.web.archive import archive
from podme_audio.web.covers import covering, covers, look
from podme_audio.web.desk import Office, open_desk
from podme_audio.web.embed import embed, listening
from podme_audio.web.feeds import Pictures, feeds
from podme_audio.web.health import Duty, health
from podme_audio.web.media import SELF, media, origin
from podme_audio.web.oembed import oembed
from podme_audio.web.offline import offline
from podme_audio.web.player import player
from podme_audio.web.plays import plays
from podme_audio.web.preview import preview
from podme_audio.web.scripts import joined
from podme_audio.web.wording import WORDING

PACKAGE = Path(__file__).parents[1]
STATIC = Path(__file__).with_name("static")
#: The folder whose modules go out as one script of that name.
SCRIPT = "player"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
}
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "media-src 'self'{0}; connect-src 'self'{0}; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors {1}"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
#: What players on other sites read with a script of theirs.
OPEN = {
    *("feeds.feed", "feeds.read", "feeds.marks", "feeds.picture", "covers.picture", "media.sound"),
    *("listening.script", "listening.find", "oembed.describe"),
}
#: What only who was given its address may see: it tells nobody where one came from, and is kept nowhere.
PRIVATE = {"preview.page", "preview.sound"}
SECRET = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
#: What other sites may show in a frame; nothing else may be.
FRAMED = {"embed.episode"}

_log = logging.getLogger(__name__)
_LINKED = re.compile(rb'url\("([^"]+)"\)')


class Studio(Protocol):
    """What of the studio this application talks to."""

    @property
    def press(self) -> Press:
        """What the show sends out."""

    @property
    def library(self) -> Library:
        """The shelf."""


def create_app(
    studio: Studio,
    *,
    duty: Duty | None = None,
    media_serving: str = SELF,
    clock: Callable[[], float] = time.monotonic,
    desk: Office | None = None,
) -> Flask:
    """Make the application that serves one show.

    Args:
        studio: The press and the library.
        duty: What operators ask of this process.
        media_serving: The setting of that name: who sends the sound.
        clock: Seconds, by which it is time to look at what other processes did.
        desk: Where editors work; without it there is none.
    """
    app = Flask(__name__, static_folder=None, template_folder=_templates())
    # both would redirect to an absolute address made of the Host header
    app.url_map.merge_slashes = app.url_map.strict_slashes = False
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    folder = unquote(urlsplit(studio.press.addresses.home).path.rstrip("/"))
    pictures, duty, static = Pictures(studio.press), duty or Duty(), _serve_static(app, folder)
    app.jinja_env.filters.update(WORDING)
    app.jinja_env.globals.update(
        show=studio.press.show,
        addresses=studio.press.addresses,
        listings=studio.press.listings,
        pictures=pictures,
        cover=covering(studio.press, pictures),
        look=look,
        pictured=studio.press.pictured,
        static=static,
        counted=f"{folder}/plays" if duty.counting else "",
    )
    if desk is not None:
        open_desk(app, desk)
    for pages in _listeners(studio, pictures, static, clock):
        app.register_blueprint(pages)
    app.register_blueprint(media(studio.library, studio.press.addresses, media_serving, duty.counting))
    app.register_blueprint(preview(studio.press, studio.library, desk.now if desk else None))
    app.register_blueprint(health(duty))
    if duty.counting:
        app.register_blueprint(plays(studio.library, duty.counting))
    _serve_plain(app)
    _catch(app)
    app.after_request(_sealing(studio.press, origin(media_serving)))
    app.wsgi_app = _Below(app.wsgi_app, folder)  # type: ignore[method-assign]  # Flask's own way to wrap itself
    return app


def _listeners(
    studio: Studio, pictures: Pictures, static: Callable[[str], str], clock: Callable[[], float]
) -> Iterator[Blueprint]:
    """What listeners, their apps and other sites open."""
    press, library = studio.press, studio.library
    yield player(press, library, pictures)
    yield archive(press, library)
    yield feeds(press, library, pictures, clock)
    yield embed(press, library)
    yield listening(press, library)
    yield oembed(press, library, pictures)
    yield offline(press, library, pictures, static)
    yield covers(press, library)


def _templates() -> str:
    """Find the templates: inside an installed package, or beside it in a checkout."""
    return str(next(path for path in (PACKAGE / "templates", PACKAGE.parent / "templates") if path.is_dir()))


def _serve_static(app: Flask, folder: str) -> Callable[[str], str]:
    """Serve every file of ours from memory; return what tells a file's address, which changes with its content."""
    kept: dict[str, Body] = {}
    files = [path for path in STATIC.rglob("*") if path.suffix in TYPES and path.parent.name != SCRIPT]
    kept[f"{SCRIPT}.js"] = body(joined(STATIC / SCRIPT / "main.js"), TYPES[".js"])
    for path in sorted(files, key=lambda path: path.suffix == ".css"):  # style sheets last: they name fonts
        content = path.read_bytes()
        if path.suffix == ".css":
            content = _LINKED.sub(lambda link: f'url("{_versioned(link[1].decode(), kept)}")'.encode(), content)
        kept[path.relative_to(STATIC).as_posix()] = body(content, TYPES[path.suffix])

    @app.get("/static/<path:name>")
    def static(name: str) -> Response:
        found = kept.get(name) or missing()
        return answer(found, cache=FOREVER if request.args.get("v") == found.etag[:12] else BRIEFLY)

    @app.get("/favicon.ico")
    def favicon() -> Response:
        return answer(kept["favicon.ico"], cache=BRIEFLY)

    return lambda name: f"{folder}/static/{_versioned(name, kept)}"


def _versioned(name: str, kept: dict[str, Body]) -> str:
    return f"{name}?v={kept[name].etag[:12]}"


def _serve_plain(app: Flask) -> None:
    @app.get("/robots.txt")
    def robots() -> Response:
        return answer(body(b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8"), cache=BRIEFLY)


def _catch(app: Flask) -> None:
    """Tell a listener kindly what is wrong; what we do not know goes to the log, never to the page."""

    @app.errorhandler(EpisodeNotFoundError)
    def unknown(_: EpisodeNotFoundError) -> tuple[str, int]:
        return _page(404)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        if is_api(request.path):
            return turned_away(error)
        text, _ = _page(error.code or 500)
        response = error.get_response()
        response.data, response.content_type = text, "text/html; charset=utf-8"
        return response

    @app.errorhandler(PodmeError)
    def failed(error: PodmeError) -> tuple[str, int]:
        _log.error("%s %s: %s", request.method, request.path, error)
        return _page(503)

    @app.errorhandler(Exception)
    def broken(_: Exception) -> Any:
        _log.exception("%s %s", request.method, request.path)
        return turned_away(InternalServerError()) if is_api(request.path) else _page(500)


def _page(status: int) -> tuple[str, int]:
    return render_template("player/error.html", status=status), status


def _sealing(press: Press, sounds: str) -> Callable[[Response], Response]:
    """Return what seals each answer; a browser asks the policy for the host it is redirected to, too."""
    headers, framed = (
        {name: text.format(sounds and f" {sounds}", ancestors) for name, text in SECURITY.items()}
        for ancestors in ("'none'", press.frame_ancestors)
    )
    if press.addresses.home.startswith("https://"):
        for sealing in (headers, framed):
            sealing["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def sealed(response: Response) -> Response:
        response.headers.update(framed if request.endpoint in FRAMED else headers)
        if request.endpoint in PRIVATE:
            response.headers.update(SECRET)
        if request.endpoint in OPEN:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "Content-Length, Content-Range, ETag"
        if response.status_code >= 400:  # noqa: PLR2004 (an error; it may be over at any moment)
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return sealed


class _Below:
    """Answer below the public address's folder too, for a proxy that leaves it in the path."""

    def __init__(self, application: Any, folder: str) -> None:
        self._application, self._folder = application, folder

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if self._folder and path.startswith(f"{self._folder}/"):
            environ["PATH_INFO"] = path.removeprefix(self._folder)
        answered: Iterable[bytes] = self._application(environ, start_response)
        return answered
