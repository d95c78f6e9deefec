"""What stands before the sound of an MP3: an ID3v2.3 tag with cover and chapters, and the Info frame.

Written here and not by ffmpeg: all times are known before the first byte is, so the file is written once, and what
ffmpeg leaves out (language, links of chapters, comment, the encoder's delay) is right.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import pack
from typing import Any, Self
from urllib.parse import quote

from podme_audio.audio import encoder
from podme_audio.model import Chapter, Script

#: A table of contents counts its chapters in one byte.
_MOST_CHAPTERS = 255
_FRONT_COVER = 3
_LATIN_1, _UTF_16 = 0, 1
_NO_OFFSET = 0xFFFFFFFF

#: MPEG-1 layer III, 96 kbit/s, 44.1 kHz, unpadded, mono, original.
_INFO_HEADER = b"\xff\xfb\x70\xc4"
_INFO_SIZE = 313
_SIDE = 17
#: What a decoder itself holds back, and leaves out without being told.
_DECODER = 529
#: The Info header tells: number of frames, of bytes, and a table of contents.
_TELLS = 0x7


@dataclass(frozen=True, slots=True)
class Tags:
    """What an episode's file says about itself."""

    title: str
    #: The show.
    album: str
    artist: str
    date: dt.date | None = None
    #: What it is about, in a few sentences.
    comment: str = ""
    #: All that is said, as it is written.
    words: str = ""
    #: The episode's own page, and the feed it came by.
    link: str = ""
    feed: str = ""
    #: A JPEG of about 600 px; none when empty.
    cover: bytes = b""
    #: The addresses of the articles, in the order of the script's articles.
    urls: tuple[str, ...] = ()
    genre: str = "Podcast"
    #: ISO 639-2.
    language: str = "ind"

    @classmethod
    def of(cls, script: Script, **told: Any) -> Self:
        """Take the words and the addresses from *script*, and the rest from what is *told*."""
        words = "\n\n".join(line.written for line in script.lines)
        return cls(**told, words=words, urls=tuple(article.url for article in script.articles))


def id3(tags: Tags, chapters: Sequence[Chapter], duration: float) -> bytes:
    """Return the tag, chapters in order of time."""
    body = b"".join(_frames(tags, chapters, duration))
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def info(frames: int, size: int, length: int) -> bytes:
    """Return the frame that tells a player how long a file of constant bit rate is, and what to leave out of it.

    Args:
        frames: How many frames follow.
        size: Their bytes.
        length: Samples of the recording itself: what is over at the end is padding.
    """
    delay = encoder.DELAY - _DECODER
    padding = min(0xFFF, max(0, frames * encoder.FRAME - delay - length))
    contents = bytes(percent * 255 // 100 for percent in range(100))
    told = b"Info" + pack(">III", _TELLS, frames, size + _INFO_SIZE) + contents
    lame = b"LAME3.100" + bytes(12) + (delay << 12 | padding).to_bytes(3, "big") + bytes(12)
    return (_INFO_HEADER + bytes(_SIDE) + told + lame).ljust(_INFO_SIZE, b"\0")


def _frames(tags: Tags, chapters: Sequence[Chapter], duration: float) -> Iterator[bytes]:
    texts = {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TCON": tags.genre,
        "TYER": tags.date.strftime("%Y") if tags.date else "",
        "TDAT": tags.date.strftime("%d%m") if tags.date else "",
        "TLAN": tags.language,
        "TLEN": str(round(duration * 1000)),
        "TDES": tags.comment,
    }
    yield from (_text(name, text) for name, text in texts.items() if text)
    yield from (
        _frame(name, _told(tags, text)) for name, text in (("COMM", tags.comment), ("USLT", tags.words)) if text
    )
    yield from (_frame(name, _address(url)) for name, url in (("WOAF", tags.link), ("WFED", tags.feed)) if url)
    yield _frame("PCST", pack(">I", 1))  # Apple's own, as TDES and WFED are: it is a podcast
    yield from _contents(chapters, duration)
    if tags.cover:
        yield _frame("APIC", b"\0image/jpeg\0" + bytes([_FRONT_COVER]) + b"\0" + tags.cover)


def _contents(chapters: Sequence[Chapter], duration: float) -> Iterator[bytes]:
    names = [f"chp{number}".encode() + b"\0" for number in range(len(chapters))]
    if not names:
        return
    listed = names[:_MOST_CHAPTERS]
    yield _frame("CTOC", b"toc\0\x03" + bytes([len(listed)]) + b"".join(listed))
    ends = [*(chapter.start for chapter in chapters[1:]), duration]
    for name, chapter, end in zip(names, chapters, ends, strict=True):
        times = pack(">IIII", _ms(chapter.start), _ms(end), _NO_OFFSET, _NO_OFFSET)
        link = _frame("WXXX", b"\0\0" + _address(chapter.url)) if chapter.url else b""
        yield _frame("CHAP", name + times + _text("TIT2", chapter.title) + link)


def _told(tags: Tags, text: str) -> bytes:
    language = tags.language.encode("ascii", "replace")[:3].ljust(3)
    return bytes([_UTF_16]) + language + _wide("") + b"\0\0" + _wide(text)


def _text(name: str, text: str) -> bytes:
    try:
        return _frame(name, bytes([_LATIN_1]) + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _frame(name, bytes([_UTF_16]) + _wide(text))


def _address(url: str) -> bytes:
    return quote(url, safe="%/:;=&?~#+!$,'@()*[]").encode("ascii")


def _wide(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le")


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + pack(">IH", len(body), 0) + body


def _ms(seconds: float) -> int:
    return int(seconds * 1000 + 0.5)
