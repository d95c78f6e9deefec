"""What a feed must have, and this one lacks."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from urllib.parse import urlsplit

from podme_audio.feed import text
from podme_audio.feed.rss.told import Channel, Item

#: The sound podcast apps accept as an enclosure: the end of the name, and the type that must go with it.
SOUNDS = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a"}
ARTWORKS = (".jpg", ".png")
CATEGORIES: dict[str, list[str]] = tomllib.loads(
    files("podme_audio.feed").joinpath("categories.toml").read_text("utf-8")
)

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2})?")


def of_show(channel: Channel) -> Iterator[str]:
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


def of_items(items: Sequence[Item]) -> Iterator[str]:
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
