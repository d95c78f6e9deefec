"""Where programs hand articles in: a token for who sends them, a signature for who tells of them.

These routes take no cookie and therefore need no token against forged forms; what they answer is JSON, in English.
"""

import json
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.exceptions import HTTPException

from podme_audio import webhooks
from podme_audio.exceptions import BuildNotFoundError, PodmeError, SourceError
from podme_audio.library import Library
from podme_audio.library.intake import Token
from podme_audio.model import Build
from podme_audio.settings import Settings
from podme_audio.sources.sent import Sent, article_of
from podme_audio.studio import Wish, means

#: What is said, and with which status.
Answered = tuple[dict[str, Any], int]
#: Bytes that an article may take.
LIMIT = 1_000_000
WRITE, READ = "articles:write", "builds:read"
#: What WordPress tells of, and what is done then.
EVENTS = {"post.published": True, "post.updated": True}
_TOLD = ("id", "state", "stage", "done", "total", "error", "guid")
_BODIES = ("text", "html", "markdown")
_LONGEST = {"title": 300, "section": 100, "byline": 200, "url": 2000}
_UNKNOWN = "give a token that is good: Authorization: Bearer podme_…"


class Counter(Protocol):
    """Where builds are asked for."""

    def start(self, wish: Wish) -> Build:
        """Queue a build."""


def intake(library: Library, settings: Settings, counter: Counter, home: str) -> Blueprint:
    """Take articles in; *home* is the address that what is answered is below."""
    pages = Blueprint("intake", __name__)
    tools = means(settings)

    def started(wish: Wish) -> Answered:
        build = counter.start(wish)
        return {"build": build.id, "status": f"{home}api/builds/{build.id}"}, 202

    @pages.before_request
    def bounded() -> None:
        request.max_content_length = LIMIT

    @pages.after_request
    def unkept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @pages.post("/api/articles")
    def articles() -> Answered:
        _admitted(library, WRITE)
        sent = _sent(_body())
        if not (sent.text or sent.html or sent.markdown):
            return started(Wish((sent.url,)))
        article = article_of(sent, tools)
        return started(Wish((article.reference,), articles=(article,)))

    @pages.get("/api/builds/<id>")
    def build(id: str) -> Answered:
        _admitted(library, WRITE, READ)
        found = library.ledger.build(id)
        return {name: getattr(found, name) for name in _TOLD}, 200

    _hear(pages, library, settings, started)
    _catch(pages)
    return pages


def _hear(pages: Blueprint, library: Library, settings: Settings, started: Callable[[Wish], Answered]) -> None:
    """Take in what WordPress tells of, each message once."""
    known, hooks = webhooks.keys(settings.hook_keys), library.intake.messages

    @pages.post("/api/hooks/wordpress")
    def hook() -> Answered:
        if not known:
            abort(404, "no hooks are taken in here: set PODME_HOOK_KEYS")
        told = {name: request.headers.get(name, "") for name in webhooks.HEADERS}
        if why := webhooks.complaint(known, told, request.get_data(), time.time()):
            abort(401, why)
        id = told["webhook-id"]
        if hooks.known(id):
            return {"duplicate": True}, 200
        address = _told_of(_body())
        answer = started(Wish((address,), publish=settings.watch_publish)) if address else ({"ignored": True}, 202)
        hooks.note(id, datetime.now(UTC))  # last: one that was cut short is sent again
        return answer


def _admitted(library: Library, *scopes: str) -> Token:
    """Let only those in who show a token that is good for one of the *scopes*."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    token = library.intake.tokens.find(text.strip(), now=datetime.now(UTC)) if scheme.lower() == "bearer" else None
    if token is None:
        abort(401, _UNKNOWN)
    if not set(scopes) & set(token.scopes):
        abort(403, f"this token is not good for that: it lacks {scopes[0]}")
    return token


def _body() -> dict[str, Any]:
    if request.mimetype != "application/json":
        abort(415, "send application/json")
    try:
        read = json.loads(request.get_data())
    except (ValueError, RecursionError):
        abort(400, "the body is no JSON")
    if not isinstance(read, dict):
        abort(400, "the body is no JSON object")
    return read


def _sent(read: dict[str, Any]) -> Sent:
    """Read an article, or say what is wrong with it."""
    names = [item.name for item in fields(Sent)]
    if unknown := sorted(set(read) - set(names)):
        abort(422, f"there is no field {unknown[0][:40]!r}; choose {', '.join(names)}")
    for name, value in read.items():
        if not isinstance(value, str):
            abort(422, f"{name} is no text")
        if len(value) > _LONGEST.get(name, LIMIT):
            abort(422, f"{name} is longer than {_LONGEST[name]} characters")
    told = {name: value.strip() for name, value in read.items()}
    if sum(bool(told.get(name)) for name in _BODIES) > 1:
        abort(422, f"give one of {', '.join(_BODIES)}")
    if not any(told.get(name) for name in (*_BODIES, "url")):
        abort(422, f"give {', '.join(_BODIES)}, or the url of a page")
    if told.get("url"):
        _address(told["url"])
    return Sent(**{**told, "published": _moment(told.get("published", ""))})


def _address(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        abort(422, "url is no address such as https://podme.id/a-story")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or len(text) > _LONGEST["url"]:
        abort(422, "url is no address such as https://podme.id/a-story")
    return text


def _moment(value: str) -> datetime | None:
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        abort(422, "published is no moment such as 2026-11-20T07:00+07:00")
    if found.tzinfo is None:
        abort(422, "published has no zone: write 2026-11-20T07:00+07:00")
    return found.astimezone(UTC)


def _told_of(read: dict[str, Any]) -> str:
    """Return the address of the post that a message tells of; empty when nothing is to be done."""
    data = read.get("data")
    if not isinstance(read.get("type"), str) or not isinstance(data, dict):
        abort(422, "the message has no type, or no data")
    return _address(data.get("url")) if EVENTS.get(read["type"]) else ""


def _catch(pages: Blueprint) -> None:
    @pages.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        return _failed(error.code or 500, error.description or "")

    @pages.errorhandler(BuildNotFoundError)
    def unknown(error: BuildNotFoundError) -> Any:
        return _failed(404, str(error))

    @pages.errorhandler(SourceError)
    def nothing(error: SourceError) -> Any:
        return _failed(422, str(error))

    @pages.errorhandler(PodmeError)
    def broken(_: PodmeError) -> Any:
        return _failed(503, "the library cannot be reached: try again")


def _failed(status: int, why: str) -> Response:
    response = jsonify({"error": "the body is longer than 1 MB" if status == 413 else why})  # noqa: PLR2004 (HTTP's)
    response.status_code = status
    if status == 401:  # noqa: PLR2004 (as above)
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
