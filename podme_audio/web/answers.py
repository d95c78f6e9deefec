"""Bytes in, HTTP answers out: conditional, compressed once, each form with an ETag of its own."""

import gzip
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NoReturn

from flask import Response, abort, request

from podme_audio.model import Episode, State

#: For what a name with a content hash answers.
FOREVER = "public, max-age=31536000, immutable"
#: Kept, but asked about each time.
REVALIDATED = "no-cache"
BRIEFLY = "public, max-age=300"

_TEXT = ("text/", "application/json", "application/rss+xml", "application/x-subrip", "image/svg+xml")
#: Below that, compressing saves no packet.
_SMALLEST = 600


@dataclass(frozen=True, slots=True)
class Body:
    """What can be answered any number of times."""

    content: bytes
    type: str
    #: A hash of the content, without quotation marks.
    etag: str
    modified: datetime | None = None
    #: The content under gzip; empty when that does not pay.
    squeezed: bytes = b""


def body(content: bytes, type: str, *, etag: str = "", modified: datetime | None = None) -> Body:
    """Prepare *content* once for all who will ask for it."""
    squeezed = gzip.compress(content, mtime=0) if type.startswith(_TEXT) and len(content) >= _SMALLEST else b""
    return Body(content, type, etag or sha256(content).hexdigest()[:32], modified, squeezed)


def answer(kept: Body, *, cache: str) -> Response:
    """Answer the request at hand with *kept*, or with 304."""
    small = bool(kept.squeezed) and request.accept_encodings["gzip"] > 0
    response = Response(kept.squeezed if small else kept.content, content_type=kept.type)
    response.set_etag(f"{kept.etag}-gzip" if small else kept.etag)
    if small:
        response.headers["Content-Encoding"] = "gzip"
    if kept.squeezed:
        response.vary.add("Accept-Encoding")
    response.last_modified = kept.modified
    response.headers["Cache-Control"] = cache
    response.make_conditional(request)
    return response


def admit(episode: Episode) -> None:
    """Let only a published episode through: 410 for what was taken back, 404 for what nobody has seen yet."""
    if episode.state is State.WITHDRAWN:
        abort(410)
    if episode.state is not State.PUBLISHED:
        missing()


def missing() -> NoReturn:
    abort(404)
