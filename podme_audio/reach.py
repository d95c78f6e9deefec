"""What settings may say of the world outside: hosts that may be fetched from, feeds that are watched, keys of hooks."""

import re
from urllib.parse import urlsplit

from podme_audio import webhooks

WORDPRESS = "wordpress:"
_SCHEMES = {"http", "https"}


def inner_hosts(value: str) -> str:
    """Return *value* when it lists hosts.

    Raises:
        ValueError: Names the one that is none.
    """
    return ", ".join(hosts(value))


def hosts(value: str) -> tuple[str, ...]:
    """Return the hosts in *value*: names or numbers, with a port or without, between commas or blanks.

    Raises:
        ValueError: Names the one that is none.
    """
    found = tuple(re.split(r"[\s,]+", value.strip().lower())) if value.strip() else ()
    for one in found:
        if not re.fullmatch(r"(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::[0-9]{1,5})?", one):
            raise ValueError(f"{one!r} is not a host such as cms.podme.id or 127.0.0.1:8080")
    return found


def feeds(value: str) -> tuple[str, ...]:
    """Return the addresses in *value*, between commas or blanks: feeds, or ``wordpress:`` and the address of a site."""
    parts = re.split(r"[\s,]+(?=(?:wordpress:)?https?://|$)", value.strip())
    return tuple(dict.fromkeys(part for part in parts if part))


def hook_keys(value: str) -> str:
    """Return *value* when it is one key of hooks, or several.

    Raises:
        ValueError: One of them is none.
    """
    webhooks.keys(value)
    return value


def feed_addresses(value: str) -> str:
    """Return *value* when it lists addresses of feeds.

    Raises:
        ValueError: Names the one that is none.
    """
    for one in feeds(value):
        parts = urlsplit(one.removeprefix(WORDPRESS))
        if parts.scheme not in _SCHEMES or not parts.hostname or re.search(r"\s", one):
            raise ValueError(f"{one!r} is not the address of a feed such as https://podme.id/feed")
    return value
