"""What the artwork is: an address in, what directories would refuse out."""

from collections.abc import Iterator
from dataclasses import dataclass

from podme_audio import feed
from podme_audio.exceptions import FeedError
from podme_audio.inspection.finding import SHOULD, Check, quoted
from podme_audio.inspection.visit import OK, Reply, Visitor

TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
HEAVIEST = 512_000


@dataclass(frozen=True, slots=True)
class Picture:
    """Artwork and how it is served."""

    url: str
    head: Reply
    reply: Reply


def fetch(url: str, visitor: Visitor) -> Picture:
    return Picture(url, visitor.ask(url, method="HEAD"), visitor.ask(url))


def _served(picture: Picture) -> Iterator[str]:
    if not picture.reply.is_whole:
        yield picture.reply.told


def _head(picture: Picture) -> Iterator[str]:
    if picture.head.status != OK:
        yield f"to HEAD {picture.head.told}"


def _type(picture: Picture) -> Iterator[str]:
    suffix = f".{picture.url.partition('?')[0].rpartition('.')[2].lower()}"
    if picture.reply.type != TYPES.get(suffix):
        yield f"Content-Type is {quoted(picture.reply.type)} at an address that ends in {quoted(suffix)}"


def _content(picture: Picture) -> Iterator[str]:
    try:
        feed.checked_artwork(picture.reply.content)
    except FeedError as error:
        yield str(error)


def _weight(picture: Picture) -> Iterator[str]:
    if picture.reply.size > HEAVIEST:
        yield f"it has {picture.reply.size:,} bytes"


PICTURE = (
    Check("A01", _served, "serve the artwork where the feed announces it", decisive=True),
    Check("A01", _head, "answer HEAD with 200: Apple asks so"),
    Check("A01", _type, "serve .jpg as image/jpeg, .png as image/png"),
    Check("A02", _content, "draw it square, 1400 to 3000 px, RGB without transparency, JPEG or PNG", decisive=True),
    Check("A03", _weight, f"save it in at most {HEAVIEST:,} bytes", level=SHOULD),
)
