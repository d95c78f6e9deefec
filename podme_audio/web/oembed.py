"""The address of an episode in, how to embed it out: oEmbed 1.0, for the sites and editors that ask for it.

The specification's own statuses are kept to: 404 for what is not ours to show, 501 for a format that is not spoken.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, json, request
from markupsafe import escape

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.library import Library
from podme_audio.model import Episode, State
from podme_audio.press import Press
from podme_audio.web.answers import BRIEFLY, Body, answer, body
from podme_audio.web.embed import HEIGHT
from podme_audio.web.feeds import Pictures

#: How wide a frame is where nobody says how wide it may be.
WIDTH = 640
#: The side of the picture that is offered beside it.
COVER = 600
#: Seconds for which whoever asks may keep the answer.
KEPT = 3600

_OURS = re.compile(r"/(?:episodes|embed)/([^/]+)/?")
_REASONS = {
    HTTPStatus.BAD_REQUEST: "give url, and maxwidth and maxheight, if at all, as whole numbers above 0",
    HTTPStatus.NOT_FOUND: "no episode that can be heard has that address here",
    HTTPStatus.NOT_IMPLEMENTED: "format: json or xml",
}

Told = dict[str, str | int]


def oembed(press: Press, library: Library, pictures: Pictures) -> Blueprint:
    """Answer ``/oembed``."""
    pages = Blueprint("oembed", __name__)

    @pages.get("/oembed")
    def describe() -> Response:
        write = FORMATS.get(request.args.get("format") or "json")
        if write is None:
            return _refused(HTTPStatus.NOT_IMPLEMENTED)
        wanted, width, height = request.args.get("url", ""), _limit("maxwidth"), _limit("maxheight")
        if not wanted or width is None or height is None:
            return _refused(HTTPStatus.BAD_REQUEST)
        episode = _episode(library, wanted, press.addresses.base_url)
        if episode is None:
            return _refused(HTTPStatus.NOT_FOUND)
        told = _told(episode, press, min(width, WIDTH), min(height, HEIGHT))
        if min(width, height) >= COVER:
            picture = press.addresses.artwork(pictures.cover)
            told |= {"thumbnail_url": picture, "thumbnail_width": COVER, "thumbnail_height": COVER}
        return answer(write(told), cache=BRIEFLY)

    return pages


def _limit(name: str) -> int | None:
    """Read how many pixels there may be at most, very many where nothing is said; None for nonsense."""
    written = request.args.get(name, "99999")
    return int(written) if re.fullmatch(r"0*[1-9][0-9]{0,8}", written, re.ASCII) else None


def _episode(library: Library, wanted: str, ours: str) -> Episode | None:
    """Return the published episode whose page or frame has that address; with or without TLS, it is the same one."""
    try:
        there, here = urlsplit(wanted), urlsplit(ours)
    except ValueError:
        return None
    match = _OURS.fullmatch(there.path.removeprefix(here.path))
    if match is None or there.netloc.lower() != here.netloc.lower() or there.scheme not in {"http", "https"}:
        return None
    try:
        found = library.episode(unquote(match[1]))
    except EpisodeNotFoundError:
        return None
    return found if found.state is State.PUBLISHED else None


def _told(episode: Episode, press: Press, width: int, height: int) -> Told:
    source, title = press.addresses.embed(episode.slug), f"Dengarkan: {episode.title}"
    frame = (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}" '
        'style="border:0;max-width:100%" loading="lazy" allow="autoplay"></iframe>'
    )
    return {
        "version": "1.0",
        "type": "rich",
        "title": episode.title,
        "author_name": episode.author or press.show.author,
        "provider_name": press.show.title,
        "provider_url": press.addresses.home,
        "cache_age": KEPT,
        "html": frame,
        "width": width,
        "height": height,
    }


def _json(told: Told) -> Body:
    return body(json.dumps(told).encode(), "application/json")


def _xml(told: Told) -> Body:
    root = Element("oembed")
    for name, value in told.items():
        SubElement(root, name).text = str(value)
    return body(tostring(root, "utf-8", xml_declaration=True), "text/xml; charset=utf-8")


def _refused(status: HTTPStatus) -> Response:
    return Response(_REASONS[status], status, content_type="text/plain; charset=utf-8")


FORMATS: dict[str, Callable[[Told], Body]] = {"json": _json, "xml": _xml}
