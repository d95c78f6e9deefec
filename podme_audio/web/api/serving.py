"""Operations in, a blueprint out: who asks is let in, what they send is read, and what comes back is JSON.

These routes take no cookie and therefore need no token against forged forms.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, request

from podme_audio.library.intake import Token, Tokens
from podme_audio.newsroom import Newsroom
from podme_audio.web.api.operation import Asked, Operation, Sound
from podme_audio.web.api.refusals import catch

_UNKNOWN = "give a token that is good: Authorization: Bearer podme_…"
_JSON = "application/json"
#: No PostgreSQL takes it in a text, and nobody means it.
_NUL, _ESCAPED_NUL = "\x00", re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NO_NUL = "no text here may have a NUL character in it"
_MOMENT = "no moment such as 2026-11-20T07:00:00+07:00"
written = msgspec.json.Encoder().encode


def blueprint(room: Newsroom, home: str, offered: Iterable[Operation]) -> Blueprint:
    """Make the routes of what is *offered*; *home* is the address that what is answered is below."""
    pages = Blueprint("api", __name__, url_prefix="/api")
    for one in offered:
        pages.add_url_rule(one.path, one.name, _view(one, room, home), methods=[one.method])
    catch(pages)

    @pages.after_request
    def unkept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return pages


def _view(operation: Operation, room: Newsroom, home: str) -> Callable[..., Response]:
    types = operation.types
    body, query = types.get("body"), types.get("query")
    read = _sound if body is Sound else _reading(body) if body else None

    def view(**given: Any) -> Response:
        request.max_content_length = operation.longest
        token = _admitted(room.library.intake.tokens, operation.scopes)
        if any(_NUL in text for text in (request.path, *request.args.values())):
            abort(422, _NO_NUL)
        if read:
            given["body"] = read()
        if query:
            given["query"] = _asked_for(query)
        return _answered(operation.work(Asked(room, token, home), **given), operation.status)

    return view


def _admitted(tokens: Tokens, scopes: tuple[str, ...]) -> Token:
    """Let only those in who show a token that is good for one of the *scopes*."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    token = tokens.find(text.strip(), now=datetime.now(UTC)) if scheme.lower() == "bearer" else None
    if token is None:
        abort(401, _UNKNOWN)
    if scopes and not set(scopes) & set(token.scopes):
        abort(403, f"this token is not good for that: it lacks {scopes[0]}")
    return token


def _reading(type: Any) -> Callable[[], Any]:
    decode = msgspec.json.Decoder(type).decode  # made once, in one thread

    def reading() -> Any:
        if request.mimetype != _JSON:
            abort(415, "send application/json")
        content = request.get_data()
        try:
            read = decode(content)
        except msgspec.ValidationError as error:
            abort(422, _plainly(error))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            abort(400, "the body is no JSON")
        if _ESCAPED_NUL.search(content):
            abort(422, _NO_NUL)
        return read

    return reading


def _sound() -> Sound:
    if not request.mimetype.startswith("audio/"):
        abort(415, "send sound, such as audio/wav")
    return Sound(request.get_data(), request.mimetype)


def _asked_for(type: Any) -> Any:
    """Read what stands behind the question mark."""
    if twice := next((name for name, values in request.args.lists() if len(values) > 1), ""):
        abort(422, f"{twice} stands there twice")
    try:
        return msgspec.convert(request.args.to_dict(), type, strict=False)
    except msgspec.ValidationError as error:
        abort(422, _plainly(error))


def _plainly(error: msgspec.ValidationError) -> str:
    """Say what does not fit, and where.

    >>> _plainly(msgspec.ValidationError("Expected `str`, got `int` - at `$.title`"))
    'title: expected `str`, got `int`'
    """
    what, _, place = str(error).partition(" - at ")
    what = _MOMENT if "datetime" in what else what[:1].lower() + what[1:]
    place = place.strip("`").removeprefix("key in ").strip("`").removeprefix("$").removeprefix(".")
    return f"{place}: {what}" if place else what


def _answered(found: Any, status: int) -> Response:
    if isinstance(found, Response):
        found.status_code = status
        return found
    if isinstance(found, Sound):
        return Response(found.content, status, content_type=found.type)
    if found is None:
        return Response(status=204)
    return Response(written(found), status, content_type=_JSON)
