"""Where a feed leads: to pages with older episodes (RFC 5005), and to a hub that tells of its changes (WebSub)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podme_audio.inspection.document import Element, every, parse, text
from podme_audio.inspection.finding import SHOULD, Check, faults, quoted
from podme_audio.inspection.served import Served

#: Episodes that every directory and app reads; and how many pages are followed.
MOST, FOLLOWED = 300, 5
#: The relations of a page, each with the names it goes by.
PAGING = {"first": ("first",), "prev": ("prev", "previous"), "next": ("next",), "last": ("last",)}
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r';\s*rel\s*=\s*("[^"]*"|[^\s";,]+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that a feed leads to."""

    url: str
    channel: Element


def _length(served: Served) -> Iterator[str]:
    if (count := len(served.feed.items)) > MOST:
        yield f"it has {count:,} episodes at one address"


def _pages(served: Served) -> Iterator[str]:
    """Follow the pages as an app does that loads older episodes."""
    here = _Page(served.feed.url, served.feed.channel)
    visited = {here.url}
    yield from _wrong_links(here)
    while (url := _href(here.channel, "next")) and not list(faults(url)) and len(visited) <= FOLLOWED:
        if url in visited:
            yield f"{quoted(url)} comes twice: the pages never end"
            return
        visited.add(url)
        reply = served.visitor.ask(url)
        try:
            root = parse(reply.content) if reply.is_whole else None
        except ValueError:
            root = None
        channel = None if root is None else root.find("channel")
        if channel is None:
            yield f"the page {quoted(url)} is no feed: {reply.told}"
            return
        after = _Page(url, channel)
        yield from _wrong_links(after)
        yield from _wrong_page(after, here)
        here = after


def _wrong_links(page: _Page) -> Iterator[str]:
    for rel, names in PAGING.items():
        found = [link.get("href") for name in names for link in every(page.channel, f"atom:link[@rel='{name}']")]
        if len(found) > 1:
            yield f"{len(found)} links are its {rel}"
        yield from (fault for href in found for fault in faults(href))


def _wrong_page(page: _Page, before: _Page) -> Iterator[str]:
    if (own := _href(page.channel, "self")) != page.url:
        yield f"the page {quoted(page.url)} calls itself {quoted(own)}"
    if (back := _href(page.channel, "prev")) != before.url:
        yield f"the page {quoted(page.url)} leads back to {quoted(back)}, not to {quoted(before.url)}"
    if (guid := text(page.channel, "podcast:guid")) != text(before.channel, "podcast:guid"):
        yield f"the page {quoted(page.url)} is of another show: its podcast:guid is {quoted(guid)}"


def _hub(served: Served) -> Iterator[str]:
    """Compare feed and headers where either names a hub: the headers are what the specification asks for."""
    told = _links(served.first.headers)
    hubs = {link.get("href") for link in every(served.feed.channel, "atom:link[@rel='hub']")}
    named = {url for rel, url in told if rel == "hub"}
    if not hubs and not named:
        return
    if hubs != named:
        yield f"the feed names the hub {_listed(hubs)}, the Link header {_listed(named)}"
    if (own := [url for rel, url in told if rel == "self"]) != [served.feed.url]:
        yield f"the Link header has {len(own)} rel=self: {_listed(set(own))}"


def _links(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Read Link headers (RFC 8288): each relation with its address."""
    found = []
    for url, parameters in _LINK.findall(headers.get("Link", "")):
        if rel := _REL.search(parameters):
            found += [(name.lower(), url) for name in rel[1].strip('"').split()]
    return found


def _href(channel: Element, rel: str) -> str | None:
    names = PAGING.get(rel, (rel,))
    found = [link.get("href") for name in names for link in every(channel, f"atom:link[@rel='{name}']")]
    return found[0] if found else None


def _listed(addresses: set[str]) -> str:
    return ", ".join(sorted(map(quoted, addresses))) or "none"


LINKS = (
    Check("F-pages", _length, f"keep the newest {MOST} in it, and link pages of older ones (RFC 5005)", level=SHOULD),
    Check("F-pages", _pages, "let each page link first, prev, next and last, itself as self, and be of the same show"),
    Check("H-hub", _hub, "name the hub in the feed and in a Link header, and there the feed once as self (WebSub)"),
)
