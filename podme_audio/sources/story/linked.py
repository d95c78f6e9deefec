"""What a page says of its article to search engines (schema.org, JSON-LD)."""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

WIB = timezone(timedelta(hours=7))
_TYPES = {"NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting"}
#: What content management systems call who has no name.
_NOBODY = {"admin", "administrator", "superadmin", "webmaster"}
#: How deep an article lies in what a page says of itself, at most.
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Linked:
    """What is said of an article; empty where nothing is."""

    headline: str = ""
    byline: str = ""
    section: str = ""
    body: str = ""
    published: datetime | None = None
    modified: datetime | None = None


def linked(tree: Any, address: str) -> Linked:
    """Return what the page at *address* says of its article; of several, the one with that address."""
    found = [one for script in tree.iter("script") if _is_linked(script) for one in _articles(_read(script.text or ""))]
    own = [one for one in found if _same(address, one)]
    one = next(iter([*own, *found]), {})
    return Linked(
        _text(one.get("headline")) or _text(one.get("name")),
        ", ".join(dict.fromkeys(name for name in _names(one.get("author")) if name.casefold() not in _NOBODY)),
        next(_names(one.get("articleSection")), ""),
        html.unescape(one["articleBody"]) if isinstance(one.get("articleBody"), str) else "",
        moment(one.get("datePublished")),
        moment(one.get("dateModified")),
    )


def moment(value: Any, zone: timezone = WIB) -> datetime | None:
    """Read a moment; one without a zone is Jakarta's, or the *zone*'s, and a day alone is its noon.

    >>> moment("2026-05-04T09:00:00+07:00").isoformat()
    '2026-05-04T02:00:00+00:00'
    """
    try:
        found = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    if len(str(value).strip()) <= len("2026-05-04"):
        found = found.replace(hour=12)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None


def _is_linked(script: Any) -> bool:
    return str(script.get("type", "")).partition(";")[0].strip().lower() == "application/ld+json"


def _read(text: str) -> Any:
    try:
        return json.loads(text.strip().removeprefix("<!--").removesuffix("-->").strip(), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _articles(one, depth + 1)
    elif isinstance(value, dict):
        types = value.get("@type")
        if {types} & _TYPES if isinstance(types, str) else _is_among(types):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _articles(value.get(key), depth + 1)


def _is_among(types: Any) -> bool:
    return isinstance(types, list) and any(isinstance(one, str) and one in _TYPES for one in types)


def _same(address: str, one: dict[str, Any]) -> bool:
    page = one.get("mainEntityOfPage")
    named = (one.get("url"), one.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    return any(isinstance(name, str) and _bare(name) == _bare(address) for name in named if isinstance(name, str))


def _bare(address: str) -> str:
    return address.partition("#")[0].partition("?")[0].partition("://")[2].removeprefix("www.").rstrip("/")


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _names(one)
    elif name := _text(value.get("name") if isinstance(value, dict) else value):
        yield name


def _text(value: Any) -> str:
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""
