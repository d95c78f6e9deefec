"""An MP3 in, what its headers and its ID3 tag say out; nothing is decoded, and rubbish between frames is stepped over.

Frames by ISO/IEC 11172-3, 2.4.2.3, and 13818-3; tags by ID3v2.3 and ID3v2.4.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

#: kbit/s by the header's index, for MPEG-1 and for MPEG-2 and 2.5, layer III.
_BITRATES = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
#: Header bits -> the version whose tables hold, and the sampling rates.
_VERSIONS = {
    0b11: (1, (44_100, 48_000, 32_000)),
    0b10: (2, (22_050, 24_000, 16_000)),
    0b00: (2, (11_025, 12_000, 8_000)),
}
_SAMPLES = {1: 1152, 2: 576}
#: Bytes of side information in stereo and in mono.
_SIDE = {1: (32, 17), 2: (17, 9)}
_MONO = 3
_LABELS = {b"Xing", b"Info"}
#: Frames and tags looked at: five hours, and more than any tag has.
_MOST_FRAMES, _MOST_TAGS = 1_000_000, 2_000
_HEADER = 10
_V24 = 4
_ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}


@dataclass(frozen=True, slots=True)
class Header:
    """One frame's."""

    length: int
    #: kbit/s.
    bitrate: int
    rate: int
    channels: int
    #: Where an encoder writes "Xing" or "Info".
    label_at: int


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


def _frames(content: bytes, at: int) -> Iterator[tuple[int, Header]]:
    """Yield frames and where they are; one after rubbish counts only when another follows it."""
    lost = True
    while 0 <= at < len(content):
        header = _header(content, at)
        if header and (not lost or at + header.length >= len(content) or _header(content, at + header.length)):
            yield at, header
            at, lost = at + header.length, False
        else:
            at, lost = content.find(b"\xff", at + 1), True


def _header(content: bytes, at: int) -> Header | None:
    bits = int.from_bytes(content[at : at + 4], "big")
    version, rates = _VERSIONS.get(bits >> 19 & 0b11, (0, ()))
    rate, bitrate = bits >> 10 & 0b11, _BITRATES.get(version, (0,) * 16)[bits >> 12 & 0b1111]
    if bits >> 21 != 0x7FF or bits >> 17 & 0b11 != 1 or rate >= len(rates) or not bitrate:  # noqa: PLR2004
        return None
    mono, checksum = bits >> 6 & 0b11 == _MONO, 0 if bits >> 16 & 1 else 2
    return Header(
        _SAMPLES[version] // 8 * bitrate * 1000 // rates[rate] + (bits >> 9 & 1),
        bitrate,
        rates[rate],
        1 if mono else 2,
        4 + checksum + _SIDE[version][mono],
    )


def _label(content: bytes, at: int, header: Header) -> str:
    label = content[at + header.label_at : at + header.label_at + 4]
    return label.decode() if label in _LABELS else ""


def _tag_end(content: bytes) -> int:
    return _HEADER + _seven(content[6:10]) if content[:3] == b"ID3" else 0


def _tag(content: bytes) -> tuple[int, list[tuple[str, bytes]]]:
    if content[:3] != b"ID3" or len(content) < _HEADER:
        return 0, []
    return content[3], list(islice(_tag_frames(content[_HEADER : _tag_end(content)], content[3]), _MOST_TAGS))


def _tag_frames(body: bytes, version: int) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at + _HEADER <= len(body) and body[at]:
        size = body[at + 4 : at + 8]
        length = _seven(size) if version == _V24 else int.from_bytes(size, "big")
        yield body[at : at + 4].decode("latin-1"), body[at + _HEADER : at + _HEADER + length]
        at += _HEADER + length


def _chapter(body: bytes, version: int) -> tuple[float, str]:
    _, _, rest = body.partition(b"\0")
    titles = [_text(frame) for name, frame in islice(_tag_frames(rest[16:], version), 9) if name == "TIT2"]
    return int.from_bytes(rest[:4], "big") / 1000, titles[0] if titles else ""


def _text(frame: bytes) -> str:
    encoding = _ENCODINGS.get(frame[0], "latin-1") if frame else "latin-1"
    return frame[1:].decode(encoding, "replace").rstrip("\0")


def _seven(size: bytes) -> int:
    total = 0
    for byte in size:
        total = total << 7 | byte & 0x7F
    return total
