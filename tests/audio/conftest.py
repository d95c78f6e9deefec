import errno
import io
import os
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from podme_audio.audio import Tags, Take, record, take
from podme_audio.model import Clip, Line, Recording, Role, Store, Word

RATE = 24_000


class Shelf:
    """A Store in memory that counts what is written to it."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.written = 0

    def read(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def write(self, name: str, content: bytes) -> None:
        self.kept[name] = content
        self.written += 1

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)

    def exists(self, name: str) -> bool:
        return name in self.kept

    def names(self, prefix: str) -> Iterator[str]:
        return iter([name for name in self.kept if name.startswith(prefix)])


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


class Full(Shelf):
    def write(self, name: str, content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name, len(content))


class Forgetful(Shelf):
    def write(self, name: str, content: bytes) -> None:
        """Keep nothing, as a shelf that is emptied by another at the wrong moment."""


@pytest.fixture
def full() -> Shelf:
    return Full()


@pytest.fixture
def forgetful() -> Shelf:
    return Forgetful()


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Put a shell script where ffmpeg is looked for."""

    def put(program: str) -> None:
        path = tmp_path / "ffmpeg"
        path.write_text(f"#!/bin/sh\n{program}\n")
        path.chmod(0o755)
        monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(path))

    return put


@pytest.fixture
def wav() -> Callable[..., bytes]:
    """Write samples between -1 and 1 as a WAV."""

    def write(samples: np.ndarray, *, rate: int = RATE, width: int = 2, channels: int = 1) -> bytes:
        full = {1: 127, 2: 32_767, 3: 8_388_607, 4: 2_147_483_647}[width]
        whole = np.repeat(np.rint(samples * full).astype("<i8"), channels)
        raw = (whole + (128 if width == 1 else 0)).view(np.uint8).reshape(-1, 8)[:, :width].tobytes()
        target = io.BytesIO()
        with wave.open(target, "wb") as writer:
            writer.setnchannels(channels)
            writer.setsampwidth(width)
            writer.setframerate(rate)
            writer.writeframes(raw)
        return target.getvalue()

    return write


@pytest.fixture
def tone() -> Callable[..., np.ndarray]:
    """Sound a sine, with silence on both sides."""

    def sound(
        seconds: float, *, pitch: float = 440, level: float = 0.3, silence: float = 0.1, rate: int = RATE
    ) -> np.ndarray:
        quiet = np.zeros(round(silence * rate))
        return np.concatenate(
            [quiet, level * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate), quiet]
        )

    return sound


@pytest.fixture
def voice() -> Callable[..., np.ndarray]:
    """Sound something as uneven as speech: pulses of a throat through a mouth, in syllables of many strengths."""

    def sound(seconds: float, *, seed: int = 1, level: float = 0.1, pitch: float = 110, rate: int = RATE) -> np.ndarray:
        chance = np.random.default_rng(seed)
        count = round(seconds * rate)
        throat = np.zeros(count)
        throat[:: round(rate / pitch)] = 1.0
        ringing = np.arange(round(0.02 * rate)) / rate
        mouth = np.exp(-ringing * 400) * np.sin(2 * np.pi * 700 * ringing)
        beats = np.arange(0, seconds + 0.1, 0.1)
        syllables = np.interp(np.arange(count) / rate, beats, chance.uniform(0, 1, len(beats)))
        hiss = 0.01 * chance.standard_normal(count)
        return level * np.convolve(throat, mouth)[:count] * syllables**2 + level * hiss * syllables

    return sound


@pytest.fixture
def line() -> Callable[..., Line]:
    def write(
        id: str = "a",
        spoken: str = "Selamat pagi.",
        *,
        pause: float = 0.4,
        chapter: str = "",
        article: int | None = None,
    ) -> Line:
        return Line(id, Role.PARAGRAPH, spoken, spoken, pause, article, chapter)

    return write


@pytest.fixture
def said(wav: Callable[..., bytes], line: Callable[..., Line]) -> Callable[..., Take]:
    """Take samples as one line."""

    def said(
        samples: np.ndarray,
        *,
        id: str = "a",
        rate: int = RATE,
        words: tuple[Word, ...] = (),
        mastered: bool = True,
        **wanted: object,
    ) -> Take:
        return take(Clip(wav(samples, rate=rate), "wav", words), line(id, **wanted), mastered=mastered)

    return said


@pytest.fixture
def recorded(shelf: Store, tmp_path: Path) -> Callable[..., Recording]:
    """Record takes into one folder, segments kept on one shelf."""

    def recorded(takes: Iterator[Take], *, tags: Tags | None = None, mastered: bool = True) -> Recording:
        tags = tags or Tags("Kabar Pagi", "Podme", "Redaksi")
        return record(takes, tags=tags, segments=shelf, folder=tmp_path / "out", mastered=mastered)

    return recorded
