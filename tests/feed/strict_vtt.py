"""A WebVTT reader that forgives nothing: text in, cues out, or an AssertionError that names the line."""

import re
from dataclasses import dataclass
from itertools import pairwise

_TIME = r"(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(f"{_TIME} --> {_TIME}")
_REFERENCE = re.compile(r"&(?!(amp|lt|gt);)")
_VOICE = re.compile(r"<v ([^<>\n]+)>")


@dataclass(frozen=True, slots=True)
class Heard:
    start: float
    end: float
    speaker: str
    lines: tuple[str, ...]


def read(text: str) -> list[Heard]:
    assert text.endswith("\n")
    header, *blocks = text.removesuffix("\n").split("\n\n")
    assert header == "WEBVTT"
    heard = [_cue(block.split("\n")) for block in blocks]
    for before, after in pairwise(heard):
        assert before.end <= after.start, f"{after} begins too early"
    return heard


def _cue(lines: list[str]) -> Heard:
    timing, *body = lines
    match = _TIMING.fullmatch(timing)
    assert match, f"{timing!r} is no timing"
    numbers = [int(number) for number in match.groups()]
    start, end = _seconds(numbers[:4]), _seconds(numbers[4:])
    assert start < end, timing
    assert body, f"{timing} has no text"
    voice = _VOICE.match(body[0])
    texts = [_text(line) for line in [body[0][voice.end() :] if voice else body[0], *body[1:]]]
    return Heard(start, end, _text(voice[1]) if voice else "", tuple(texts))


def _text(line: str) -> str:
    assert line == line.strip(), f"{line!r} has space around it"
    assert line, "an empty line"
    assert not re.search("[<>\x00-\x1f]", line), f"{line!r} is not escaped"
    assert not _REFERENCE.search(line), f"{line!r} has a bare ampersand"
    return line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _seconds(numbers: list[int]) -> float:
    hours, minutes, seconds, milliseconds = numbers
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000
