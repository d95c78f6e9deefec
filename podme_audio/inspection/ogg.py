"""An Ogg file in, what its first and last page say of the Opus in it out; nothing is decoded (RFC 3533, RFC 7845)."""

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

#: Opus counts in 48,000ths of a second, whatever it was made from.
RATE = 48_000
#: A page and its header; the last one begins within so many bytes of the end.
_PAGE = struct.Struct("<4sBBqIIIB")
_REACH = 2 * 65_307
_MAGIC, _HEAD = b"OggS", b"OpusHead"
#: What a page counts on which no packet ends.
_UNTIMED = -1


@dataclass(frozen=True, slots=True)
class Opus:
    """What a file says about itself."""

    channels: int
    #: Seconds; 0 when no page says.
    duration: float


def opus(file: BinaryIO) -> Opus | None:
    """Read the file; None for what is no Opus in Ogg."""
    file.seek(0)
    start = file.read(_PAGE.size + 255 + 19)
    at = start.find(_HEAD)
    if not start.startswith(_MAGIC) or at < 0 or len(start) < at + 12:
        return None
    serial = start[14:18]
    file.seek(max(0, file.seek(0, os.SEEK_END) - _REACH))
    skipped: int = struct.unpack_from("<H", start, at + 10)[0]
    return Opus(start[at + 9], max(0, _end(file.read(), serial) - skipped) / RATE)


def _end(tail: bytes, serial: bytes) -> int:
    """Return what the last timed page of the stream counts; 0 when there is none."""
    at = len(tail)
    while (at := tail.rfind(_MAGIC, 0, at)) >= 0:
        if len(tail) >= at + _PAGE.size and tail[at + 14 : at + 18] == serial:
            counted: int = _PAGE.unpack_from(tail, at)[3]
            if counted != _UNTIMED:
                return counted
    return 0
