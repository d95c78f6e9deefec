"""The feed as podcast apps read it."""

from podme_audio.feed.rss.complaints import CATEGORIES
from podme_audio.feed.rss.items import disclosure
from podme_audio.feed.rss.render import form, redated, render
from podme_audio.feed.rss.told import Channel, Item, Links

__all__ = ["CATEGORIES", "Channel", "Item", "Links", "disclosure", "form", "redated", "render"]
