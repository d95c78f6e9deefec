"""Episodes in, what other sites' pages show of them out: a small player in a frame, and the script that puts it there.

Nothing here sets a cookie, or asks for one.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, json, redirect, render_template, request
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response as Answer

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.library import Library
from podme_audio.library.articles.addresses import forms
from podme_audio.library.articles.readings import Reading, reading, sources
from podme_audio.press import Press
from podme_audio.web.answers import BRIEFLY, Body, admit, answer, body
from podme_audio.web.wording import local

#: How tall a frame is, everywhere.
HEIGHT = 160
#: What a page may ask for whose colours are not those of its reader's system.
THEMES = ("terang", "gelap")

_MOMENT = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})", re.ASCII)
_SCRIPT = Path(__file__).with_name("static") / "dengarkan.js"
_IN_ARTICLE = {True: "Dengarkan artikel ini", False: "Dengarkan artikel ini dalam “{}”"}
_NO_ADDRESS = "url: give the address of an article, such as https://podme.id/kota/bus-air"


def embed(press: Press, library: Library) -> Blueprint:
    """Answer ``/embed/<slug>``: an episode for a frame in another site's page."""
    pages = Blueprint("embed", __name__)

    @pages.get("/embed/<slug>")
    def episode(slug: str) -> Answer:
        admit(found := library.episode(slug))
        if slug != found.slug:
            return redirect(local(press.addresses.embed(found.slug)), 301)
        articles = sources(library.database, found)
        told = {
            "episode": found,
            "canonical": _article(articles) or press.addresses.episode(found.slug),
            "start": moment(request.args.get("t", "")),
            # below its own headline, an article's frame need not repeat it
            "heading": _IN_ARTICLE[len(articles) == 1] if request.args.get("untuk") == "artikel" else "",
        }
        return answer(_rendered("episode", **told), cache=BRIEFLY)

    @pages.errorhandler(EpisodeNotFoundError)
    @pages.errorhandler(NotFound)
    @pages.errorhandler(Gone)
    def missing(error: Exception) -> tuple[str, int]:
        status = 410 if isinstance(error, Gone) else 404
        return render_template("embed/missing.html", theme=_theme(), status=status), status

    return pages


def listening(press: Press, library: Library) -> Blueprint:
    """Answer ``/dengarkan.js``, which an article's page includes, and what that asks: where the article is heard."""
    pages = Blueprint("listening", __name__)
    kept = body(_SCRIPT.read_bytes(), "text/javascript; charset=utf-8")

    @pages.get("/dengarkan.js")
    def script() -> Response:
        return answer(kept, cache=BRIEFLY)

    @pages.get("/dengarkan.json")
    def find() -> Response:
        wanted = request.args.get("url", "")
        if not forms(wanted):
            return Response(_NO_ADDRESS, HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
        found = reading(library.database, wanted)
        if found is None:  # not 404, of which browsers would complain on every page that is read to nobody
            return Response(status=HTTPStatus.NO_CONTENT, headers={"Cache-Control": BRIEFLY})
        return answer(body(json.dumps(_told(found, press)).encode(), "application/json"), cache=BRIEFLY)

    return pages


def moment(written: str) -> int:
    """Read where to begin, in any form that links have: "83", "1m23s", "1:23"; 0 for what makes no sense.

    >>> moment("83"), moment("1h2m3s"), moment("1:02:03"), moment("-1"), moment("x")
    (83, 3723, 3723, 0, 0)
    """
    match = _MOMENT.fullmatch(written) or _CLOCK.fullmatch(written)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return (hours * 60 + minutes) * 60 + seconds


def _told(found: Reading, press: Press) -> dict[str, Any]:
    begins = f"?{urlencode({'t': int(found.start)})}" if found.start >= 1 else ""
    return {
        "title": found.episode.title,
        "embed": press.addresses.embed(found.episode.slug) + begins,
        "page": press.addresses.episode(found.episode.slug),
        "height": HEIGHT,
        "duration": found.episode.media.duration,
    }


def _article(addresses: Sequence[str]) -> str:
    """Return the address of the one article that is read; empty when it has none, or there are several."""
    alone = addresses[0] if len(addresses) == 1 else ""
    return alone if urlsplit(alone).scheme in {"http", "https"} else ""


def _rendered(name: str, **told: Any) -> Body:
    return body(render_template(f"embed/{name}.html", theme=_theme(), **told).encode(), "text/html; charset=utf-8")


def _theme() -> str:
    asked = request.args.get("tema", "")
    return asked if asked in THEMES else ""
