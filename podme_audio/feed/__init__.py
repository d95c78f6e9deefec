"""Episodes in, what podcast apps read out: the feed, transcripts, chapters, artwork."""

from podme_audio.feed.artwork import (
    BRAND,
    artwork_name,
    checked_artwork,
    cover,
    episode_artwork,
    episode_look,
    show_artwork,
    strand_artwork,
)
from podme_audio.feed.chapters import chapters
from podme_audio.feed.podcast20 import feed_guid
from podme_audio.feed.rss import Channel, Item, Links, disclosure, form, redated, render
from podme_audio.feed.transcript import srt, transcript_json, vtt

__all__ = [
    "BRAND",
    "Channel",
    "Item",
    "Links",
    "artwork_name",
    "chapters",
    "checked_artwork",
    "cover",
    "disclosure",
    "episode_artwork",
    "episode_look",
    "feed_guid",
    "form",
    "redated",
    "render",
    "show_artwork",
    "srt",
    "strand_artwork",
    "transcript_json",
    "vtt",
]
