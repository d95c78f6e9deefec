"""What a page tells of how far somebody listened goes in; nothing comes out but that it was told.

A page sends no cookie and no name, only which seconds of which episode were heard, under a number that it draws by lot
when it is loaded and forgets when it is left. Who asks not to be counted (Sec-GPC, DNT) is not.
"""

import json
import math
import re
from typing import Any

from flask import Blueprint, Response, abort, request

from podme_audio.library import Library
from podme_audio.library.listening import Sitting, recognised
from podme_audio.web.answers import admit
from podme_audio.web.counting import Allowance, Counting

#: Bytes that a page may tell at once, and the times that one address may tell anything in a minute.
LARGEST, OFTEN = 2048, 60
#: No episode is longer, in seconds.
_DAY = 24 * 60 * 60.0
_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_PAIR = 2


def plays(library: Library, counting: Counting) -> Blueprint:
    """Take what pages tell, at ``POST /plays``."""
    pages = Blueprint("plays", __name__)
    allowance = Allowance(OFTEN)

    @pages.post("/plays")
    def told() -> Response:
        if not counting.visitors.is_from_here(request):
            abort(403)
        if not allowance.takes(counting.visitors.address):
            abort(429)
        if (request.content_length or 0) > LARGEST:
            abort(413)
        sitting = _read(request.get_data(cache=False))
        admit(library.episode(sitting.guid))
        unwilling = "1" in {request.headers.get("Sec-GPC"), request.headers.get("DNT")}
        if not unwilling and recognised(request.user_agent.string).listens:
            counting.sink.heard(sitting)
        return Response(status=204, headers={"Cache-Control": "no-store"})

    return pages


def _read(content: bytes) -> Sitting:
    """Read what a page tells; anything else is refused."""
    try:
        told = json.loads(content)
        id, guid, heard = told["id"], told["episode"], told["heard"]
    except (ValueError, TypeError, KeyError, RecursionError):
        abort(400)
    if not (isinstance(id, str) and _ID.fullmatch(id) and isinstance(guid, str) and isinstance(heard, list)):
        abort(400)
    return Sitting(id, guid, tuple(_span(one) for one in heard))


def _span(told: Any) -> tuple[float, float]:
    if not (isinstance(told, list) and len(told) == _PAIR and all(type(one) in {int, float} for one in told)):
        abort(400)
    start, stop = told
    if not (math.isfinite(start) and math.isfinite(stop) and 0 <= start <= stop <= _DAY):
        abort(400)
    return float(start), float(stop)
