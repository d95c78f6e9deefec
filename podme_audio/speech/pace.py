"""The completeness gate: how long lines are heard goes in, those that cannot be whole come out.

Nothing is decoded and nothing is understood: a voice takes so long for a syllable, and a line that is much shorter than
its syllables lost some of them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import median

#: Less sound than this, in seconds, is silence.
SILENT = 0.05

_VOWELS = frozenset("aiueo")
_DIPHTHONGS = ("ai", "au", "oi", "ei")
#: Short words in capitals are spelled, a syllable a letter, longer ones are said.
_SPELLED = 4
#: "satu", "dua", "tiga" ...
_DIGIT = 2

#: Two letters, one consonant.
_DIGRAPH = re.compile("ng|ny|kh|sy")

_WORD = re.compile(r"[^\W\d_]+|\d")
_PAUSE = re.compile(r"[,;:](?=\s)|\s[–—-](?=\s)")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+\S)")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a voice spends its time, in seconds, and how far it strays from that."""

    syllable: float = 0.0
    #: On top of its syllable: "surut" takes longer than "ia".
    consonant: float = 0.0
    #: For a comma, semicolon, colon or dash inside a line.
    comma: float = 0.0
    #: For the end of a sentence inside a line.
    sentence: float = 0.0
    base: float = 0.0
    character: float = 0.0
    #: The standard deviation of a line of one second; it grows with the root of the length.
    stray: float = 0.1
    #: What even the shortest line may lack.
    slack: float = 0.15
    #: How much slower or faster than these figures an episode may be as a whole.
    play: float = 0.0


#: Measured voices, by engine and voice; an empty voice stands for all of an engine.
PACES = {
    ("kokoro", "putri"): Pace(0.09, 0.066, comma=0.05, sentence=0.53, base=0.188, stray=0.075, play=0.05),
    ("kokoro", "bayu"): Pace(0.087, 0.069, comma=0.05, sentence=0.53, base=0.176, stray=0.075, play=0.05),
    ("tone", ""): Pace(character=0.07, stray=0.005, slack=0.01),
}

#: For all others: only proportions, the episode decides the speed.
DEFAULT = Pace(0.08, 0.07, comma=0.2, sentence=0.5, base=0.1, stray=0.12, slack=0.25, play=0.6)

#: Lines shorter than this, in seconds, tell little about the speed of an episode.
_TELLING = 1.5
#: How many lines an episode's own speed is taken from, at least.
_ENOUGH = 6
#: How many standard deviations make a line too short ...
_SURE = 2.6
#: ... or, in short lines, which share of it is missing: between nothing and the 30 % of a clip cut at 70 %, where both
#: mistakes are equally rare.
_MISSING = 0.176
#: How many times too long is absurd, a second aside.
_ABSURD = 1.6


@dataclass(frozen=True, slots=True)
class Heard:
    """A line, and the seconds from its first audible sample to its last."""

    line: str
    spoken: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line that cannot be whole."""

    line: str
    #: "silent", "too short" or "too long".
    reason: str
    seconds: float
    expected: float


def syllables(spoken: str) -> int:
    """Count the syllables that a reader of Indonesian says.

    >>> [syllables(word) for word in ("dua", "pantai", "saat", "Pulau Bali", "BPS", "ke-17")]
    [2, 2, 2, 4, 3, 5]
    """
    return sum(_sounds(word)[0] for word in _WORD.findall(spoken))


def expected(spoken: str, pace: Pace) -> float:
    """Return the seconds that *spoken* takes."""
    sounds = [_sounds(word) for word in _WORD.findall(spoken)]
    return (
        pace.base
        + pace.syllable * sum(vowels for vowels, _ in sounds)
        + pace.consonant * sum(consonants for _, consonants in sounds)
        + pace.comma * len(_PAUSE.findall(spoken))
        + pace.sentence * len(_END.findall(spoken))
        + pace.character * len(spoken.strip())
    )


@lru_cache(4096)
def _sounds(word: str) -> tuple[int, int]:
    """Return the syllables and the consonants of a word, of a digit, or of letters that are spelled."""
    if word.isdigit():
        return _DIGIT, _DIGIT
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in decomposed if letter.isalpha())
    vowels = sum(letter in _VOWELS for letter in plain)
    if not vowels or (word.isupper() and 1 < len(word) <= _SPELLED):
        return len(plain), len(plain)
    return vowels - plain.endswith(_DIPHTHONGS), len(_DIGRAPH.sub("n", plain)) - vowels


def suspects(lines: Sequence[Heard], *, engine: str, voice: str, rate: float = 1.0) -> tuple[Suspect, ...]:
    """Return the lines of one episode that are silent, too short or absurdly long, in their order.

    The episode's own median decides how fast its voice speaks, as far as that voice is known to vary. An episode of few
    lines has no median to trust: there a voice that was never measured is judged mildly. *rate* is what the engine was
    told, 1 being its usual speed.
    """
    pace = pace_of(engine, voice)
    times = [expected(line.spoken, pace) / rate for line in lines]
    fast, slow = _scales(
        [line.seconds / time for line, time in zip(lines, times, strict=True) if time >= _TELLING], pace
    )
    return tuple(
        Suspect(line.line, reason, line.seconds, time * fast)
        for line, time in zip(lines, times, strict=True)
        if (reason := _reason(line.seconds, time * fast, time * slow, pace))
    )


def pace_of(engine: str, voice: str) -> Pace:
    """Return the measured pace of a voice, or of its engine, or one that fits most voices."""
    return PACES.get((engine, voice)) or PACES.get((engine, "")) or DEFAULT


def _scales(ratios: Sequence[float], pace: Pace) -> tuple[float, float]:
    """Return how fast and how slow the voice may be, against its pace."""
    fastest, slowest = 1 / (1 + pace.play), 1 + pace.play
    if len(ratios) < _ENOUGH:
        return fastest, slowest
    scale = min(slowest, max(fastest, median(ratios)))
    return scale, scale


def _reason(seconds: float, fast: float, slow: float, pace: Pace) -> str:
    if seconds < SILENT:
        return "silent"
    if seconds < fast - max(pace.slack, min(_SURE * pace.stray * sqrt(fast), _MISSING * fast)):
        return "too short"
    return "too long" if seconds > _ABSURD * slow + 1 else ""
