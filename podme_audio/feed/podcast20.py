"""What feedgen 1.0.0 cannot write: the podcast namespace, and Apple's explicit as "true" or "false".

Tags in, elements of channel and item out. Importing this module also closes feedgen's race: it puts the whole process
into the C locale for every date it writes, without a lock, and threads can leave it there.
"""

from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from lxml import etree  # before feedgen, which expects lxml.etree to be there already

import feedgen.entry  # isort: skip
import feedgen.feed  # isort: skip

feedgen.feed.formatRFC2822 = feedgen.entry.formatRFC2822 = format_datetime

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
#: https://podcasting2.org/docs/podcast-namespace/tags/guid
_GUID_SPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def feed_guid(feed_url: str) -> str:
    """Return the guid of the feed at *feed_url*: computed once, stored, and kept when the feed moves.

    >>> feed_guid("https://podnews.net/rss")
    '9b024349-ccf0-5f69-a609-6b82873eab3c'
    """
    parts = urlsplit(feed_url)
    return str(uuid5(_GUID_SPACE, feed_url.removeprefix(f"{parts.scheme}://").rstrip("/")))


@dataclass(frozen=True, slots=True)
class Tag:
    """An element to be written, its name with its prefix: ``podcast:locked``."""

    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    inside: tuple["Tag", ...] = ()


def tag(name: str, text: str = "", *, inside: tuple[Tag, ...] = (), **attributes: str) -> Tag:
    """Make a Tag, with those *inside* it; attributes without a value are left out."""
    return Tag(name, text, tuple((key, value) for key, value in attributes.items() if value), inside)


class ChannelTags:
    """The feedgen extension of the channel."""

    def __init__(self) -> None:
        self.tags: tuple[Tag, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return NAMESPACES

    def extend_rss(self, rss: Any) -> None:
        for each in self.tags:
            _write(each, rss[0])
        # feedgen declares the content namespace, which nothing here uses
        etree.cleanup_namespaces(rss, keep_ns_prefixes=list(NAMESPACES))


class ItemTags:
    """The feedgen extension of an item."""

    def __init__(self) -> None:
        self.tags: tuple[Tag, ...] = ()

    def extend_rss(self, item: Any) -> None:
        for each in self.tags:
            _write(each, item)


def extend(feed: Any) -> None:
    """Teach a FeedGenerator the tags above: its ``tags.tags`` and those of its entries are written."""
    feed.load_extension("podcast")
    feed.register_extension("tags", ChannelTags, ItemTags, atom=False, rss=True)


def _write(each: Tag, parent: Any) -> None:
    prefix, _, name = each.name.partition(":")
    element = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}", dict(each.attributes))
    element.text = each.text or None
    for one in each.inside:
        _write(one, element)
