"""What is heard: clips of lines, and the finished sound with its cues and chapters; times in seconds from its start."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Word:
    """When a word is heard, or a phrase where the engine knows no better: seconds from the start."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Clip:
    """The sound of one line, in the encoding its engine made."""

    sound: bytes
    #: What ``sound`` is: "wav" (PCM) or "mp3".
    format: str
    #: In the engine's spoken words, from the start of ``sound``; empty when the engine does not know.
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """When a line is heard."""

    line: str
    start: float
    end: float
    #: The written form, for reading along.
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A place worth jumping to."""

    start: float
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """The finished sound of a script."""

    path: Path
    duration: float
    #: Integrated, LUFS (ITU-R BS.1770-4), measured on the encoded file.
    loudness: float
    #: dBTP, measured on the encoded file.
    true_peak: float
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Media:
    """A published file: its name never changes what it means."""

    #: ``<slug>-<content hash>.mp3``; ``.opus`` for little data.
    name: str
    size: int
    type: str
    duration: float
    loudness: float
    true_peak: float
