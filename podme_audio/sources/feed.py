"""The newsroom's own feed, RSS or Atom -> what stands in it, by feedparser (BSD-2).

Not a source of articles: each entry's address is one, for `page` to read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from podme_audio.exceptions import FetchError, NetworkError
from podme_audio.outgoing import Answer, Outgoing

#: What of an entry tells that its article is another than before.
_TELLING = ("title", "updated", "published", "summary")


@dataclass(frozen=True, slots=True)
class News:
    """An article as a feed tells of it."""

    #: Its address.
    reference: str
    #: Another when the article is.
    digest: str


def news(url: str, get: Callable[[str], Answer] | None = None) -> tuple[News, ...]:
    """Return the articles in the feed at *url*, oldest first, each once.

    Raises:
        FetchError: It does not answer, or is no feed.
    """
    import feedparser  # noqa: PLC0415 - a tenth of a second that only this needs

    try:
        content = (get or Outgoing(timeout=10).get)(url).content
    except NetworkError as error:
        raise FetchError(f"the feed {url} cannot be read: {error}", reference=url) from error
    if b"<!ENTITY" in content:  # feedparser spends seconds on what such a feed would unfold to
        raise FetchError(f"the feed {url} declares entities, as no honest feed does", reference=url)
    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise FetchError(f"{url} is no feed of RSS or Atom", reference=url)
    entries = {entry.link: News(entry.link, _digest(entry)) for entry in reversed(found.entries) if _is_page(entry)}
    return tuple(entries.values())


def _digest(entry: Any) -> str:
    return sha256("\0".join(str(entry.get(name, "")) for name in _TELLING).encode()).hexdigest()


def _is_page(entry: Any) -> bool:
    return str(entry.get("link", "")).startswith(("http://", "https://"))
