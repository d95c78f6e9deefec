"""Other versions of an episode's sound, such as one for who has little data: as announced, as served, as they are."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from podme_audio.inspection import ogg
from podme_audio.inspection.document import Element, every
from podme_audio.inspection.finding import SHOULD, Check, faults, quoted
from podme_audio.inspection.media import LARGEST
from podme_audio.inspection.visit import Reply, Visitor

#: Of one episode, so many are asked for.
MOST = 4
OPUS = "opus"
#: A number of that many digits is no size of a file.
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Version:
    """Another version of the sound."""

    url: str
    #: What the feed says it is: the type, and the codec beside it.
    type: str
    codecs: str
    #: Bytes the feed announced; 0 when it does not say.
    length: int
    #: Seconds of the episode's sound; 0 when nobody knows.
    duration: float
    head: Reply
    #: None when it was not fetched.
    reply: Reply | None = None
    opus: ogg.Opus | None = None

    @property
    def is_opus(self) -> bool:
        """Whether the feed says so."""
        return OPUS in f"{self.type} {self.codecs}".lower()


def versions(item: Element, duration: float, visitor: Visitor, *, whole: bool) -> Iterator[Version]:
    """Ask for the other versions that *item* offers; *whole* fetches them."""
    for each, url in islice(_offered(item), MOST):
        written = each.get("length") or ""
        length = int(written) if written.isascii() and written.isdecimal() and len(written) < _DIGITS else 0
        head = visitor.ask(url, method="HEAD")
        told = Version(url, each.get("type") or "", each.get("codecs") or "", length, duration, head)
        yield _fetched(told, visitor) if whole and head.is_whole else told


def _offered(item: Element) -> Iterator[tuple[Element, str]]:
    for each in every(item, "podcast:alternateEnclosure"):
        for source in every(each, "podcast:source"):
            if (url := source.get("uri")) and not list(faults(url)):
                yield each, url


def _fetched(version: Version, visitor: Visitor) -> Version:
    with tempfile.TemporaryFile() as file:
        reply = visitor.ask(version.url, most=LARGEST, into=file)
        found = ogg.opus(file)
    told = (version.url, version.type, version.codecs, version.length, version.duration, version.head)
    return Version(*told, reply, found)


def _served(version: Version) -> Iterator[str]:
    head = version.head
    if not head.is_whole:
        yield f"at the alternateEnclosure {head.told}"
    elif head.type != version.type.partition(";")[0].strip().lower():
        yield f"the alternateEnclosure is {quoted(head.type)}, the feed announces {quoted(version.type)}"
    elif version.length and head.length and version.length != head.length:
        yield f"the alternateEnclosure has {head.length:,} bytes, the feed announces {version.length:,}"


def _whole(version: Version) -> Iterator[str]:
    reply, announced = version.reply, version.head.length or version.length
    if reply is None:
        return
    if not reply.is_whole:
        yield f"at the alternateEnclosure {reply.told}"
    elif announced and reply.size != announced:
        yield f"the alternateEnclosure has {reply.size:,} bytes, {announced:,} are announced"


def _codec(version: Version) -> Iterator[str]:
    if version.reply and version.is_opus and version.opus is None:
        yield "the alternateEnclosure is announced as Opus, and is no Opus in Ogg"


def _length(version: Version) -> Iterator[str]:
    found, duration = version.opus, version.duration
    if found and duration and abs(found.duration - duration) > 1:
        yield f"the alternateEnclosure lasts {found.duration:.1f} s, the sound {duration:.1f} s"


def _channels(version: Version) -> Iterator[str]:
    if version.opus and version.opus.channels != 1:
        yield f"the alternateEnclosure has {version.opus.channels} channels"


VERSION = (
    Check("F40", _served, "serve each alternateEnclosure as the feed announces it: type and length", decisive=True),
    Check("F40", _whole, "send each alternateEnclosure whole, as long as announced", decisive=True),
    Check("F40", _codec, "serve Opus in Ogg where Opus is announced", decisive=True),
    Check("F40", _length, "let each alternateEnclosure last as long as the sound: the transcript is that of both"),
    Check("F40", _channels, "encode speech for little data in mono", level=SHOULD),
)
