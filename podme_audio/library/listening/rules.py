"""What counts, and how: what was delivered or heard goes in, decisions come out. Nothing here touches anything.

Downloads follow the IAB's Podcast Measurement Guidelines 2.2: a minute of sound, or the whole of a shorter one, to one
listener, once in a window of 24 hours that begins with the first byte.
"""

import ipaddress
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

#: From a byte or second up to, but not with, another.
Span = tuple[float, float]
Spans = tuple[Span, ...]

WINDOW = timedelta(hours=24)
#: Seconds of sound that make a download.
MINUTE = 60.0
#: Spans that are remembered of one listener and one file; of more, the shortest are forgotten.
MOST = 64
#: Seconds heard on the page that make a play.
PLAYED = 3.0
TENTHS = 10
#: The part of a line that has to be heard.
_HALF = 0.5
#: The show is Jakarta's, and so are its days.
WIB = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Sound:
    """What the rules must know of a file."""

    guid: str
    name: str
    size: int
    #: Seconds.
    duration: float


@dataclass(frozen=True, slots=True)
class Delivered:
    """What somebody was sent of a file. It is in memory only: address and agent are kept by nobody."""

    name: str
    address: str
    agent: str
    #: Bytes.
    spans: Spans
    #: The bytes of the file before its sound begins.
    tag: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """What one listener got of one episode in the 24 hours since the first byte."""

    began: datetime
    #: The file, and its bytes.
    name: str
    spans: Spans
    counted: bool = False

    def is_open(self, now: datetime) -> bool:
        return now - self.began < WINDOW


@dataclass(frozen=True, slots=True)
class Outline:
    """An episode in time: its length, and its lines from when to when."""

    duration: float
    lines: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of an episode on its page."""

    seconds: float
    #: Of ten parts, how many that is; None while it is no play yet.
    tenths: int | None
    lines: frozenset[str]


def union(spans: Iterable[Span], most: int = MOST) -> Spans:
    """Bring spans together, so that what was sent twice counts once.

    >>> union([(5, 9), (0, 3), (2, 5), (12, 13)])
    ((0, 9), (12, 13))
    """
    together: list[Span] = []
    for start, stop in sorted(span for span in spans if span[0] < span[1]):
        if together and start <= together[-1][1]:
            together[-1] = (together[-1][0], max(stop, together[-1][1]))
        else:
            together.append((start, stop))
    if len(together) > most:
        together = sorted(sorted(together, key=lambda span: span[0] - span[1])[:most])
    return tuple(together)


def covered(spans: Spans, start: float, stop: float) -> float:
    """Say how much of what lies between *start* and *stop* the spans, brought together, cover."""
    return sum(max(0, min(stop, last) - max(start, first)) for first, last in spans)


def suffices(spans: Spans, sound: Sound, tag: int) -> bool:
    """Whether so many bytes are a minute of sound, or all of a shorter one; what is no sound is not counted in."""
    bytes_of_sound = sound.size - tag
    if bytes_of_sound <= 0:
        return False
    share = min(1.0, MINUTE / sound.duration) if sound.duration > 0 else 1.0
    return covered(spans, tag, sound.size) >= math.floor(share * bytes_of_sound)


def go_on(window: Window | None, sound: Sound, got: Delivered, now: datetime) -> Window:
    """Add what somebody *got* to what they had; a window that is over is followed by the next.

    Bytes of another file of the same episode, such as its correction, add up to nothing with those before; a download
    that is counted already stays the only one.
    """
    if window is None or not window.is_open(now):
        window = Window(now, sound.name, ())
    if window.counted:
        return window
    before = window.spans if window.name == sound.name else ()
    spans = union((*before, *got.spans))
    if suffices(spans, sound, got.tag):
        return replace(window, name=sound.name, spans=(), counted=True)
    return replace(window, name=sound.name, spans=spans)


def neighbourhood(address: str) -> str:
    """Cut an IPv6 address to the /64 that one household has; what is no address is nobody's.

    >>> neighbourhood("2001:db8:1:2:3:4:5:6"), neighbourhood("::ffff:192.0.2.7"), neighbourhood("unknown")
    ('2001:db8:1:2::', '192.0.2.7', '')
    """
    try:
        read = ipaddress.ip_address(re.split("[%/]", address)[0])
    except ValueError:
        return ""
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, 64), strict=False).network_address)


def tag_length(head: bytes) -> int:
    """Read from a file's first ten bytes how long its ID3v2 tag is: the sound begins behind it.

    >>> tag_length(b"ID3" + bytes([3, 0, 0, 0, 0, 2, 1]))
    267
    """
    size = head[6:10]
    if head[:3] != b"ID3" or len(size) < 4 or max(size) > 127:  # noqa: PLR2004  (four bytes of seven bits: ID3v2, 3.1)
        return 0
    footer = 10 if head[5] & 0x10 else 0
    return 10 + footer + sum(byte << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True))


def heard(outline: Outline, spans: Spans) -> Heard:
    """Say how far somebody listened; a line is heard when half of it was."""
    seconds = covered(spans, 0.0, outline.duration)
    share = seconds / outline.duration if outline.duration > 0 else 0.0
    lines = frozenset(
        line
        for line, start, end in outline.lines
        if end > start and covered(spans, start, end) >= _HALF * (end - start)
    )
    return Heard(seconds, int(share * TENTHS + 1e-6) if seconds >= min(PLAYED, outline.duration) else None, lines)


def day(moment: datetime) -> date:
    """Return the day a moment belongs to."""
    return moment.astimezone(WIB).date()
