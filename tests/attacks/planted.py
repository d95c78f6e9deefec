"""What an attacker plants, and what looks for it in what comes out."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from lxml import etree, html

from podme_audio import web

#: An element and an attribute for wherever text may stand: between tags, in an attribute, in a script, in a comment.
EVIL = """"'></script><svg onload=siege()><img src=x onerror=siege()>"""
#: Where a link may stand.
LINK = "javascript:siege()"
#: Runs when it is planted, in each page's own way.
_LINKS = ("href", "src", "action", "formaction", "data", "hx-get", "hx-post", "poster")
_FRAMES = {"iframe", "object", "embed", "base", "frame", "applet", "math"}


def evil(field: str) -> str:
    """Return what is planted in a field, with a mark by which it is known again."""
    return f"{mark(field)}{EVIL}"


def mark(field: str) -> str:
    return f"Uji{field.title().replace(' ', '')}"


def found(page: str | bytes) -> list[str]:
    """Return what of a page, as a parser reads it, an attacker has made."""
    root = html.document_fromstring(
        page if isinstance(page, bytes) else page.encode(), html.HTMLParser(encoding="utf-8")
    )
    return [told for element in root.iter(etree.Element) for told in _wrong(element)]


def _wrong(element: Any) -> Iterator[str]:
    tag, own = str(element.tag), {str(name).lower(): str(value) for name, value in element.attrib.items()}
    yield from (f"{tag}[{name}]" for name in own if name.startswith("on") or name in {"srcdoc", "style"})
    yield from (
        f"{tag}[{name}={own[name][:30]}]"
        for name in _LINKS
        if re.sub(r"[\x00-\x20]", "", own.get(name, "")).lower().startswith(("javascript:", "data:", "vbscript:"))
    )
    if tag in _FRAMES or (tag == "img" and own.get("src") == "x"):
        yield tag
    if tag == "script" and not own.get("src") and own.get("type") != "application/ld+json":
        yield tag
    if tag == "meta" and "http-equiv" in own and not own.get("content", "").isdigit():  # a page that looks again
        yield tag


def said(page: str) -> str:
    """Return what a page says: text, and what stands in fields."""
    root = html.document_fromstring(page.encode(), html.HTMLParser(encoding="utf-8"))
    values = [str(value) for element in root.iter(etree.Element) for value in element.attrib.values()]
    return " ".join([unescape(str(root.text_content())), *values])


@cache
def asked() -> frozenset[str]:
    """Return every name that any page reads from its address."""
    sources = Path(str(web.__file__)).parent.rglob("*.py")
    pattern = re.compile(r"(?:args|values|form)\.get(?:list)?\(\s*\"(\w+)\"")
    return frozenset(name for path in sources for name in pattern.findall(path.read_text("utf-8")))


def pages(app: Flask) -> list[str]:
    """Return the rules of everything that can be read."""
    return sorted(
        {
            rule.rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/static", "/desk/keluar"))
        }
    )
