"""What is read along with an episode: its chapters and its transcripts, as they are served."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from podme_audio.inspection import webvtt
from podme_audio.inspection.finding import SHOULD, Check, quoted
from podme_audio.inspection.items import CHAPTERS, VTT
from podme_audio.inspection.visit import Reply

VERSION = "1.2.0"
#: Seconds that a transcript may go on after the sound, and how much of the sound it must reach.
AFTER, REACH = 0.5, 0.9
LINE = 65
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Companion:
    """A file beside the sound."""

    reply: Reply
    #: The type the feed announced.
    type: str
    #: Seconds of the sound; 0 when nobody knows.
    duration: float

    @property
    def text(self) -> str:
        return self.reply.content.decode("utf-8", "replace")


def listed(content: bytes) -> tuple[tuple[float, str], ...]:
    """Return start and title of the chapters a listener sees, by time; none of what cannot be read."""
    return tuple(
        sorted(
            (float(each["startTime"]), str(each.get("title", "")))
            for each in _entries(content)
            if _is_number(each.get("startTime")) and each.get("toc") is not False
        )
    )


def _served(companion: Companion) -> Iterator[str]:
    if not companion.reply.is_whole:
        yield companion.reply.told


def _type(companion: Companion) -> Iterator[str]:
    if companion.reply.type != companion.type:
        yield f"Content-Type is {quoted(companion.reply.type)}, the feed announces {quoted(companion.type)}"


def _shared(companion: Companion) -> Iterator[str]:
    if (told := companion.reply.headers.get("Access-Control-Allow-Origin")) != "*":
        yield f"Access-Control-Allow-Origin is {quoted(told)}"


def _charset(companion: Companion) -> Iterator[str]:
    told = companion.reply.headers.get("Content-Type", "").replace(" ", "").replace('"', "").lower()
    if "charset=utf-8" not in told:
        yield f"Content-Type is {quoted(told)}"
    try:
        companion.reply.content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"byte {error.start:,} is not UTF-8"


def _form(companion: Companion) -> Iterator[str]:
    try:
        told = json.loads(companion.reply.content)
    except (ValueError, RecursionError):
        yield "it is no JSON"
        return
    if not isinstance(told, dict) or not isinstance(told.get("chapters"), list) or not told["chapters"]:
        yield "it lists no chapters"
    elif told.get("version") != VERSION:
        yield f"its version is {quoted(str(told.get('version')))}"


def _times(companion: Companion) -> Iterator[str]:
    entries = _entries(companion.reply.content)
    times = [float(each["startTime"]) for each in entries if _is_number(each.get("startTime"))]
    if not times or len(times) < len(entries):
        yield "a startTime is no number"
        return
    if times[0] != 0:
        yield f"the first begins at {times[0]:g} s"
    for before, after in pairwise(times):
        if after <= before:
            yield f"{after:g} s stands after {before:g} s"
            break
    if companion.duration and times[-1] >= companion.duration:
        yield f"the last begins at {times[-1]:g} s, the sound ends at {companion.duration:g} s"
    if any(not str(each.get("title") or "").strip() for each in entries if each.get("toc") is not False):
        yield "one has no title"


def _syntax(companion: Companion) -> Iterator[str]:
    cues, errors = webvtt.read(companion.text)
    yield from islice(map(_printable, errors), _TOLD)
    if not cues:
        yield "it has no cue"
    elif not errors and not webvtt.names_speakers(cues):
        yield "no cue says who speaks (<v Name>)"


def _cue_times(companion: Companion) -> Iterator[str]:
    cues, _ = webvtt.read(companion.text)
    yield from islice(webvtt.order(cues), _TOLD)
    last, duration = max(cue.end for cue in cues), companion.duration
    if duration and not REACH * duration <= last <= duration + AFTER:
        yield f"the last cue ends at {last:.1f} s, the sound at {duration:.1f} s"


def _lines(companion: Companion) -> Iterator[str]:
    cues, _ = webvtt.read(companion.text)
    longest = max((len(line.rpartition(">")[2]) for cue in cues for line in cue.text.split("\n")), default=0)
    if longest > LINE:
        yield f"its longest line has {longest} characters"


def _entries(content: bytes) -> list[dict[str, Any]]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return []
    entries = told.get("chapters") if isinstance(told, dict) else None
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _printable(error: str) -> str:
    return quoted(error)[1:-1]


CHAPTER_CHECKS = (
    Check("C01", _served, "serve the chapters where the feed announces them", decisive=True),
    Check("C01", _type, f"serve chapters as {CHAPTERS}"),
    Check("C01", _shared, "send Access-Control-Allow-Origin: *, for players in browsers"),
    Check("C02", _form, f'write JSON chapters, version "{VERSION}"', decisive=True),
    Check("C02", _times, "let chapters begin at 0, ascend, end before the sound does, and have titles"),
)
TRANSCRIPT_CHECKS = (
    Check("T01", _served, "serve the transcript where the feed announces it", decisive=True),
    Check("T01", _type, "serve the transcript as the type the feed announces"),
    Check("T01", _charset, "serve the transcript in UTF-8, and say so: charset=utf-8"),
    Check("T01", _shared, "send Access-Control-Allow-Origin: *, for players in browsers"),
)
VTT_CHECKS = (
    *TRANSCRIPT_CHECKS,
    Check("T02", _syntax, f"write {VTT} as the W3C has it, with the speaker as <v Name>", decisive=True),
    Check("T03", _cue_times, "let cues follow each other and end with the sound"),
    Check("T04", _lines, f"break lines of more than {LINE} characters", level=SHOULD),
)
