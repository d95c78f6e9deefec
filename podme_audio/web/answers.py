"""Bytes in, HTTP answers out: conditional, compressed once, each form with an ETag of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NoReturn

from flask import Response, abort, request

from podme_audio.model import Episode, State
from podme_audio.press import compressed

#: For what a name with a content hash answers.
FOREVER = "public, max-age=31536000, immutable"
#: Kept, but asked about each time.
REVALIDATED = "no-cache"
BRIEFLY = "public, max-age=300"

_TEXT = ("text/", "application/json", "application/rss+xml", "application/x-subrip", "image/svg+xml")
#: Below that, compressing saves no packet.
_SMALLEST = 600
_QUALITY = 5


@dataclass(frozen=True, slots=True)
class Body:
    """What can be answered any number of times."""

    content: bytes
    type: str
    #: A hash of the content, without quotation marks.
    etag: str
    modified: datetime | None = None
    #: The content compressed, by its name in HTTP, the smallest first; empty when that does not pay.
    forms: Mapping[str, bytes] = field(default_factory=dict)


def body(content: bytes, type: str, *, etag: str = "", modified: datetime | None = None) -> Body:
    """Prepare *content* once for all who will ask for it."""
    pays = type.startswith(_TEXT) and len(content) >= _SMALLEST
    forms = compressed(content, _QUALITY) if pays else {}
    return Body(content, type, etag or sha256(content).hexdigest()[:32], modified, forms)


def answer(kept: Body, *, cache: str) -> Response:
    """Answer the request at hand with *kept*, in the form that the asker likes best, or with 304."""
    form = _form(kept)
    response = Response(kept.forms[form] if form else kept.content, content_type=kept.type)
    response.set_etag(f"{kept.etag}-{form}" if form else kept.etag)
    if form:
        response.headers["Content-Encoding"] = form
    if kept.forms:
        response.vary.add("Accept-Encoding")
    response.last_modified = kept.modified
    response.headers["Cache-Control"] = cache
    response.make_conditional(request)
    return response


def _form(kept: Body) -> str:
    """Return the compressed form that is wanted most, among equals the smallest; empty when none is wanted."""
    asked = request.accept_encodings
    return max(kept.forms, key=lambda form: asked[form], default="") if any(asked[one] for one in kept.forms) else ""


def admit(episode: Episode) -> None:
    """Let only a published episode through: 410 for what was taken back, 404 for what nobody has seen yet."""
    if episode.state is State.WITHDRAWN:
        abort(410)
    if episode.state is not State.PUBLISHED:
        missing()


def missing() -> NoReturn:
    abort(404)
