"""How an episode's sound is served: what downloading, resuming and seeking rely on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from podme_audio.inspection.finding import Check, quoted
from podme_audio.inspection.items import sound_type
from podme_audio.inspection.visit import OK, PARTIAL, UNCHANGED, Reply, Visitor

#: Bytes of one recording that are fetched at most: eleven hours at 96 kbit/s.
LARGEST = 500_000_000
#: Bytes that a part is asked for.
PART = 500
OTHER, LONG_AGO = '"podme-check"', "Sat, 01 Jan 2000 00:00:00 GMT"
_GONE = {404, 410}
_TOO_FAR = 416


@dataclass(frozen=True, slots=True)
class Media:
    """The sound at an address, what the feed announced of it, and the two answers apps begin with."""

    url: str
    #: Bytes the feed announced; 0 when that made no sense.
    announced: int
    visitor: Visitor
    head: Reply
    #: The answer to ``Range: bytes=0-1``.
    probe: Reply

    @property
    def reply(self) -> Reply:
        return self.head if self.head.status == OK else self.probe

    @property
    def size(self) -> int:
        """The bytes there are; 0 when nobody says."""
        total = self.probe.headers.get("Content-Range", "").rpartition("/")[2]
        return self.head.length or (int(total) if total.isascii() and total.isdecimal() else 0)

    def part(self, wanted: str, **conditions: str) -> Reply:
        """Ask for a range; of an answer that ignores it, only a little is read."""
        headers = {name.replace("_", "-"): value for name, value in conditions.items()}
        return self.visitor.ask(self.url, {"Range": f"bytes={wanted}", **headers}, most=PART)


def approach(url: str, announced: int, visitor: Visitor) -> Media:
    """Ask what an app asks first."""
    head = visitor.ask(url, method="HEAD")
    return Media(url, announced, visitor, head, visitor.ask(url, {"Range": "bytes=0-1"}, most=PART))


def absent(url: str, visitor: Visitor) -> Reply:
    """Ask for sound that cannot be there, beside *url*."""
    return visitor.ask(f"{url.partition('?')[0].rpartition('/')[0]}/podme-check-{'0' * 12}.mp3", most=PART)


def _not_there(reply: Reply) -> Iterator[str]:
    if reply.status not in _GONE:
        yield f"{quoted(reply.url)} is not there, and it answers {reply.status or reply.told}"


def fetch(media: Media, file: BinaryIO) -> Reply:
    """Fetch the sound whole into *file*."""
    return media.visitor.ask(media.url, most=LARGEST, into=file)


def shortfall(media: Media, reply: Reply) -> Iterator[str]:
    """Yield why what was fetched is not the whole sound."""
    if not reply.is_whole:
        yield reply.told
    elif media.size and reply.size != media.size:
        yield f"{reply.size:,} bytes came, and HEAD told of {media.size:,}"


def _page_instead(media: Media) -> Iterator[str]:
    for reply in (media.head, media.probe):
        if reply.status in {OK, PARTIAL} and reply.type.startswith("text/"):
            yield f"it answers {reply.status} {reply.type}"
            return


def _gone(media: Media) -> Iterator[str]:
    if media.head.status != OK and media.probe.status not in {OK, PARTIAL}:
        yield media.probe.told


def _head(media: Media) -> Iterator[str]:
    if media.head.status != OK:
        yield f"to HEAD {media.head.told}"


def _length(media: Media) -> Iterator[str]:
    if media.announced and media.size and media.announced != media.size:
        yield f"the feed announces {media.announced:,} bytes, there are {media.size:,}"


def _told_length(media: Media) -> Iterator[str]:
    if not media.size:
        yield "there is no Content-Length"


def _type(media: Media) -> Iterator[str]:
    demanded = sound_type(media.url)
    if demanded and media.reply.type != demanded:
        yield f"Content-Type is {quoted(media.reply.type)}, not {demanded}"


def _validators(media: Media) -> Iterator[str]:
    for name in ("ETag", "Last-Modified"):
        if name not in media.reply.headers:
            yield f"there is no {name}"
    if media.reply.headers.get("Content-Encoding", "identity") != "identity":
        yield f"Content-Encoding is {quoted(media.reply.headers['Content-Encoding'])}"


def _probe(media: Media) -> Iterator[str]:
    yield from _portion(media, media.probe, 0, 1)


def _accepts(media: Media) -> Iterator[str]:
    if media.reply.headers.get("Accept-Ranges") != "bytes":
        yield f"Accept-Ranges is {quoted(media.reply.headers.get('Accept-Ranges'))}"


def _rest(media: Media) -> Iterator[str]:
    if start := max(0, media.size - PART):
        yield from _portion(media, media.part(f"{start}-"), start, media.size - 1)


def _end(media: Media) -> Iterator[str]:
    if media.size > PART:
        yield from _portion(media, media.part(f"-{PART}"), media.size - PART, media.size - 1)


def _beyond(media: Media) -> Iterator[str]:
    reply = media.part(f"{media.size}-")
    if reply.status != _TOO_FAR or reply.headers.get("Content-Range") != f"bytes */{media.size}":
        told = quoted(reply.headers.get("Content-Range"))
        yield f"to bytes={media.size}- it answers {reply.status}, Content-Range {told}"


def _resumes(media: Media) -> Iterator[str]:
    conditions = (
        (media.reply.headers.get("ETag"), PARTIAL),
        (OTHER, OK),
        (media.reply.headers.get("Last-Modified"), PARTIAL),
        (LONG_AGO, OK),
    )
    for condition, status in conditions:
        if condition and (reply := media.part("0-1", If_Range=condition)).status != status:
            yield f"to If-Range: {quoted(condition)} it answers {reply.status}, not {status}"


def _unchanged(media: Media) -> Iterator[str]:
    if etag := media.reply.headers.get("ETag"):
        reply = media.visitor.ask(media.url, {"If-None-Match": etag}, most=PART)
        if reply.status != UNCHANGED:
            yield f"to If-None-Match it answers {reply.status}"


def _portion(media: Media, reply: Reply, first: int, last: int) -> Iterator[str]:
    told = reply.headers.get("Content-Range")
    expected = f"bytes {first}-{last}/{media.size}"
    if reply.status != PARTIAL:
        yield f"to bytes {first} to {last} it answers {reply.status or reply.told}"
    elif told != expected or reply.size != last - first + 1:
        yield f"to {expected} it answers {quoted(told)} with {reply.size:,} bytes"


ABSENT = (Check("M15", _not_there, "answer 404 or 410 for sound that is not there"),)
MEDIA = (
    Check("M15", _page_instead, "answer with the sound, or with 404 or 410; never with a page", decisive=True),
    Check("M01", _gone, "serve the sound at the address the feed announces", decisive=True),
    Check("M01", _head, "answer HEAD with 200: Apple asks so"),
    Check("M02", _told_length, "send Content-Length"),
    Check("F27", _length, "announce the file's real size: AntennaPod fails a download of another"),
    Check("M03", _type, "serve .mp3 as audio/mpeg, .m4a as audio/x-m4a"),
    Check("M05", _validators, "send ETag and Last-Modified, and no Content-Encoding"),
    Check("M06", _probe, "answer Range: bytes=0-1 with 206 and two bytes: Apple begins so", decisive=True),
    Check("M04", _accepts, "send Accept-Ranges: bytes"),
    Check("M07", _rest, "answer an open range with 206 up to the end"),
    Check("M08", _end, f"answer bytes=-{PART} with the last {PART} bytes"),
    Check("M09", _beyond, "answer a range beyond the end with 416 and Content-Range: bytes */SIZE"),
    Check("M10", _resumes, "obey If-Range: 206 while ETag or date is the same, else 200 and everything"),
    Check("M13", _unchanged, "answer 304 when If-None-Match names the ETag"),
)
