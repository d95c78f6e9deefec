"""A show and its episodes in, the RSS that podcast apps read out: PSP-1, Apple, Podcasting 2.0.

Pure and repeatable: the same arguments give the same bytes. RSS words (enclosure, pubDate) are used only in here.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from podme_audio.addresses import Addresses
from podme_audio.exceptions import FeedError
from podme_audio.feed import podcast20, text
from podme_audio.feed.chapters import TYPE, ordered
from podme_audio.feed.podcast20 import Tag, tag
from podme_audio.model import Chapter, Episode, Show, State

from feedgen.feed import FeedGenerator  # isort: skip  (after podcast20, which mends it)

#: How an episode's transcripts are announced: format, type, and whether times were made for reading along.
TRANSCRIPTS = (("vtt", "text/vtt", ""), ("srt", "application/x-subrip", "captions"))
#: The sound podcast apps accept: the end of the name, and the type that must go with it.
SOUNDS = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a"}
ARTWORKS = (".jpg", ".png")
CATEGORIES: dict[str, list[str]] = tomllib.loads(
    files("podme_audio.feed").joinpath("categories.toml").read_text("utf-8")
)
#: How often something new is to be expected, said and as a rule (RFC 5545).
FREQUENCY = ("Setiap hari", "FREQ=DAILY")
#: A list of chapters worth showing begins here: Apple and Spotify ask for three.
FEWEST_CHAPTERS = 3

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2})?")
_WHOLE_SHOW = "Semua episode dibacakan oleh suara sintetis hasil kecerdasan buatan (AI)."


@dataclass(frozen=True, slots=True)
class Channel:
    """What the feed says about the show."""

    show: Show
    addresses: Addresses
    #: The name artwork is served under: ``artwork-<hash>.jpg`` or ``.png``.
    artwork: str
    #: When show or shelf last changed; publishing, correcting and withdrawing are changes. Also the Last-Modified.
    changed: datetime
    #: The feed's new address, once it has moved.
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What the feed says about an episode."""

    episode: Episode
    chapters: tuple[Chapter, ...] = ()
    #: The voice's name as listeners know it, "Putri"; empty when it has none.
    narrator: str = ""


def render(channel: Channel, items: Sequence[Item], *, now: datetime) -> bytes:
    """Write the feed: of *items* those published by *now*, newest first.

    Raises:
        FeedError: Says everything that a feed must have and this one lacks.
    """
    due = sorted((item for item in items if _is_due(item.episode, now)), key=_age)
    complaints = [*_of_show(channel), *_of_items(due)]
    if complaints:
        raise FeedError("; ".join(complaints))
    feed = FeedGenerator()
    podcast20.extend(feed)
    _write_channel(feed, channel)
    for item in due:
        _write_item(feed.add_entry(order="append"), item, channel)
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


def disclosure(narrator: str = "") -> str:
    """Say that a machine reads the episode, as every description must."""
    voice = f"{text.title(narrator)}, " if narrator else ""
    return f"Episode ini dibacakan oleh {voice}suara sintetis hasil kecerdasan buatan (AI)."


def _is_due(episode: Episode, now: datetime) -> bool:
    return episode.state is State.PUBLISHED and episode.published is not None and episode.published <= now


def _age(item: Item) -> tuple[float, str]:
    return (-_published(item).timestamp(), item.episode.guid)


def _published(item: Item) -> datetime:
    return (item.episode.published or item.episode.created).astimezone(UTC)


def _of_show(channel: Channel) -> Iterator[str]:
    show = channel.show
    for name in ("title", "description", "author"):
        if not text.plain(getattr(show, name)):
            yield f"the show has no {name}"
    if not _LANGUAGE.fullmatch(show.language):
        yield f'{show.language!r} is no language code such as "id"'
    if show.category not in CATEGORIES:
        yield f"{show.category!r} is not among Apple's categories"
    elif show.subcategory and show.subcategory not in CATEGORIES[show.category]:
        yield f"{show.subcategory!r} is not among Apple's categories below {show.category!r}"
    if not channel.artwork.endswith(ARTWORKS):
        yield f"artwork {channel.artwork!r} ends in neither .jpg nor .png"
    if urlsplit(channel.addresses.base_url).scheme not in {"http", "https"}:
        yield f"{channel.addresses.base_url!r} is no address for a feed"


def _of_items(items: Sequence[Item]) -> Iterator[str]:
    for what, values in (
        ("guid", [item.episode.guid for item in items]),
        ("media", [item.episode.media.name for item in items]),
    ):
        for value, count in Counter(values).items():
            if count > 1 or not value:
                yield f"{count} episodes have the {what} {value!r}"
    for item in items:
        media = item.episode.media
        if SOUNDS.get(media.name[-4:]) != media.type or media.size < 1:
            yield f"{media.name!r} ({media.type}, {media.size} bytes) is no sound podcast apps accept"


def _write_channel(feed: Any, channel: Channel) -> None:
    show, addresses = channel.show, channel.addresses
    author = text.title(show.author)
    feed.title(text.title(show.title))
    feed.description(_html(show.description, always=[text.paragraph(_WHOLE_SHOW)]))
    feed.link(href=addresses.feed, rel="self", type="application/rss+xml")
    feed.link(href=text.clean(show.link) or addresses.home, rel="alternate")  # the last one is the channel's <link>
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
    feed.tags.tags = tuple(_channel_tags(show))


def _channel_tags(show: Show) -> Iterator[Tag]:
    yield tag("itunes:explicit", "false")
    if show.guid:
        yield tag("podcast:guid", show.guid)
    yield tag("podcast:locked", "yes", owner=text.plain(show.owner_email))
    yield tag("podcast:medium", "podcast")
    yield tag("podcast:updateFrequency", FREQUENCY[0], rrule=FREQUENCY[1])
    yield tag("podcast:txt", "true", purpose="ai-content")


def _write_item(entry: Any, item: Item, channel: Channel) -> None:
    episode, addresses = item.episode, channel.addresses
    media = episode.media
    entry.guid(episode.guid, permalink=False)
    entry.title(text.title(episode.title) or episode.slug)
    entry.link(href=addresses.episode(episode.slug))
    entry.description(_notes(item, addresses))
    entry.enclosure(addresses.media(media.name), str(media.size), media.type)
    entry.pubDate(_published(item))
    if section := text.title(episode.section):
        entry.category(term=section)
    if author := text.title(episode.author):
        entry.podcast.itunes_author(author)
    entry.podcast.itunes_duration(max(1, round(media.duration)))
    entry.podcast.itunes_episode_type("full")
    entry.tags.tags = tuple(_item_tags(item, channel))


def _item_tags(item: Item, channel: Channel) -> Iterator[Tag]:
    slug, addresses = item.episode.slug, channel.addresses
    yield tag("itunes:explicit", "false")
    for format, type, rel in TRANSCRIPTS:
        address = addresses.transcript(slug, format)
        yield tag("podcast:transcript", url=address, type=type, language=channel.show.language, rel=rel)
    if ordered(item.chapters, item.episode.media.duration):
        yield tag("podcast:chapters", url=addresses.chapters(slug), type=TYPE)
    if narrator := text.title(item.narrator):
        yield tag("podcast:person", narrator, role="narrator", group="cast")
    yield tag("podcast:txt", "true", purpose="ai-content")


def _notes(item: Item, addresses: Addresses) -> Any:
    page = text.link(addresses.episode(item.episode.slug), "Dengarkan sambil membaca transkripnya")
    return _html(
        item.episode.description,
        always=[f"<p>{page}</p>", text.paragraph(disclosure(item.narrator))],
        extras=[_sources(item), _chapter_lines(item)],
    )


def _sources(item: Item) -> list[str]:
    """Link the articles that are read, each by its chapter's title where there is one."""
    titles = {chapter.url: chapter.title for chapter in item.chapters}
    links = [url for url in item.episode.links if urlsplit(url).scheme in {"http", "https"}]
    named = [text.link(url, titles.get(url) or item.episode.title) for url in links]
    if len(named) > 1:
        return [text.paragraph("Artikel yang dibacakan:"), f"<ul>{''.join(f'<li>{one}</li>' for one in named)}</ul>"]
    return [f"<p>Artikel aslinya: {one}</p>" for one in named]


def _chapter_lines(item: Item) -> list[str]:
    """Write "00:00:00 Judul" lines, which Apple and Spotify read as chapters."""
    lines = {int(mark.start): mark.title for mark in ordered(item.chapters, item.episode.media.duration)}
    if len(lines) < FEWEST_CHAPTERS:
        return []
    return [text.paragraph(f"{_clock(start)} {title}") for start, title in lines.items()]


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _html(body: str, *, always: Sequence[str], extras: Sequence[Sequence[str]] = ()) -> Any:
    return etree.CDATA(text.notes(body, always=always, extras=extras))
