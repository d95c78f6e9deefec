"""Where WordPress tells of its posts: signed messages, each heard once.

This route takes no cookie and therefore needs no token against forged forms; what it answers is JSON, in English.
"""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, request

from podme_audio import webhooks
from podme_audio.exceptions import PublishedError
from podme_audio.newsroom import Newsroom
from podme_audio.studio import Wish
from podme_audio.web.api.articles import address
from podme_audio.web.api.refusals import catch

#: What is said, and with which status.
Answered = tuple[dict[str, Any], int]
#: Bytes that a message may take.
LIMIT = 1_000_000
#: What WordPress tells of, and whether anything is done then.
EVENTS = {"post.published": True, "post.updated": True}
#: Who is noted for what comes of a message.
WHO = "wordpress"


def intake(room: Newsroom, home: str) -> Blueprint:
    """Hear what WordPress tells of; *home* is the address that what is answered is below."""
    pages = Blueprint("intake", __name__)
    settings, messages = room.studio.settings, room.library.intake.messages
    known = webhooks.keys(settings.hook_keys)

    @pages.before_request
    def bounded() -> None:
        request.max_content_length = LIMIT

    @pages.after_request
    def unkept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @pages.post("/api/hooks/wordpress")
    def hook() -> Answered:
        if not known:
            abort(404, "no hooks are taken in here: set PODME_HOOK_KEYS")
        told = {name: request.headers.get(name, "") for name in webhooks.HEADERS}
        if why := webhooks.complaint(known, told, request.get_data(), time.time()):
            abort(401, why)
        id = told["webhook-id"]
        if messages.known(id):
            return {"duplicate": True}, 200
        post = _told_of(_body())
        answer: Answered = ({"ignored": True}, 202)
        if post:
            with suppress(PublishedError):  # an editor decides: the desk tells of it
                may = settings.watch_publish
                build = room.order(Wish((post,), publish=may, correct=may, editor=WHO))
                answer = {"build": build.id, "status": f"{home}api/builds/{build.id}"}, 202
        messages.note(id, datetime.now(UTC))  # last: one that was cut short is sent again
        return answer

    catch(pages)
    return pages


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


def _told_of(read: dict[str, Any]) -> str:
    """Return the address of the post that a message tells of; empty when nothing is to be done."""
    data = read.get("data")
    if not isinstance(read.get("type"), str) or not isinstance(data, dict):
        abort(422, "the message has no type, or no data")
    if not EVENTS.get(read["type"]):
        return ""
    url = data.get("url")
    return address(url if isinstance(url, str) else "")
