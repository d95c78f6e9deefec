"""An episode as an item of the feed: its enclosures, its companions, its notes."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from podme_audio.addresses import Addresses
from podme_audio.feed import text
from podme_audio.feed.chapters import TYPE, ordered
from podme_audio.feed.podcast20 import Tag, tag
from podme_audio.feed.rss.told import Channel, Item
from podme_audio.model import Episode, Media

#: How an episode's transcripts are announced: format, type, and whether times were made for reading along.
TRANSCRIPTS = (("vtt", "text/vtt", ""), ("srt", "application/x-subrip", "captions"), ("json", "application/json", ""))
#: What the version for little data is called in apps that offer it.
LOW = "Hemat kuota"
#: A list of chapters worth showing begins here: Apple and Spotify ask for three.
FEWEST_CHAPTERS = 3

#: Characters that a correction, and the title of a soundbite, may have.
_CORRECTION, _SOUNDBITE_TITLE = 500, 128


def disclosure(narrator: str = "") -> str:
    """Say that a machine reads the episode, as every description must."""
    voice = f"{text.title(narrator)}, " if narrator else ""
    return f"Episode ini dibacakan oleh {voice}suara sintetis hasil kecerdasan buatan (AI)."


def published(item: Item) -> datetime:
    return (item.episode.published or item.episode.created).astimezone(UTC)


def write_item(entry: Any, item: Item, channel: Channel) -> None:
    episode, addresses = item.episode, channel.addresses
    media = episode.media
    entry.guid(episode.guid, permalink=False)
    entry.title(text.title(episode.title) or episode.slug)
    entry.link(href=addresses.episode(episode.slug))
    entry.description(_notes(item, addresses))
    entry.enclosure(addresses.media(media.name), str(media.size), media.type)
    entry.pubDate(published(item))
    if section := text.title(episode.section):
        entry.category(term=section)
    if author := text.title(episode.author):
        entry.podcast.itunes_author(author)
    if episode.cover:
        entry.podcast.itunes_image(addresses.media(episode.cover))
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
    if soundbite := _soundbite(item):
        yield soundbite
    if (low := item.episode.low) is not None:
        yield _alternate(low, channel)
    yield tag("podcast:socialInteract", protocol="disabled")
    yield tag("podcast:txt", "true", purpose="ai-content")


def _soundbite(item: Item) -> Tag | None:
    """Offer a taste of the story to whoever shows one."""
    if item.episode.taste is None:
        return None
    start, length = item.episode.taste
    title = text.shortened(text.title(item.episode.title), _SOUNDBITE_TITLE, len)
    return tag("podcast:soundbite", title, startTime=f"{start:.1f}", duration=f"{length:.1f}")


def _alternate(low: Media, channel: Channel) -> Tag:
    """Offer the version for who has little data to spend."""
    bitrate = round(low.size * 8 / low.duration) if low.duration else 0
    return tag(
        "podcast:alternateEnclosure",
        type=low.type.partition(";")[0],
        length=str(low.size),
        bitrate=str(bitrate),
        lang=channel.show.language,
        title=LOW,
        codecs="opus",
        inside=(tag("podcast:source", uri=channel.addresses.media(low.name)),),
    )


def _notes(item: Item, addresses: Addresses) -> Any:
    page = text.link(addresses.episode(item.episode.slug), "Dengarkan sambil membaca transkripnya")
    return html(
        item.episode.description,
        before=_correction(item.episode),
        always=[f"<p>{page}</p>", text.paragraph(disclosure(item.narrator))],
        extras=[_sources(item), _chapter_lines(item)],
    )


def _correction(episode: Episode) -> list[str]:
    """Say first what was put right, and when."""
    told = text.shortened(text.plain(episode.correction), _CORRECTION, len)
    if not told or episode.corrected is None:
        return []
    return [text.paragraph(f"Ralat, {text.long_date(episode.corrected)}: {told}")]


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


def html(body: str, *, always: Sequence[str], before: Sequence[str] = (), extras: Sequence[Sequence[str]] = ()) -> Any:
    return etree.CDATA(text.notes(body, always=always, before=before, extras=extras))
