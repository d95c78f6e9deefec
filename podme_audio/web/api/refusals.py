"""What the API says when it refuses: an error in, its status and one sentence of JSON out."""

import logging
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from podme_audio.exceptions import (
    BuildError,
    CapReachedError,
    FetchError,
    LibraryError,
    LibraryUnavailableError,
    LineChangedError,
    NetworkError,
    PodmeError,
    PublishedError,
    ScriptError,
    SettingsError,
    SourceError,
    UndecodableClipError,
)

PREFIX = "/api/"
#: The first that fits. What is not found is 404, and what is not here at all cannot be reached.
STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (LookupError, 404),
    (LibraryUnavailableError, 503),
    (PublishedError, 403),
    (FetchError, 422),
    (LineChangedError, 409),
    (CapReachedError, 409),
    (LibraryError, 409),
    (BuildError, 409),
    (SourceError, 422),
    (NetworkError, 422),
    (ScriptError, 422),
    (SettingsError, 422),
    (UndecodableClipError, 422),
)
_MEGABYTE = 1_000_000
_log = logging.getLogger(__name__)


def is_api(path: str) -> bool:
    return path.startswith(PREFIX)


def turned_away(error: HTTPException) -> Response:
    """Say in JSON what Flask or a route of ours refuses; the headers of the refusal stay."""
    status = error.code or 500
    response = said(status, _plainly(status, error))
    kept = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    response.headers.update(kept)
    if status == 401:  # noqa: PLR2004 (HTTP's)
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def said(status: int, why: str) -> Response:
    response = jsonify({"error": why})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def catch(pages: Blueprint) -> None:
    """Let the pages refuse in JSON."""

    @pages.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        return turned_away(error)

    @pages.errorhandler(PodmeError)
    def failed(error: PodmeError) -> Response:
        status = next((status for kind, status in STATUSES if isinstance(error, kind)), 503)
        if status == 503:  # noqa: PLR2004 (as above)
            _log.error("%s %s: %s", request.method, request.path, error)
        return said(status, str(error))


def _plainly(status: int, error: HTTPException) -> str:
    """Say it in words of ours, where Flask would have words of its own."""
    limit = request.max_content_length or _MEGABYTE
    told = {
        404: f"there is nothing here: {PREFIX}openapi.json tells what there is",
        405: "this is not asked for so: Allow tells how",
        413: f"the body is longer than {limit // _MEGABYTE} MB",
        500: "something of ours is broken, and noted: try again",
    }
    own = error.description and error.description != type(error).description
    return str(error.description) if own and status != 413 else told.get(status, error.name)  # noqa: PLR2004 (as above)
