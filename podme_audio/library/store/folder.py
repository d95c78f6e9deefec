"""Named bytes in a folder: a write is seen whole or not at all, whoever reads and whenever the machine dies.

A name is ``folder/…/file``. What lies in the root itself (the database) is out of reach, and so is every hidden file.
Unfinished writes lie in ``<folder>/.partial/``: on the same file system as their target, and found without a search.
"""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Container, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from podme_audio.library.store.promises import is_plain, parent, plain, told

PARTIAL = ".partial"
#: Seconds after which an unfinished write has no writer any more.
ABANDONED = 3600.0

_ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class Folder:
    """A MediaStore over the folder *root*, which is made when it is missing.

    Every method raises LibraryError for a name that is no name, and for a disk that refuses.
    """

    def __init__(self, root: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._root = root.absolute()
        self._clock = clock
        with told("open", self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            self._sweep()

    def read(self, name: str) -> bytes | None:
        """Return the bytes behind *name*, or None; `trim` counts it as used."""
        path = self._path(name)
        with told("read", path), contextlib.suppress(*_ABSENT), path.open("rb") as file:
            content = file.read()
            self.use(path)
            return content
        return None

    def write(self, name: str, content: bytes) -> None:
        """Keep *content* under *name*, replacing what was there."""
        self.fill(name, lambda file: file.write(content))

    def adopt(self, name: str, file: Path) -> None:
        """Keep a copy of *file* under *name*; the file itself stays its maker's, for another try."""
        with told("read", file), file.open("rb") as source:
            self.fill(name, lambda target: shutil.copyfileobj(source, target, 1 << 20))

    def remove(self, name: str) -> None:
        """Forget *name*; nothing happens when there is none."""
        path = self._path(name)
        with told("remove", path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names that begin with *prefix*, in no promised order."""
        for name, _ in self._files(prefix):
            yield name

    def exists(self, name: str) -> bool:
        return self.length(name) is not None

    def length(self, name: str) -> int | None:
        """Return how many bytes lie behind *name*, or None."""
        path = self._path(name)
        with told("read", path), contextlib.suppress(*_ABSENT):
            return path.stat().st_size if path.is_file() else None
        return None

    def path(self, name: str, *, size: int | None = None) -> Path | None:
        """Return the file behind *name*, for serving, or None; given a *size*, None for any other."""
        length = self.length(name)
        return None if length is None or size not in {None, length} else self._root / name

    def older(self, prefix: str, than: datetime) -> Iterator[str]:
        """Yield the names that begin with *prefix* and were not written since *than*."""
        yield from (name for name, status in self._files(prefix) if status.st_mtime < than.timestamp())

    def workshop(self) -> Path:
        """Return a folder on the same disk for what is being made; what is left in it is swept away after a while."""
        folder = self._root / "work" / PARTIAL
        with told("write", folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def size(self, prefix: str) -> int:
        """Return how many bytes lie under the names that begin with *prefix*."""
        return sum(status.st_size for _, status in self._files(prefix))

    def trim(self, prefix: str, limit_bytes: int, *, keep: Container[str] = ()) -> int:
        """Forget the names under *prefix* that were not used for longest, until *limit_bytes* are left.

        Args:
            prefix: Where to look.
            limit_bytes: What may stay.
            keep: Names that stay whatever their age.

        Returns:
            How many bytes were given back.
        """
        self._sweep()
        used = sorted((status.st_atime_ns, name, status.st_size) for name, status in self._files(prefix))
        before = left = sum(size for _, _, size in used)
        for _, name, size in used:
            if left <= limit_bytes:
                break
            if name not in keep:
                self.remove(name)
                left -= size
        return before - left

    def use(self, path: Path) -> None:
        """Count the file as used now. Its time of change stays: it is what a web server tells of it."""
        with contextlib.suppress(OSError):
            os.utime(path, ns=(int(self._clock() * 1e9), path.stat().st_mtime_ns))

    def fill(self, name: str, fill: Callable[[BinaryIO], object]) -> None:
        """Fill a file nobody sees, bring it and then its name safely to the disk."""
        path = self._path(name)
        partial = self._root / name.partition("/")[0] / PARTIAL / uuid4().hex
        with told("write", path):
            made = _folders(path.parent, partial.parent)
            try:
                with partial.open("wb") as file:
                    fill(file)
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
            for folder in (path.parent, *made):
                _sync(folder)

    def _path(self, name: str) -> Path:
        return self._root / plain(name)

    def _files(self, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
        """Yield what begins with *prefix*; a file that another process takes away meanwhile is left out."""
        start = self._root / parent(prefix)
        with told("list", start):
            for entry in _walk(start):
                name = Path(entry.path).relative_to(self._root).as_posix()
                if name.startswith(prefix) and is_plain(name):
                    with contextlib.suppress(FileNotFoundError):
                        yield name, entry.stat()

    def _sweep(self) -> None:
        """Clear away what writers that died have left."""
        for entry in [entry for folder in _entries(self._root) for entry in _entries(Path(folder.path) / PARTIAL)]:
            with contextlib.suppress(FileNotFoundError):
                if self._clock() - _touched(entry) > ABANDONED:
                    _discard(entry)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        else:
            yield entry


def _touched(entry: os.DirEntry[str]) -> float:
    """Return when a leftover was last worked at: for a workshop, when the newest file in it was."""
    inside = list(_walk(Path(entry.path))) if entry.is_dir(follow_symlinks=False) else []
    return max(one.stat(follow_symlinks=False).st_mtime for one in [entry, *inside])


def _discard(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        Path(entry.path).unlink()


def _folders(*wanted: Path) -> tuple[Path, ...]:
    """Make the folders; return those whose own list changed by it and must reach the disk too."""
    missing = {folder for path in wanted for folder in (path, *path.parents) if not folder.exists()}
    for path in wanted:
        path.mkdir(parents=True, exist_ok=True)
    return tuple({folder.parent for folder in missing})


def _sync(folder: Path) -> None:
    """Bring the folder's list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
