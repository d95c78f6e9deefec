"""An MP3 in, what its headers and its ID3 tag say out; nothing is decoded, and rubbish between frames is stepped over.

Frames as `speech.mpeg` knows them; tags by ID3v2.3 and ID3v2.4.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from podme_audio.speech import mpeg

_LABELS = {b"Xing", b"Info"}
#: Frames and tags looked at: five hours, and more than any tag has.
_MOST_FRAMES, _MOST_TAGS = 1_000_000, 2_000
_HEADER = 10
_V24 = 4
_ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says about itself."""

    rates: frozenset[int] = frozenset()
    channels: frozenset[int] = frozenset()
    #: kbit/s of all frames that sound.
    bitrates: frozenset[int] = frozenset()
    #: "Info", "Xing" or nothing: how the first frame describes the rest.
    label: str = ""
    #: 3 for ID3v2.3; 0 when there is no tag.
    version: int = 0
    tags: dict[str, bytes] = field(default_factory=dict)
    #: Start in seconds, and title.
    chapters: tuple[tuple[float, str], ...] = ()


def facts(content: bytes) -> Facts:
    """Read *content* (or a memory map of it); what is no MP3 has no rates."""
    version, frames = _tag(content)
    headers = list(islice(_frames(content, _tag_end(content)), _MOST_FRAMES))
    label = _label(content, *headers[0]) if headers else ""
    sounding = [header for _, header in headers[bool(label) :]]
    return Facts(
        frozenset(header.rate for header in sounding),
        frozenset(header.channels for header in sounding),
        frozenset(header.bitrate for header in sounding),
        label,
        version,
        dict(frames),
        tuple(sorted(_chapter(body, version) for name, body in frames if name == "CHAP")),
    )


def _frames(content: bytes, at: int) -> Iterator[tuple[int, mpeg.Header]]:
    """Yield frames and where they are; one after rubbish counts only when another follows it."""
    lost = True
    while 0 <= at < len(content):
        header = mpeg.header(content, at)
        if header and (not lost or at + header.length >= len(content) or mpeg.header(content, at + header.length)):
            yield at, header
            at, lost = at + header.length, False
        else:
            at, lost = content.find(b"\xff", at + 1), True


def _label(content: bytes, at: int, header: mpeg.Header) -> str:
    label = content[at + header.label_at : at + header.label_at + 4]
    return label.decode() if label in _LABELS else ""


def _tag_end(content: bytes) -> int:
    return _HEADER + mpeg.seven_bits(content[6:10]) if content[:3] == b"ID3" else 0


def _tag(content: bytes) -> tuple[int, list[tuple[str, bytes]]]:
    if content[:3] != b"ID3" or len(content) < _HEADER:
        return 0, []
    return content[3], list(islice(_tag_frames(content[_HEADER : _tag_end(content)], content[3]), _MOST_TAGS))


def _tag_frames(body: bytes, version: int) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at + _HEADER <= len(body) and body[at]:
        size = body[at + 4 : at + 8]
        length = mpeg.seven_bits(size) if version == _V24 else int.from_bytes(size, "big")
        yield body[at : at + 4].decode("latin-1"), body[at + _HEADER : at + _HEADER + length]
        at += _HEADER + length


def _chapter(body: bytes, version: int) -> tuple[float, str]:
    _, _, rest = body.partition(b"\0")
    titles = [_text(frame) for name, frame in islice(_tag_frames(rest[16:], version), 9) if name == "TIT2"]
    return int.from_bytes(rest[:4], "big") / 1000, titles[0] if titles else ""


def _text(frame: bytes) -> str:
    encoding = _ENCODINGS.get(frame[0], "latin-1") if frame else "latin-1"
    return frame[1:].decode(encoding, "replace").rstrip("\0")
