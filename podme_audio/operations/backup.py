"""A library in, one file out; that file in, the same library out: on this machine or another, on SQLite or PostgreSQL.

The file is a tar: ``podme-backup.json`` (what it is), the manifests, ``podme.db`` (SQLite, also of a library on
PostgreSQL), the other files of ``media/``, and ``contents.json`` (size and SHA-256 of each), without which it is cut
short. In this order what was read never names what was not: a recording lies in its place before a row tells of it, and
a row tells of it before a manifest does. Nothing is compressed: sound is already.
"""

import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from podme_audio import __version__
from podme_audio.exceptions import LibraryError
from podme_audio.library import Folder, Library
from podme_audio.operations import rows
from podme_audio.operations.unpacking import CONTENTS, DATABASE, FORMAT, HEAD, MEDIA


@dataclass(frozen=True, slots=True)
class Backup:
    """What was carried."""

    file: Path
    #: Files in it, and their bytes.
    files: int
    size: int
    episodes: int


def backup(library: Library, file: Path, *, now: datetime | None = None) -> Backup:
    """Carry database and media into the new file *file*, while others may read and write.

    Raises:
        LibraryError: *file* is there already or cannot be written, or the library cannot be read.
    """
    if file.exists():
        raise LibraryError(f"{file} is there already: choose another name")
    partial = file.with_name(f".{file.name}.{uuid4().hex[:8]}")
    with _told(file), tempfile.TemporaryDirectory(dir=library.workshop()) as folder:
        try:
            with _private(partial) as target, tarfile.open(fileobj=target, mode="w") as tar:
                packed = _Packed(tar)
                episodes = _pack(library, packed, Path(folder), now or datetime.now(UTC))
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    return Backup(file, len(packed.files), file.stat().st_size, episodes)


class _Packed:
    """A tar that remembers size and hash of all that went into it."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: dict[str, tuple[int, str]] = {}

    def add(self, name: str, content: bytes, modified: float = 0.0) -> None:
        self._add(name, len(content), BytesIO(content), modified)

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            self._add(name, status.st_size, file, status.st_mtime)

    def _add(self, name: str, size: int, source: BinaryIO, modified: float) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, modified, 0o600
        hashed = _Hashed(source)
        self._tar.addfile(info, hashed)
        self.files[name] = (size, hashed.digest.hexdigest())


class _Hashed:
    """What is read of a file, hashed on its way."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self.digest = source, sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


def _pack(library: Library, packed: _Packed, folder: Path, now: datetime) -> int:
    packed.add(HEAD, _json({"format": FORMAT, "made": now.isoformat(), "version": __version__}))
    for name in sorted(name for name in library.store.names(MEDIA) if _is_manifest(name)):
        _pack_one(library, packed, name)
    _copy_database(library, folder)
    packed.add_file(DATABASE, folder / DATABASE)
    for name in sorted(set(library.store.names(MEDIA)) - packed.files.keys()):
        if not _is_manifest(name):
            _pack_one(library, packed, name)
    packed.add(CONTENTS, _json(packed.files))
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return int(connection.execute("SELECT count(*) FROM episodes").fetchone()[0])


def _is_manifest(name: str) -> bool:
    """Whether it is written anew when something happens; everything else is written once."""
    return name.endswith(("/show.json", "/episode.json"))


def _pack_one(library: Library, packed: _Packed, name: str) -> None:
    path = library.store.path(name) if isinstance(library.store, Folder) else None
    if path is not None:
        packed.add_file(name, path)
    elif (content := library.store.read(name)) is not None:
        packed.add(name, content)


def _copy_database(library: Library, folder: Path) -> None:
    """Copy the rows as they are at one moment, however busy the library is."""
    with library.database.reading() as session:
        where = session.get_bind()
    if where.dialect.name == "sqlite":
        try:
            with closing(sqlite3.connect(where.engine.url.database or "", timeout=30)) as connection:
                connection.execute("VACUUM INTO ?", (str(folder / DATABASE),))
            with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as copied:
                for name in rows.PASSED_OVER:
                    copied.execute(f"DELETE FROM {name}")  # noqa: S608 (a table of ours)
                copied.execute("VACUUM")  # what is deleted is still in the file
        except sqlite3.Error as error:
            raise LibraryError(f"the library's database cannot be copied: {error}") from error
        return
    with Library(folder) as copy:
        rows.copy(library.database, copy.database)


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that only its owner may read (the database knows who may log in), and bring it to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(f"the backup {file} cannot be written: {error.strerror or error}") from error


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
