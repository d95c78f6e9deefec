"""MP3 bytes go in, their whole frames and exact duration come out; half an MP3, or no MP3 at all, is an error.

Only headers are read (ISO/IEC 11172-3, 2.4.2.3, and 13818-3): nothing is decoded.
"""

from dataclasses import dataclass

_HEADER = 4
#: Eleven bits that begin every frame.
_SYNC = 0x7FF
_ID3V1 = 128
_LAYER_III = 1
_MONO = 3

#: kbit/s by the header's index; 0 is "free", which nobody sends, and 15 is forbidden.
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

#: Version -> samples in a frame, and bytes of side information in stereo and in mono.
_SAMPLES = {1: 1152, 2: 576}
_SIDE = {1: (32, 17), 2: (17, 9)}


@dataclass(frozen=True, slots=True)
class Stream:
    """Sound without tags: frames that may be joined with those of another stream of the same rate and channels."""

    sound: bytes
    seconds: float
    rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class Header:
    """What begins a frame."""

    #: Bytes of the whole frame.
    length: int
    samples: int
    #: kbit/s.
    bitrate: int
    rate: int
    channels: int
    #: Where in the frame an encoder writes "Xing" or "Info" when it describes the stream instead of sounding.
    label_at: int


def read(content: bytes) -> Stream:
    """Walk the frames of *content*, leaving out tags and the frame that only describes the stream.

    Raises:
        ValueError: It is no MP3, a frame is incomplete, or nothing sounds in it.
    """
    at, end = _start(content), _end(content)
    sounding: list[tuple[int, Header]] = []
    while at < end:
        frame = header(content, at)
        if frame is None:
            raise ValueError(f"byte {at:,} does not begin an MP3 frame")
        if at + frame.length > end:
            raise ValueError(f"the frame at byte {at:,} is cut short")
        if not _describes(content[at : at + frame.length], frame):
            sounding.append((at, frame))
        at += frame.length
    return _stream(content, sounding)


def header(content: bytes, at: int) -> Header | None:
    """Return what stands at byte *at*; None when no frame of layer III begins there."""
    bits = int.from_bytes(content[at : at + _HEADER].ljust(_HEADER, b"\0"), "big")
    version, rates = _VERSIONS.get(bits >> 19 & 0b11, (0, ()))
    rate_index, bitrate = bits >> 10 & 0b11, _BITRATES.get(version, (0,) * 16)[bits >> 12 & 0b1111]
    if bits >> 21 != _SYNC or bits >> 17 & 0b11 != _LAYER_III or rate_index >= len(rates) or not bitrate:
        return None
    samples, mono = _SAMPLES[version], bits >> 6 & 0b11 == _MONO
    checksum = 0 if bits >> 16 & 1 else 2
    return Header(
        length=samples // 8 * bitrate * 1000 // rates[rate_index] + (bits >> 9 & 1),
        samples=samples,
        bitrate=bitrate,
        rate=rates[rate_index],
        channels=1 if mono else 2,
        label_at=_HEADER + checksum + _SIDE[version][mono],
    )


def seven_bits(size: bytes) -> int:
    """Return a number written in seven bits a byte, as ID3v2 writes the size of a tag."""
    total = 0
    for byte in size:
        total = total << 7 | byte & 0x7F
    return total


def _stream(content: bytes, sounding: list[tuple[int, Header]]) -> Stream:
    kinds = {(frame.rate, frame.channels) for _, frame in sounding}
    if len(kinds) != 1:
        raise ValueError("it changes its sampling rate" if kinds else "there is no sound in it")
    ((rate, channels),) = kinds
    seconds = sum(frame.samples for _, frame in sounding) / rate
    return Stream(b"".join(content[at : at + frame.length] for at, frame in sounding), seconds, rate, channels)


def _start(content: bytes) -> int:
    """Step over an ID3v2 tag, whose size is written in seven bits a byte."""
    if content[:3] != b"ID3" or len(content) < 10:  # noqa: PLR2004 - the tag's own header
        return 0
    return 10 + seven_bits(content[6:10])


def _end(content: bytes) -> int:
    return len(content) - _ID3V1 if content[-_ID3V1:][:3] == b"TAG" else len(content)


def _describes(frame: bytes, facts: Header) -> bool:
    return frame[facts.label_at : facts.label_at + 4] in {b"Xing", b"Info"} or frame[36:40] == b"VBRI"
