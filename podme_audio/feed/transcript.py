"""Cues in, transcripts out: WebVTT, SubRip, and the podcast namespace's JSON.

A cue is a whole paragraph, so it is cut into pieces that fit on a screen: at the ends of sentences and clauses where
that works out, each with the time at which its first word is heard.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from podme_audio.feed.text import milliseconds, plain
from podme_audio.model import Cue


@dataclass(frozen=True, slots=True)
class Screen:
    """What fits at once."""

    width: int
    lines: int


VTT = Screen(width=65, lines=1)
SRT = Screen(width=32, lines=2)

#: What a part costs in itself, and what a cut after it adds; to that comes the share of the screen left empty, cubed,
#: so that only a very short part costs much.
_PART = 0.08
_STOPS = (
    (re.compile(r"""[.!?…]["'”’)\]]*\s*$"""), 0.0),
    (re.compile(r"""[:;,–—]["'”’)\]]*\s*$"""), 0.06),
)
_MID_CLAUSE = 0.5
_WORD = re.compile(r"\s*\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a cue; the texts of a cue's pieces, joined, are the cue's text. Times are whole milliseconds."""

    start: int
    end: int
    text: str


def vtt(cues: Iterable[Cue], *, speaker: str = "") -> str:
    """Write WebVTT; *speaker* is the voice's name as listeners know it."""
    voice = f"<v {_escaped(plain(speaker))}>" if plain(speaker) else ""
    blocks = [
        f"{_clock(piece.start)} --> {_clock(piece.end)}\n{voice}{_escaped(plain(piece.text))}"
        for piece in _told(cues, VTT)
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def srt(cues: Iterable[Cue]) -> str:
    """Write SubRip: at most two lines of 32 characters."""
    return "\n".join(
        f"{number}\n{_clock(piece.start, ',')} --> {_clock(piece.end, ',')}\n{_wrapped(piece.text, SRT)}\n"
        for number, piece in enumerate(_told(cues, SRT), 1)
    )


def transcript_json(cues: Iterable[Cue], *, speaker: str = "") -> str:
    """Write JSON transcript 1.0.0 (podcast namespace)."""
    who = {"speaker": plain(speaker)} if plain(speaker) else {}
    segments = [
        {**who, "startTime": piece.start / 1000, "endTime": piece.end / 1000, "body": plain(piece.text)}
        for piece in _told(cues, VTT)
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1)


def pieces(cue: Cue, screen: Screen = VTT) -> tuple[Piece, ...]:
    """Cut *cue* into what fits on *screen*.

    A cue shorter than a millisecond for each piece stays whole: times are never bent to please a line's length.
    """
    start, end = milliseconds(cue.start), milliseconds(cue.end)
    parts = _parts(cue.text, screen)
    if len(parts) < 2 or end - start < len(parts):  # noqa: PLR2004 (nothing to cut)
        return (Piece(start, end, cue.text),)
    times = _ascending([milliseconds(time) for time in _starts(cue, parts)], start, end)
    return tuple(Piece(*each) for each in zip(times, [*times[1:], end], parts, strict=True))


def _told(cues: Iterable[Cue], screen: Screen) -> Iterator[Piece]:
    """Yield the pieces there is something to read in."""
    return (piece for cue in cues for piece in pieces(cue, screen) if plain(piece.text) and piece.end > piece.start)


def _parts(text: str, screen: Screen) -> list[str]:
    """Cut *text* where the sum of costs is least (as TeX breaks a paragraph)."""
    words = list(_words(text, screen.width))
    widths = [len(plain(word)) for word in words]
    stops = [*map(_stop, words[:-1]), 0.0]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end, stop in enumerate(stops[: len(words)], 1):
        cost, first = min((best[first][0] + cost, first) for first, cost in _ways(widths[:end], screen))
        best.append((cost + stop, first))
    return ["".join(words[first:end]) for first, end in _cuts(best)]


def _cuts(best: Sequence[tuple[float, int]]) -> list[tuple[int, int]]:
    """Follow the cheapest way back from the end: the first word of each part, and the first after it."""
    cuts, end = [], len(best) - 1
    while end > 0:
        cuts.append((best[end][1], end))
        end = best[end][1]
    return cuts[::-1]


def _ways(widths: Sequence[int], screen: Screen) -> Iterator[tuple[int, float]]:
    """Yield which words the part that ends here may begin with, and what each leaves empty."""
    end = len(widths)
    for first in range(end - 1, -1, -1):
        part = widths[first:end]
        if first < end - 1 and not _fits(part, screen):
            return
        empty = 1 - (sum(part) + len(part) - 1) / (screen.width * screen.lines)
        yield first, _PART + empty**3


def _fits(widths: Iterable[int], screen: Screen) -> bool:
    lines, used = 1, -1
    for width in widths:
        if used + 1 + width > screen.width:
            lines, used = lines + 1, -1
        used += 1 + width
    return lines <= screen.lines


def _stop(word: str) -> float:
    """Return what it costs to cut after *word*."""
    return next((cost for ending, cost in _STOPS if ending.search(word)), _MID_CLAUSE)


def _words(text: str, width: int) -> Iterator[str]:
    """Yield the words with the white space around them; one that is longer than a line is cut."""
    for word in _WORD.findall(text) or [text]:
        yield from (word[at : at + width] for at in range(0, len(word), width))


def _lines(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in filter(None, map(plain, _words(text, width))):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _wrapped(text: str, screen: Screen) -> str:
    return "\n".join(_lines(text, screen.width))


def _starts(cue: Cue, parts: Sequence[str]) -> list[float]:
    """Return when the first word of each part is heard, reckoning by characters between the times that are known."""
    known = _known(cue)
    offsets = [at for at, _time in known]
    starts, passed = [], 0
    for part in parts:
        at = passed + len(part) - len(part.lstrip())
        index = min(max(bisect_right(offsets, at) - 1, 0), len(known) - 2)
        (before, from_), (after, to) = known[index], known[index + 1]
        starts.append(from_ + (to - from_) * (at - before) / ((after - before) or 1))
        passed += len(part)
    return starts


def _known(cue: Cue) -> list[tuple[int, float]]:
    """Return the places in the text whose time is known; only its two ends when the words are not those of the text."""
    ends = [(0, cue.start), (len(cue.text), cue.end)]
    known, at, time = [ends[0]], 0, cue.start
    for word in cue.words:
        found = cue.text.find(word.text, at)
        if found < 0 or cue.text[at:found].strip() or not time <= word.start <= word.end <= cue.end:
            return ends
        at, time = found + len(word.text), word.end
        known += [(found, word.start), (at, word.end)]
    return [*known, ends[1]] if not cue.text[at:].strip() else ends


def _ascending(times: list[int], first: int, end: int) -> list[int]:
    """Return *times* strictly ascending from *first* and below *end*."""
    rising = [first]
    for time in times[1:]:
        rising.append(max(time, rising[-1] + 1))
    for index in range(len(rising) - 1, 0, -1):
        rising[index] = min(rising[index], end - (len(rising) - index))
    return rising


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(milliseconds: int, point: str = ".") -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
