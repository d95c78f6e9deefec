"""The bytes of a feed in, a feed to look at out: is it XML, is it RSS, are its names those that apps know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from podme_audio.inspection.finding import Check, is_local, quoted
from podme_audio.inspection.visit import Reply

#: Written here once more, not borrowed from our own renderer: a check that shares its table sees none of its errors.
NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
RSS = "application/rss+xml"
#: Tags a feed may have, so that a parsed one fits into memory; 10,000 episodes have half as many.
_MOST_TAGS = 1_000_000
#: Episodes that are looked at; more than any app reads.
_MOST_ITEMS = 20_000

#: A document type before the first element: what entities would be declared in.
_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*[\"']utf-8[\"']", re.IGNORECASE)

Element = Any


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that could be parsed."""

    #: Where it was asked for.
    url: str
    root: Element
    reply: Reply
    now: datetime

    @property
    def channel(self) -> Element:
        return self.root.find("channel")

    @property
    def items(self) -> list[Element]:
        return list(self.channel.iterfind("item"))


def text(element: Element, path: str) -> str | None:
    """Return the text at *path*, as it stands there; None when there is no such element."""
    found = element.find(path, NAMESPACES)
    return None if found is None else "".join(found.itertext())


def attribute(element: Element, path: str, name: str) -> str | None:
    found = element.find(path, NAMESPACES)
    value: str | None = None if found is None else found.get(name)
    return value


def every(element: Element, path: str) -> list[Element]:
    return list(element.iterfind(path, NAMESPACES))


def parse(content: bytes) -> Element:
    """Parse strictly, without fetching or expanding anything.

    Raises:
        ValueError: Says where it is no XML, or why it is not parsed at all.
    """
    if doctype := _DOCTYPE.match(content):
        if content[doctype.end() :].lstrip()[:4].lower() == b"html":
            raise ValueError("it is a web page, not a feed")
        raise ValueError("it declares a document type, whose entities apps refuse")
    if content.count(b"<") > 2 * _MOST_TAGS:
        raise ValueError(f"it has more than {_MOST_TAGS:,} tags")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, remove_pis=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"it is not well-formed XML: {quoted(str(error))}") from error


def _is_utf8(content: bytes) -> Iterator[str]:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"byte {error.start:,} is not UTF-8"


def _is_well_formed(content: bytes) -> Iterator[str]:
    try:
        parse(content)
    except ValueError as error:
        yield str(error)


def _declares_utf8(feed: Feed) -> Iterator[str]:
    if not _DECLARATION.match(feed.reply.content):
        yield f"it begins with {quoted(feed.reply.content[:40].decode('utf-8', 'replace'))}"


def _is_rss(root: Element) -> Iterator[str]:
    if root.tag != "rss" or root.get("version") != "2.0":
        yield f"its root is <{quoted(str(root.tag))}>, version {quoted(root.get('version'))}"
    elif root.find("channel") is None:
        yield "it has no channel"


def _is_long(root: Element) -> Iterator[str]:
    if (count := len(root.findall("channel/item"))) > _MOST_ITEMS:
        yield f"it has {count:,} episodes, and is not looked at beyond {_MOST_ITEMS:,}"


def _names(feed: Feed) -> Iterator[str]:
    used = {"content"} if every(feed.channel, "item/content:encoded") else set()
    for prefix in ("itunes", "podcast", "atom", *used):
        if feed.root.nsmap.get(prefix) != NAMESPACES[prefix]:
            yield f"xmlns:{prefix} is {quoted(feed.root.nsmap.get(prefix))}"


def _self(feed: Feed) -> Iterator[str]:
    links = every(feed.channel, "atom:link[@rel='self']")
    if len(links) != 1:
        yield f"{len(links)} atom:link elements have rel=self"
        return
    if links[0].get("type") != RSS:
        yield f"its type is {quoted(links[0].get('type'))}"
    if links[0].get("href") != feed.url:
        yield f"it leads to {quoted(links[0].get('href', ''))}, not to where the feed is"


def _moved(feed: Feed) -> Iterator[str]:
    new = text(feed.channel, "itunes:new-feed-url")
    if new is not None and new.strip() != feed.reply.url:
        yield f"itunes:new-feed-url is {quoted(new)}, and the old address answers {feed.reply.status}"


def _is_public(feed: Feed) -> Iterator[str]:
    if feed.reply.redirected:
        yield f"the address redirects to {quoted(feed.reply.url)}"
    if "Set-Cookie" in feed.reply.headers:
        yield "it sets a cookie"
    if not feed.url.startswith("https://") and not is_local(feed.url):
        yield "it is not served over https"


#: Of bytes, and then of what they parse to: a feed that fails here cannot be looked at.
READABLE = (
    Check("F02", _is_utf8, "write the feed in UTF-8", decisive=True),
    Check("F01", _is_well_formed, "serve XML here, written by a library, with control characters dropped first"),
)
RSS_2 = (
    Check("F03", _is_rss, 'write one <channel> within <rss version="2.0">', decisive=True),
    Check("F22", _is_long, "keep the newest 300 episodes in it, and link pages of older ones (RFC 5005)"),
)
DOCUMENT = (
    Check("F02", _declares_utf8, 'begin the feed with <?xml version="1.0" encoding="UTF-8"?>'),
    Check("F04", _names, "declare " + ", ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())),
    Check("F06", _self, f'write exactly one <atom:link rel="self" type="{RSS}"> with the address of the feed'),
    Check("F-moved", _moved, "answer 301 at the old address, and keep it"),
    Check("H-public", _is_public, "serve the feed at its own address, over https, without cookies or redirects"),
)
