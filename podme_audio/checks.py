"""A setting as it was given in; the same, or what is wrong with it, out. Nothing here enters a room."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from podme_audio import choices, reach

LOGS = ("auto", "console", "json")
#: Who sends the sound, when it is not a bucket or a CDN.
SERVINGS = ("self", "x-accel")
#: Lets who asks from this machine read the metrics.
LOCAL = "local"
SHORTEST_TOKEN = 16
DAY = 24 * 60
CAP = r"(\w+)=([0-9]{1,12})"
ANYWHERE = "*"

_SITE = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?", re.IGNORECASE)


def amount(value: int) -> int:
    if value < 0:
        raise ValueError(f"{value} is less than nothing: give 0 or more")
    return value


def lines(value: int) -> int:
    if value < 0:
        raise ValueError(f"{value} lines cannot be spoken at once: give 1 or more, or 0 for one per core")
    return value


def caps(value: str) -> str:
    for part in filter(None, re.split(r"[\s,]+", value)):
        match = re.fullmatch(CAP, part)
        if match is None:
            raise ValueError(f"{part!r} is no cap: write engine=characters, such as gtts=500000")
        choices.engine(match[1])
    return value


def filled(value: str) -> str:
    if not value:
        raise ValueError("it is empty, but every feed must say it")
    return value


def email(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+", value):
        raise ValueError(f"{value!r} is not an e-mail address such as redaksi@podme.id")
    return value


def file(value: Path | None) -> Path | None:
    """Open it once: whether what is in it makes sense is for those who read it."""
    if value is not None:
        try:
            value.open("rb").close()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ValueError(f"{value} cannot be read ({reason}): give a file that is there, or nothing") from error
    return value


def port(value: int) -> int:
    highest = 65535
    if not 0 < value <= highest:
        raise ValueError(f"{value} is not a port: choose 1 to {highest}")
    return value


def address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
        raise ValueError(f"{value!r} is not an address such as https://audio.podme.id")
    return value.rstrip("/")


def feed(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError(f"{value!r} is not the address of a feed such as https://podme.id/feed")
    return value


def minutes(value: int) -> int:
    if not 0 < value <= DAY:
        raise ValueError(f"{value} is no number of minutes: give 1 to {DAY}")
    return value


def log(value: str) -> str:
    if value not in LOGS:
        raise ValueError(f"{value!r} is no way to log: choose {', '.join(LOGS)}")
    return value


def metrics(value: str) -> str:
    """Check without repeating it: it may be a secret."""
    if value not in {"", LOCAL} and (len(value) < SHORTEST_TOKEN or not value.isascii() or " " in value):
        raise ValueError(f"give nothing, {LOCAL}, or a token of {SHORTEST_TOKEN} or more ASCII characters, no spaces")
    return value


def media_serving(value: str) -> str:
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"})
    if value not in SERVINGS and (not secure or not parts.hostname or parts.query or parts.fragment or parts.username):
        raise ValueError(f"{value!r} is neither {' nor '.join(SERVINGS)} nor an address such as https://cdn.podme.id")
    return value.rstrip("/")


def frames(value: str) -> str:
    """Check what names the sites that may frame an episode, as it goes to browsers."""
    sites = value.split()
    wrong = next((site for site in sites if not _SITE.fullmatch(site)), "" if sites else "nothing")
    if value != ANYWHERE and wrong:
        raise ValueError(f"{wrong!r} is no site: write {ANYWHERE} for any, or https://podme.id https://*.podme.id")
    return " ".join(sites)


CHECKS: dict[str, Any] = {
    "artwork": file,
    "cache_mb": amount,
    "datacentres": file,
    "caps": caps,
    "oidc_issuer": choices.issuer,
    "oidc_roles": choices.roles,
    "proxies": amount,
    "second_factor": choices.second_factor,
    "engine": choices.engine,
    "frame_ancestors": frames,
    "lexicon": file,
    "lines": lines,
    "owner_email": email,
    "show_author": filled,
    "show_category": choices.category,
    "show_description": filled,
    "show_title": filled,
    "port": port,
    "public_url": address,
    "show_link": address,
    "apple_url": address,
    "spotify_url": address,
    "funding_url": address,
    "podroll": choices.podroll,
    "log": log,
    "metrics": metrics,
    "hub": feed,
    "watch_feed": reach.feed_addresses,
    "watch_articles": amount,
    "fetch_allow": reach.inner_hosts,
    "hook_keys": reach.hook_keys,
    "sites": file,
    "watch_minutes": minutes,
    "media_serving": media_serving,
}
