"""An HTML tree goes in; its text comes out block by block, in the order of the page, each with where it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, islice
from typing import Any

from podme_audio.model import Block, Role
from podme_audio.sources.story.sites import Rule

ROLES = {
    **{f"h{level}": Role.HEADING for level in range(1, 7)},
    "li": Role.LIST_ITEM,
    "dt": Role.HEADING,
    "blockquote": Role.QUOTE,
}
_SILENT = (
    "script style noscript template iframe svg math button input select textarea video audio object embed canvas map"
    " head title img picture source link meta"
)
_INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark meter nobr output q rp rt ruby s"
    " samp small span strike strong sub sup time tt u var wbr"
)
#: What has no text that a reader of the page sees as text.
SILENT = frozenset(_SILENT.split())
#: What runs on within a line; everything else begins a block and ends it.
INLINE = frozenset(_INLINE.split())
_BREAK = "\n"
#: Items of a list that are counted.
_MOST = 999
_PARAGRAPHS = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A block of a page."""

    block: Block
    #: Why it is furniture; None while nothing says so.
    rule: Rule | None
    #: Whether it stands where the story is.
    inside: bool


@dataclass(frozen=True, slots=True)
class _At:
    """What the elements around a text say of it."""

    role: Role = Role.PARAGRAPH
    number: str = ""
    rule: Rule | None = None
    inside: bool = False


def select(tree: Any, selector: str) -> list[Any]:
    """Return the elements that a CSS selector finds."""
    return list(_compiled(selector)(tree))


@cache
def _compiled(selector: str) -> Any:
    from lxml.cssselect import CSSSelector  # noqa: PLC0415 (a while that only pages need)

    return CSSSelector(selector, translator="html")


def blocks(tree: Any, rules: Mapping[Any, Rule], within: frozenset[Any]) -> list[Found]:
    """Return all text of *tree*.

    Args:
        tree: From lxml.
        rules: Elements that are furniture, by which rule.
        within: Elements that hold the story.
    """
    found: list[Found] = []
    text: list[str] = []
    beside: list[tuple[str, _At]] = []
    at = _At()
    for piece, there in _pieces(tree, _At(), rules, within):
        if piece is None or there.inside != at.inside:
            found += [*_flushed(text, at), *_taken(beside)]
            text, beside, at = [], [], there
        if piece is not None and there.rule is not at.rule:  # furniture within a line does not part it
            beside.append((piece, there))
        elif piece is not None:
            text.append(piece)
    return [*found, *_flushed(text, at), *_taken(beside)]


def _taken(beside: list[tuple[str, _At]]) -> Iterator[Found]:
    for _, pieces in groupby(beside, key=lambda pair: id(pair[1].rule)):
        texts, places = zip(*pieces, strict=True)
        yield from _flushed(list(texts), places[0])


def _pieces(
    element: Any, at: _At, rules: Mapping[Any, Rule], within: frozenset[Any]
) -> Iterator[tuple[str | None, _At]]:
    """Yield texts with what is said of them, and None where a block begins or ends."""
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return
    if element.tag == "br":
        yield _BREAK, at
        return
    here = _entered(element, at, rules, within)
    edge = element.tag not in INLINE
    if edge:
        yield None, here
    if element.text:
        yield _spaced(element), here
    for child in element:
        yield from _pieces(child, here, rules, within)
        if child.tail:
            yield " ".join(re.split(r"\s+", child.tail)), here
    if edge:
        yield None, at


def _entered(element: Any, at: _At, rules: Mapping[Any, Rule], within: frozenset[Any]) -> _At:
    role = ROLES.get(element.tag, at.role)
    number = _number(element) if element.tag == "li" else at.number
    return replace(
        at, role=role, number=number, rule=at.rule or rules.get(element), inside=at.inside or element in within
    )


def _spaced(element: Any) -> str:
    return str(element.text) if element.tag == "pre" else " ".join(re.split(r"\s+", element.text))


def _number(item: Any) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    start = str(parent.get("start", "1"))
    before = sum(1 for _ in islice(item.itersiblings("li", preceding=True), _MOST))
    return f"{(int(start) if start.isdecimal() and len(start) < 5 else 1) + before}."  # noqa: PLR2004 (no list is so long)


def _flushed(text: list[str], at: _At) -> Iterator[Found]:
    number = at.number
    for part in _PARAGRAPHS.split("".join(text)):
        rows = [" ".join(row.split()) for row in part.splitlines()]
        if said := "\n".join(row for row in rows if row):
            yield Found(Block(at.role, said, number), at.rule, at.inside)
            number = ""
