"""Named bytes in an S3-compatible bucket: the same promises as a folder, for any number of machines.

S3 keeps an object whole or not at all, so a reader never sees half of one. Endpoint, region and keys come from the
usual AWS variables (``AWS_ENDPOINT_URL``, ``AWS_REGION``, ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``). What is
served lies in a folder on this machine as well, once it was asked for.
"""

import os
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

import obstore
from obstore.exceptions import BaseError, GenericError
from obstore.store import S3Store

from podme_audio.exceptions import LibraryError, LibraryUnavailableError
from podme_audio.library.store.folder import Folder
from podme_audio.library.store.promises import is_plain, parent, plain, told

if TYPE_CHECKING:
    from obstore.store import ClientConfig

#: Seconds for which a request is tried again while the store answers 5xx, or not at all.
PATIENCE = 60.0

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
#: Bytes of one request. What is larger goes up in parts, and a kill in between leaves them to the bucket's lifecycle
#: rule; most episodes are not larger.
_PIECE = 16 << 20
_TYPES = {
    ".mp3": "audio/mpeg",
    ".opus": "audio/ogg",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".vtt": "text/vtt; charset=utf-8",
}
#: Manifests change; every other name carries the hash of its content.
_MUTABLE = ".json"
_CACHING = {True: "no-cache", False: "public, max-age=31536000, immutable"}
_ADDRESS = re.compile("s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9.-]+)(?P<folder>(/[A-Za-z0-9][A-Za-z0-9._-]*)*)/?")
_REFUSED = re.compile(r"status code: 4(?!08|29)")
_SAID = re.compile(r"<Code>([^<]*)</Code>.*?<Message>([^<]*)</Message>", re.DOTALL)
_LONGEST = 200


class Bucket:
    """A MediaStore over ``s3://bucket/folder``.

    Every method raises LibraryError for a name that is no name and for a store that refuses, LibraryUnavailableError
    for one that did not answer properly for *patience* seconds.

    Args:
        url: The bucket, and the folder in it if there is one.
        copies: Where files lie that were asked for, and what is being made.
        patience: Seconds for which a request is tried again.
    """

    def __init__(self, url: str, copies: Folder, *, patience: float = PATIENCE) -> None:
        address = _ADDRESS.fullmatch(url)
        if address is None:
            raise LibraryError(f"the media address {url!r} makes no sense: write s3://bucket or s3://bucket/folder")
        endpoint = next((os.environ[key] for key in _ENDPOINTS if os.environ.get(key)), "")
        self._where = f"{url.rstrip('/')}{endpoint and f' at {endpoint}'}"
        self._copies = copies
        options: ClientConfig = {"timeout": "60s"}
        if endpoint.startswith("http://"):
            options["allow_http"] = True
        self._locks = tuple(Lock() for _ in range(16))
        with self._told("open"):
            self._store = S3Store(
                address["bucket"],
                prefix=address["folder"].strip("/") or None,
                config={"disable_bulk_delete": True},  # few stores but Amazon's know it
                client_options=options,
                retry_config={
                    "max_retries": 1000,
                    "retry_timeout": timedelta(seconds=patience),
                    "backoff": {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=5)},
                },
            )

    def read(self, name: str) -> bytes | None:
        """Return the bytes behind *name*, or None."""
        with self._told("read", plain(name)):
            try:
                return obstore.get(self._store, name).bytes().to_bytes()
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
                return None

    def write(self, name: str, content: bytes) -> None:
        """Keep *content* under *name*, replacing what was there."""
        with self._told("write", plain(name)):
            obstore.put(self._store, name, content, attributes=_attributes(name), chunk_size=_PIECE)
        self._copies.remove(name)

    def adopt(self, name: str, file: Path) -> None:
        """Keep a copy of *file* under *name*; the file itself stays its maker's, for another try."""
        with told("read", file), file.open("rb") as source:
            with self._told("write", plain(name)):
                obstore.put(
                    self._store, name, source, attributes=_attributes(name), chunk_size=_PIECE, max_concurrency=4
                )
            size = os.fstat(source.fileno()).st_size
        self._copies.remove(name)
        if (arrived := self.length(name)) not in {size, None}:  # None: somebody else took it away again
            raise LibraryUnavailableError(f"of {file} only {arrived} of {size} bytes arrived in {self._where}")

    def remove(self, name: str) -> None:
        """Forget *name*; nothing happens when there is none."""
        self._forget([plain(name)])

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names that begin with *prefix*, in no promised order."""
        for name, _, _ in self._objects(prefix):
            yield name

    def exists(self, name: str) -> bool:
        return self._head(plain(name)) is not None

    def length(self, name: str) -> int | None:
        """Return how many bytes lie behind *name*, or None."""
        head = self._head(plain(name))
        return None if head is None else head[1]

    def path(self, name: str, *, size: int | None = None) -> Path | None:
        """Return a file of what lies behind *name*, for serving, or None; given a *size*, None for any other.

        It is fetched the first time and stays until `trim` needs its room; its time of change is the object's.
        """
        with self._locks[hash(name) % len(self._locks)]:
            kept = None if name.endswith(_MUTABLE) else self._copies.path(name, size=size)
            if kept is None:
                head = self._head(plain(name))
                if head is None or size not in {None, head[1]}:
                    return None
                self._copies.fill(name, lambda file: self._fetch(name, head, file))
                kept = self._copies.path(name, size=head[1])
        if kept is not None:
            self._copies.use(kept)
        return kept

    def older(self, prefix: str, than: datetime) -> Iterator[str]:
        """Yield the names that begin with *prefix* and were not written since *than*."""
        yield from (name for name, _, written in self._objects(prefix) if written < than)

    def size(self, prefix: str) -> int:
        """Return how many bytes lie under the names that begin with *prefix*."""
        return sum(size for _, size, _ in self._objects(prefix))

    def trim(self, prefix: str, limit_bytes: int, *, keep: Container[str] = ()) -> int:
        """Forget the names under *prefix* that were written first, until *limit_bytes* are left; S3 tells no last use.

        The copies on this machine are brought down to *limit_bytes* as well, by last use and whatever their names.
        """
        self._copies.trim("", limit_bytes)
        written = sorted((written, name, size) for name, size, written in self._objects(prefix))
        before = left = sum(size for _, _, size in written)
        gone: list[str] = []
        for _, name, size in written:
            if left <= limit_bytes:
                break
            if name not in keep:
                gone.append(name)
                left -= size
        self._forget(gone)
        return before - left

    def workshop(self) -> Path:
        """Return a folder on this machine for what is being made; what is left in it is swept away after a while."""
        return self._copies.workshop()

    def _forget(self, names: list[str]) -> None:
        with self._told("remove", *names[:1]):
            obstore.delete(self._store, names)
        for name in names:
            self._copies.remove(name)

    def _head(self, name: str) -> tuple[str, int, datetime] | None:
        with self._told("read", name):
            try:
                head = obstore.head(self._store, name)
            except FileNotFoundError:
                return None
        return name, head["size"], head["last_modified"]

    def _fetch(self, name: str, head: tuple[str, int, datetime], file: BinaryIO) -> None:
        _, size, written = head
        for start in range(0, size, _PIECE):
            with self._told("read", name):
                piece = obstore.get_range(self._store, name, start=start, end=min(start + _PIECE, size))
            file.write(piece)
        if file.tell() != size:
            raise LibraryUnavailableError(f"of {name} only {file.tell()} of {size} bytes came from {self._where}")
        file.flush()
        os.utime(file.fileno(), (written.timestamp(), written.timestamp()))

    def _objects(self, prefix: str) -> Iterator[tuple[str, int, datetime]]:
        folder = parent(prefix)
        with self._told("list", prefix):
            for page in obstore.list(self._store, folder or None):
                for one in page:
                    if one["path"].startswith(prefix) and is_plain(one["path"]):
                        yield one["path"], one["size"], one["last_modified"]

    @contextmanager
    def _told(self, verb: str, name: str = "") -> Iterator[None]:
        """Turn what the store answers into one sentence that names it."""
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            passes = isinstance(error, GenericError) and not _REFUSED.search(str(error))
            kind = LibraryUnavailableError if passes else LibraryError
            of = f"{name} in " if name else ""
            raise kind(f"the library cannot {verb} {of}{self._where}: {_reason(error)}") from error


def _attributes(name: str) -> dict[str, str]:
    ending = PurePosixPath(name).suffix
    return {
        "Content-Type": _TYPES.get(ending, "application/octet-stream"),
        "Cache-Control": _CACHING[ending == _MUTABLE],
    }


def _reason(error: Exception) -> str:
    """Return what the store said, without the library's own story of how it asked."""
    text = str(error).partition("\n\nDebug source:")[0]
    said = _SAID.search(text)
    if said:
        return f"{said[1]}: {said[2]}"
    return " ".join((text.partition(" - ")[2] or text).split())[:_LONGEST]
