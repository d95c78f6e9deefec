"""What is known of a take without its sound, from one recording to the next: a correction levels only its own lines.

Filed under the clip itself, the silence after it, and the code that made the take: another of them, another mark.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from inspect import getsource
from typing import Protocol

from podme_audio.audio import encoder, loudness
from podme_audio.audio.takes import takes
from podme_audio.audio.takes.takes import Take, pause, take
from podme_audio.exceptions import AudioError
from podme_audio.model import Clip, Line, Store, Word

PREFIX = "segments/takes/"


class Heard(Protocol):
    """A take: what is known of it, and its sound when that is asked for."""

    @property
    def line(self) -> Line:
        """Whose take it is."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    @property
    def words(self) -> tuple[Word, ...]:
        """From its start."""

    @property
    def length(self) -> float:
        """Seconds of the line without the silence after it."""

    @property
    def seconds(self) -> float:
        """Seconds of all of it."""

    @property
    def digest(self) -> str:
        """SHA-256 of its sound."""

    @property
    def sound(self) -> bytes:
        """Mono, 16 bits a sample."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is kept of a take."""

    rate: int
    words: tuple[Word, ...]
    length: float
    speech: float
    seconds: float
    digest: str


@dataclass(frozen=True, slots=True)
class Known:
    """A take that was made before; its sound is made again only for a segment that is encoded anew."""

    line: Line
    mark: Mark
    again: Callable[[], Take]

    @property
    def rate(self) -> int:
        return self.mark.rate

    @property
    def words(self) -> tuple[Word, ...]:
        return self.mark.words

    @property
    def length(self) -> float:
        return self.mark.length

    @property
    def seconds(self) -> float:
        return self.mark.seconds

    @property
    def digest(self) -> str:
        return self.mark.digest

    @property
    def sound(self) -> bytes:
        made = self.again()
        if made.digest != self.digest:
            raise AudioError(f"line {self.line.id} sounds otherwise than a moment ago; try again")
        return made.sound


def marked(clip: Clip, line: Line, store: Store) -> Mark | None:
    """Return what is known of *line*'s take; None when it was not made yet."""
    try:
        known = json.loads(store.read(_name(clip, line)) or b"")
        return Mark(**{**known, "words": tuple(Word(**word) for word in known["words"])})
    except (ValueError, TypeError, KeyError):
        return None


def kept(clip: Clip, line: Line, store: Store) -> Heard:
    """Return *line*'s mastered take, made now unless it is known.

    Raises:
        UndecodableClipError: The clip is not sound, or has no sample.
    """
    if (mark := marked(clip, line, store)) is not None:
        return Known(line, mark, lambda: take(clip, line))
    made = take(clip, line)
    mark = Mark(made.rate, made.words, made.length, made.speech, made.seconds, made.digest)
    store.write(_name(clip, line), json.dumps(asdict(mark)).encode())
    return made


def _name(clip: Clip, line: Line) -> str:
    told = json.dumps([clip.format, pause(line), [asdict(word) for word in clip.words]])
    return f"{PREFIX}{sha256(_code() + told.encode() + clip.sound).hexdigest()}"


@cache
def _code() -> bytes:
    """Return a hash of what turns clips into takes."""
    return sha256("".join(map(getsource, (takes, loudness, encoder))).encode()).digest()
