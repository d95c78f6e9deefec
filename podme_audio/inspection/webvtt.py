"""WebVTT in, cues and errors out (https://www.w3.org/TR/webvtt1/, 4.1: what an author may write)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_TIME = r"(?:(\d{2,9}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}((?:[ \t]+\w+:\S+)*)[ \t]*", re.ASCII)
_NO_CUE = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
_AMPERSAND = re.compile(r"&(?![A-Za-z][A-Za-z0-9]*;|#\d+;|#x[0-9A-Fa-f]+;)")
_VOICE = re.compile(r"<v[.\w]*[ \t]+[^>\n]+>")


@dataclass(frozen=True, slots=True)
class Cue:
    start: float
    end: float
    text: str


def read(text: str) -> tuple[tuple[Cue, ...], tuple[str, ...]]:
    """Return the cues, and what is wrong with the file."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header, *blocks = re.split(r"\n\n+", lines.strip("\n"))
    errors = [] if re.match(r"WEBVTT([ \t\n]|$)", header) else ["it does not begin with WEBVTT"]
    cues: list[Cue] = []
    for block in blocks:
        if _NO_CUE.match(block):
            continue
        cue = _cue(block)
        if cue is None:
            errors.append(f"{block.splitlines()[0]!r} is no timing")
        else:
            cues.append(cue)
            errors += _errors(cue)
    return tuple(cues), tuple(errors)


def order(cues: tuple[Cue, ...]) -> Iterator[str]:
    """Yield what is wrong with the times."""
    for cue in cues:
        if cue.end <= cue.start:
            yield f"the cue at {cue.start:.3f} s ends at {cue.end:.3f} s"
    for before, after in pairwise(cues):
        if after.start < before.start:
            yield f"the cue at {after.start:.3f} s stands after the one at {before.start:.3f} s"


def names_speakers(cues: tuple[Cue, ...]) -> bool:
    return any(_VOICE.search(cue.text) for cue in cues)


def _cue(block: str) -> Cue | None:
    lines = block.split("\n")
    at = 0 if "-->" in lines[0] else 1
    match = _TIMING.fullmatch(lines[at]) if at < len(lines) else None
    if match is None:
        return None
    return Cue(_seconds(match.groups()[:4]), _seconds(match.groups()[4:8]), "\n".join(lines[at + 1 :]))


def _errors(cue: Cue) -> Iterator[str]:
    if not cue.text.strip():
        yield f"the cue at {cue.start:.3f} s is empty"
    elif "-->" in cue.text or _AMPERSAND.search(cue.text) or cue.text.count("<") != cue.text.count(">"):
        yield f"the cue at {cue.start:.3f} s has an unescaped &, < or >"


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000
