"""A newsroom's own feed, RSS or Atom -> what stands in it, by feedparser (BSD-2); or the same by WordPress' REST API.

Not a source of articles: each entry's address is one, for `page` or `wordpress` to read.
"""

import html
import re
from calendar import timegm
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from podme_audio.exceptions import FetchError, NotAnArticleError
from podme_audio.outgoing import FEED
from podme_audio.sources import rest
from podme_audio.sources.reading import Means, read
from podme_audio.sources.wordpress import SCHEME, listing

#: What of an entry tells that its article is another than before.
_TELLING = ("title", "updated", "published", "summary")
#: feedparser spends seconds on what such a feed would unfold to.
_ENTITIES = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]{0,2000}\[", re.IGNORECASE)
#: In others than these the above could be written with other bytes.
_PLAIN = re.compile(rb"(?i)utf-?(?:8|16)(?:le|be)?|us-ascii|latin-?1|iso-?8859-\d+|(?:windows-|cp)125\d")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']*)""")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class News:
    """An article as a feed tells of it."""

    #: Its address.
    reference: str
    #: Another when the article is.
    digest: str
    title: str = ""
    #: When it was published, or changed, as the feed says.
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the last look at a feed left, to ask only for what is new."""

    etag: str = ""
    #: As the host wrote it.
    modified: str = ""
    #: When that was; asked of WordPress.
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a feed."""

    news: tuple[News, ...] = ()
    seen: Seen = field(default_factory=Seen)


def news(url: str, means: Means, before: Seen | None = None) -> Look:
    """Return the articles in the feed at *url*, oldest first, each once; none when nothing changed since *before*.

    Raises:
        FetchError: It does not answer, or is no feed.
    """
    before = before or Seen()
    if url.startswith(SCHEME):
        return Look(_posts(url, means, before))
    told = {"If-None-Match": before.etag, "If-Modified-Since": before.modified}
    answer = _fetched(url, means, {name: value for name, value in told.items() if value})
    seen = Seen(answer.headers.get("ETag", "")[:500], answer.headers.get("Last-Modified", "")[:100])
    return Look((), before) if answer.status == _NOT_MODIFIED else Look(_entries(answer.content, url), seen)


def _fetched(url: str, means: Means, headers: dict[str, str]) -> Any:
    try:
        return read(means.get, url, f"the feed {url}", kind=FEED, headers=headers)
    except NotAnArticleError as error:
        raise FetchError(str(error), reference=url) from error


def _entries(content: bytes, url: str) -> tuple[News, ...]:
    import feedparser  # noqa: PLC0415 - a tenth of a second that only this needs

    if not _is_honest(content):
        raise FetchError(f"the feed {url} declares entities, as no honest feed does", reference=url)
    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise FetchError(f"{url} is no feed of RSS or Atom", reference=url)
    entries = {entry.link: _told(entry) for entry in reversed(found.entries) if _is_page(entry)}
    return tuple(entries.values())


def _is_honest(content: bytes) -> bool:
    """Whether nothing in it unfolds, in whichever encoding it may be read."""
    narrow = content.replace(b"\0", b"")
    for mark in _MARKS:
        narrow = narrow.removeprefix(mark)
    declared = _DECLARED.match(narrow)
    plain = declared is None or _PLAIN.fullmatch(declared[1].strip()) is not None
    return plain and narrow.lstrip()[:1] in {b"<", b""} and not _ENTITIES.search(narrow)


def posts(site: str, means: Means, *, category: str = "", since: datetime | None = None) -> tuple[News, ...]:
    """Return the posts of a WordPress site, newest first.

    Raises:
        SourceError: It is not WordPress, or does not tell.
    """
    found = rest.posts(site.removeprefix(SCHEME), means, category=category, since=since)
    return tuple(_listed(one) for one in found)


def _posts(url: str, means: Means, before: Seen) -> tuple[News, ...]:
    meant = listing(url)
    found = rest.posts(meant.site, means, category=meant.category, since=before.at or meant.since, changed=True)
    return tuple(_listed(one) for one in reversed(found))


def _listed(one: rest.Post) -> News:
    return News(one.address, _hashed([one.title, str(one.modified)]), one.title, one.modified)


def _told(entry: Any) -> News:
    when = entry.get("published_parsed") or _said(entry, "updated_parsed")
    at = datetime.fromtimestamp(timegm(when), UTC) if when else None
    return News(entry.link, _digest(entry), _plain(str(entry.get("title", ""))), at)


def _plain(title: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]{0,500}>", "", title)).split())[:300]


def _digest(entry: Any) -> str:
    return _hashed([str(_said(entry, name)) for name in _TELLING])


def _said(entry: Any, name: str) -> Any:
    """Return what an entry says; one that never changed was changed when it was published."""
    return entry.get(name if name in entry else name.replace("updated", "published"), "")


def _hashed(told: list[str]) -> str:
    return sha256("\0".join(told).encode()).hexdigest()


def _is_page(entry: Any) -> bool:
    return str(entry.get("link", "")).startswith(("http://", "https://"))
