"""A backup in, its files in a folder out: all of them, each as it was, or none.

The file may come from anywhere. Nothing but plain files with the names of a library is taken, each once, none over
another, and each must have the size and the hash that the backup says it has.
"""

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from podme_audio.exceptions import LibraryError
from podme_audio.library.store import is_plain

FORMAT = 1
HEAD, DATABASE, CONTENTS = "podme-backup.json", "podme.db", "contents.json"
MEDIA = "media/"

#: The most that what tells of the others may take; it is read into memory.
_LONGEST = {HEAD: 10_000, CONTENTS: 500_000_000}
_BLOCK = 1 << 20


def unpack(file: Path, folder: Path) -> int:
    """Put the files of the backup *file* into the empty *folder*, ``podme.db`` and ``media/``; return how many.

    Raises:
        LibraryError: It is no backup, cut short, changed, or made by a newer version; or the disk refuses.
    """
    with _told(file):
        if file.stat().st_size > shutil.disk_usage(folder).free:
            raise LibraryError(f"there is no room for {file}: it takes {file.stat().st_size / 1e9:.1f} GB")
        with file.open("rb") as source, tarfile.open(fileobj=source, mode="r:") as tar:
            seen = _taken(file, tar, folder)
    return len(seen)


def _taken(file: Path, tar: tarfile.TarFile, folder: Path) -> dict[str, tuple[int, str]]:
    seen: dict[str, tuple[int, str]] = {}
    told: Any = None
    for member in tar:
        name = member.name
        if told is not None or name in seen or not _is_ours(member) or (not seen and name != HEAD):
            raise LibraryError(f"{file} is no backup of a library: {name[:100]!r} does not belong in it")
        if name in _LONGEST:
            content = _read(tar, member)
            if name == CONTENTS:
                told = _meant(file, content, dict)
                continue
            _check_version(file, _meant(file, content, dict))
            seen[name] = (len(content), sha256(content).hexdigest())
        else:
            seen[name] = _write(tar, member, folder / name)
    _compare(file, seen, told)
    return seen


def _is_ours(member: tarfile.TarInfo) -> bool:
    plain = (
        member.type == tarfile.REGTYPE
        and not member.issparse()
        and 0 <= member.size <= _LONGEST.get(member.name, member.size)
    )
    return plain and (
        member.name in {HEAD, DATABASE, CONTENTS} or (member.name.startswith(MEDIA) and is_plain(member.name))
    )


def _check_version(file: Path, head: dict[str, Any]) -> None:
    if head.get("format") != FORMAT:
        raise LibraryError(f"{file} was made by another version of Podme Audio ({head.get('version')}): install that")


def _compare(file: Path, seen: dict[str, tuple[int, str]], told: dict[str, Any] | None) -> None:
    if told is None or DATABASE not in seen:
        raise LibraryError(f"the backup {file} is cut short")
    if seen.keys() != told.keys():
        name = min(seen.keys() ^ told.keys())
        raise LibraryError(f"the backup {file} is damaged: {name[:100]} is missing, or too much")
    for name, found in seen.items():
        if list(found) != told[name]:
            raise LibraryError(f"the backup {file} is damaged: {name} is not as it was")


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    source = tar.extractfile(member)
    return source.read() if source else b""


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> tuple[int, str]:
    """Write one file; return how long it became, and its hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    with path.open("xb") as target:
        source = tar.extractfile(member)
        while source and (block := source.read(_BLOCK)):
            digest.update(block)
            target.write(block)
        size = target.tell()
        target.flush()
        os.fsync(target.fileno())
    os.utime(path, (float(member.mtime), float(member.mtime)))
    return size, digest.hexdigest()


def _meant(file: Path, content: bytes, kind: type) -> Any:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise LibraryError(f"the backup {file} is damaged: {error}") from error
    if not isinstance(value, kind):
        raise LibraryError(f"the backup {file} is damaged: {str(value)[:100]} is not what it should be")
    return value


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Turn what tar and disk refuse into one sentence; a broken header makes tarfile raise this and that."""
    try:
        yield
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise LibraryError(f"{file} is no backup, or is cut short or damaged: {error}") from error
    except OSError as error:
        raise LibraryError(f"the backup {file} cannot be restored: {error.strerror or error}") from error
