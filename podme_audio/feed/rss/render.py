"""A show and its episodes in, the RSS that podcast apps read out: PSP-1, Apple, Podcasting 2.0.

Pure and repeatable: the same arguments give the same bytes. RSS words (enclosure, pubDate) are used only in here.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from podme_audio.exceptions import FeedError
from podme_audio.feed import podcast20, text
from podme_audio.feed.podcast20 import Tag, tag
from podme_audio.feed.rss.complaints import of_items, of_show
from podme_audio.feed.rss.items import html, published, write_item
from podme_audio.feed.rss.told import Channel, Item, Links
from podme_audio.model import Episode, State

from feedgen.feed import FeedGenerator  # isort: skip  (after podcast20, which mends it)

RSS = "application/rss+xml"
#: How often something new is to be expected, said and as a rule (RFC 5545).
FREQUENCY = ("Setiap hari", "FREQ=DAILY")
#: What the button says that leads to where the show is supported, before the name of who makes it.
SUPPORT = "Dukung"

_BUILT = re.compile(b"<lastBuildDate>[^<]*</lastBuildDate>")
_WHOLE_SHOW = "Semua episode dibacakan oleh suara sintetis hasil kecerdasan buatan (AI)."


def render(channel: Channel, items: Sequence[Item], *, now: datetime) -> bytes:
    """Write the feed: of *items* those published by *now*, newest first.

    Raises:
        FeedError: Says everything that a feed must have and this one lacks.
    """
    due = sorted((item for item in items if _is_due(item.episode, now)), key=_age)
    complaints = [*of_show(channel), *of_items(due)]
    if complaints:
        raise FeedError("; ".join(complaints))
    feed = FeedGenerator()
    podcast20.extend(feed)
    _write_channel(feed, channel)
    for item in due:
        write_item(feed.add_entry(order="append"), item, channel)
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


@cache
def form() -> str:
    """Tell apart all that decides how a feed is written: another release of ours, or of feedgen, may write another."""
    sources = sorted(Path(podcast20.__file__).parent.rglob("*.py"))
    written = sha256(b"".join(source.read_bytes() for source in sources))
    return f"{written.hexdigest()[:12]} {version('feedgen')}"


def redated(rendered: bytes, changed: datetime) -> bytes:
    """Return the rendered feed as if it had changed at another moment."""
    told = f"<lastBuildDate>{format_datetime(changed.astimezone(UTC))}</lastBuildDate>".encode()
    return _BUILT.sub(told, rendered, count=1)


def _is_due(episode: Episode, now: datetime) -> bool:
    return episode.state is State.PUBLISHED and episode.published is not None and episode.published <= now


def _age(item: Item) -> tuple[float, str]:
    return (-published(item).timestamp(), item.episode.guid)


def _write_channel(feed: Any, channel: Channel) -> None:
    show, addresses = channel.show, channel.addresses
    author = text.title(show.author)
    feed.title(text.title(show.title))
    feed.description(html(show.description, always=[text.paragraph(_WHOLE_SHOW)]))
    feed.link(href=_links(channel).own, rel="self", type=RSS)
    page = channel.page or text.clean(show.link) or addresses.home
    feed.link(href=page, rel="alternate")  # the last one is the channel's <link>
    feed.language(show.language)
    feed.copyright(author)
    feed.generator("Podme Audio")
    feed.lastBuildDate(channel.changed.astimezone(UTC))
    feed.podcast.itunes_author(author)
    feed.podcast.itunes_type("episodic")
    feed.podcast.itunes_category({"cat": show.category, **({"sub": show.subcategory} if show.subcategory else {})})
    feed.podcast.itunes_image(addresses.artwork(channel.artwork))
    if show.owner_email:
        feed.podcast.itunes_owner(text.plain(show.owner_name) or author, text.plain(show.owner_email))
    if channel.moved_to:
        feed.podcast.itunes_new_feed_url(channel.moved_to)
    feed.tags.tags = tuple(_channel_tags(channel))


def _links(channel: Channel) -> Links:
    return channel.links or Links(channel.addresses.feed)


def _channel_tags(channel: Channel) -> Iterator[Tag]:
    show, links = channel.show, _links(channel)
    if channel.hub:
        yield tag("atom:link", rel="hub", href=channel.hub)
    for rel in ("first", "previous", "next", "last"):
        if address := getattr(links, rel):
            yield tag("atom:link", rel={"previous": "prev"}.get(rel, rel), href=address, type=RSS)
    yield tag("itunes:explicit", "false")
    if show.guid:
        yield tag("podcast:guid", show.guid)
    yield tag("podcast:locked", "yes", owner=text.plain(show.owner_email))
    yield tag("podcast:medium", "podcast")
    if channel.funding:
        yield tag("podcast:funding", f"{SUPPORT} {text.title(show.author)}", url=channel.funding)
    if others := [
        tag("podcast:remoteItem", feedGuid=podcast20.feed_guid(url), feedUrl=url, title=text.title(title))
        for url, title in channel.podroll
    ]:
        yield tag("podcast:podroll", inside=tuple(others))
    yield tag("podcast:updateFrequency", FREQUENCY[0], rrule=FREQUENCY[1])
    yield tag("podcast:txt", "true", purpose="ai-content")
