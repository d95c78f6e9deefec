"""A media name in, its sound or picture out: whole or in part, from here or from whoever stands nearer to the listener.

Bytes go out as a file with a position, so that no thread waits for a slow listener, whatever the file's length. Where
nginx, a bucket or a CDN sends them, Range, HEAD and conditions are theirs; who may listen is still asked here. What an
episode was before it was corrected sends on to what it is now.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, request
from werkzeug.datastructures import Headers
from werkzeug.http import is_resource_modified

from podme_audio.addresses import Addresses
from podme_audio.checks import SERVINGS
from podme_audio.library import Library
from podme_audio.model import Episode, Media
from podme_audio.web.answers import BRIEFLY, FOREVER, admit, missing
from podme_audio.web.counting import Counting, at
from podme_audio.web.wording import local

SELF, X_ACCEL = SERVINGS
#: The location that only nginx itself can ask for: the media folder, or the bucket's.
INTERNAL = "/_media/"

#: One range of bytes. What else a Range header may say (RFC 9110, 14.2) is as good as unsaid.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)
_BLOCK = 1 << 16


class Part:
    """Some bytes of a file, for servers that have no way of their own to send one."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(min(self._left, _BLOCK)):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        self._file.close()


def media(library: Library, addresses: Addresses, serving: str = SELF, counting: Counting | None = None) -> Blueprint:
    """Answer ``/media/<name>``: here, by nginx, or at the address *serving* with the name appended.

    Where it is sent from here, *counting* notes what was; else what was asked for.
    """
    pages = Blueprint("media", __name__)

    @pages.get("/media/<name>")
    def sound(name: str) -> Response:
        found = library.media(name, locate=serving == SELF)
        if found is None:
            missing()
        path, kept, episode = found
        admit(episode)
        if (now := _current(name, episode)) != name:
            return _sent_on(local(addresses.media(now)), 301)
        if counting and serving != SELF:
            asked = portion(request.headers.get("Range", ""), kept.size)
            counting.handed_over(kept.name, range(kept.size) if asked is None else asked, request)
        if serving == X_ACCEL:
            return _handed_over(kept)
        if serving != SELF:
            return _sent_on(f"{serving}/{quote(kept.name)}", 302)
        if path is None:
            missing()

        def opened(start: int) -> BinaryIO:
            return counting.file(path, kept.name, start, request) if counting else at(path, start)

        return sent(path, kept.type, opened, etag=Path(kept.name).stem.rpartition("-")[2])

    return pages


def portion(wanted: str, size: int) -> range | None:
    """Read a Range header: the bytes it wants of *size*, none at all if there are none, None for the whole.

    >>> portion("bytes=0-1", 10), portion("bytes=-3", 10), portion("bytes=10-", 10), portion("lines=1-2", 10)
    (range(0, 2), range(7, 10), range(0, 0), None)
    """
    match = _RANGE.fullmatch(wanted.strip())
    if match is None or match[0].endswith("=-"):
        return None
    first, last = match[1], match[2]
    if not first:
        return _some(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return _some(int(first), min(int(last) + 1, size) if last else size)


def _some(start: int, stop: int) -> range:
    return range(start, stop) if start < stop else range(0)


def origin(serving: str) -> str:
    """Return the origin of the address that *serving* may be; empty when the sound comes from where the pages do.

    >>> origin("https://cdn.podme.id/media"), origin("self")
    ('https://cdn.podme.id', '')
    """
    parts = urlsplit(serving)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme else ""


def _handed_over(kept: Media) -> Response:
    """Let nginx send the file. Of these headers it keeps type and caching, and makes the others itself."""
    response = Response(content_type=kept.type)
    response.headers.update({"X-Accel-Redirect": INTERNAL + quote(kept.name), "Cache-Control": FOREVER})
    return response


def _current(name: str, episode: Episode) -> str:
    """Return what an episode has now in place of a file that it has or had."""
    kinds = {".opus": (episode.low or episode.media).name, ".jpg": episode.cover or name}
    return kinds.get(PurePath(name).suffix, episode.media.name)


def _sent_on(address: str, status: int) -> Response:
    """Send the listener on. What answers there never changes; whether it may be heard, and is the latest, can."""
    response = Response(status=status, content_type="text/plain; charset=utf-8")
    response.headers.update({"Location": address, "Cache-Control": BRIEFLY})
    return response


def sent(path: Path, type: str, opened: Callable[[int], BinaryIO] | None = None, *, etag: str) -> Response:
    """Answer the request at hand with a file, whole or the part that is asked for; *opened* opens it at a place."""
    status = path.stat()
    modified = datetime.fromtimestamp(int(status.st_mtime), UTC)
    response = Response(content_type=type)
    response.set_etag(etag)
    response.last_modified = modified
    response.headers.update({"Accept-Ranges": "bytes", "Cache-Control": FOREVER})
    if not is_resource_modified(request.environ, etag, last_modified=modified):
        response.status_code = 304
        return response
    asked = request.headers.get("Range", "") if _is_current(request.headers.get("If-Range"), response.headers) else ""
    part = portion(asked, status.st_size)
    if part is not None and not part:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{status.st_size}"
        return response
    if part is not None:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{status.st_size}"
    return _filled(response, opened or partial(at, path), part or range(status.st_size))


def _is_current(condition: str | None, headers: Headers) -> bool:
    """Whether a Range may be obeyed: If-Range names the very bytes that are here, by ETag or by date."""
    return condition is None or condition.strip() in {headers["ETag"], headers["Last-Modified"]}


def _filled(response: Response, opened: Callable[[int], BinaryIO], part: range) -> Response:
    response.content_length = len(part)
    if request.method != "HEAD":
        file = opened(part.start)
        wrap = request.environ.get("wsgi.file_wrapper")
        response.direct_passthrough = True
        response.response = Part(file, len(part)) if wrap is None else wrap(file)
    return response
