"""The feeds of one show, of its sections and its authors: whether apps can tell them apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from podme_audio.inspection.document import Feed, attribute, text
from podme_audio.inspection.finding import SHOULD, Check, quoted

_Told = Callable[[Feed], str | None]


@dataclass(frozen=True, slots=True)
class Sibling:
    """A feed, and those that were looked at before it."""

    feed: Feed
    before: tuple[Feed, ...]


def _guid(sibling: Sibling) -> Iterator[str]:
    yield from _shared(sibling, "podcast:guid", lambda feed: text(feed.channel, "podcast:guid"))


def _title(sibling: Sibling) -> Iterator[str]:
    yield from _shared(sibling, "title", lambda feed: text(feed.channel, "title"))


def _artwork(sibling: Sibling) -> Iterator[str]:
    yield from _shared(sibling, "artwork", lambda feed: attribute(feed.channel, "itunes:image", "href"))


def _shared(sibling: Sibling, what: str, told: _Told) -> Iterator[str]:
    own = told(sibling.feed)
    twin = next((other.url for other in sibling.before if own and told(other) == own), None)
    if twin:
        yield f"its {what} is that of {quoted(twin)}"


SIBLING = (
    Check("F14", _guid, "give each feed a podcast:guid of its own: apps take two with one guid for the same show"),
    Check("F07", _title, "give each feed a title of its own", level=SHOULD),
    Check("F13", _artwork, "give each feed artwork of its own", level=SHOULD),
)
