"""What a folder and a bucket have in common: their promises, the names they keep, and how they complain."""

import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from podme_audio.exceptions import LibraryError
from podme_audio.model import Store

_PART = "[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(f"{_PART}(/{_PART})+")
_PREFIX = re.compile(f"({_PART}/)*({_PART})?")


class MediaStore(Store, Protocol):
    """What the library asks of its store: a Folder or a Bucket."""

    def adopt(self, name: str, file: Path) -> None:
        """Keep a copy of *file* under *name*; the file itself stays its maker's, for another try."""

    def length(self, name: str) -> int | None:
        """Return how many bytes lie behind *name*, or None."""

    def path(self, name: str, *, size: int | None = None) -> Path | None:
        """Return a file of what lies behind *name*, for serving, or None; given a *size*, None for any other."""

    def older(self, prefix: str, than: datetime) -> Iterator[str]:
        """Yield the names that begin with *prefix* and were not written since *than*."""

    def size(self, prefix: str) -> int:
        """Return how many bytes lie under the names that begin with *prefix*."""

    def trim(self, prefix: str, limit_bytes: int, *, keep: Container[str] = ()) -> int:
        """Forget names under *prefix* but not *keep* until *limit_bytes* are left; return the bytes given back."""

    def workshop(self) -> Path:
        """Return a folder on this machine for what is being made."""


def plain(name: str) -> str:
    """Return *name*, when it is one that any store can keep."""
    if not is_plain(name):
        raise LibraryError(f"{name!r} is not a name the library can keep: use folder/file of letters, digits, . _ -")
    return name


def is_plain(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def parent(prefix: str) -> str:
    """Return the folder in which all names that begin with *prefix* lie; empty for the root."""
    if not _PREFIX.fullmatch(prefix):
        raise LibraryError(f"{prefix!r} is not how a name in the library can begin")
    return prefix.rpartition("/")[0]


@contextmanager
def told(verb: str, path: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence that names the path."""
    try:
        yield
    except OSError as error:
        raise LibraryError(f"the library cannot {verb} {path}: {error.strerror or error}") from error
