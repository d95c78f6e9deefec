"""A page goes in; its article, what was taken away, and by which rule come out.

Where a rule says where the story is, that is believed. Elsewhere trafilatura (Apache-2.0) looks for it. What lies among
the story's blocks and is none of them is kept as removed, with its place, so that an editor can put it back.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from podme_audio.exceptions import NotAnArticleError
from podme_audio.model import Article, Block, Removed, Role
from podme_audio.sources.story.linked import Linked, linked, moment
from podme_audio.sources.story.sites import Rule, Site, Sites
from podme_audio.sources.story.walk import Found, blocks, select

#: trafilatura's own element names (its TEI-like tree) -> what the block is for.
ROLES = {"p": Role.PARAGRAPH, "head": Role.HEADING, "item": Role.LIST_ITEM, "quote": Role.QUOTE, "code": Role.QUOTE}
#: A page shows less than half of a story that is cut off, or loaded by a script.
_WHOLE = 2
#: Where story ended that trafilatura does not take for one.
PASSED_OVER = "not taken for story"
#: What stands before an author's name.
_BY = re.compile(r"^(?:oleh|penulis|reporter|pewarta|by)\b\s*:?\s*", re.IGNORECASE)
_CUT_OFF = ("...", "…", "[…]", "[...]")
#: Texts so short are looked for as wholes only.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Cut:
    """An article as it was cut out of its page."""

    article: Article
    #: For each of `Article.removed` the rule that took it away; None where trafilatura passed it over.
    rules: tuple[Rule | None, ...]
    #: What told where the story is: "theme jannah", "trafilatura", "articleBody", "WordPress".
    by: str

    @classmethod
    def told(cls, article: Article) -> "Cut":
        """Return an article that WordPress told without its page."""
        return cls(article, (None,) * len(article.removed), "WordPress")


def article(html: bytes, address: str, sites: Sites, reference: str = "") -> Article:
    """Read the story on a page; see `cut`."""
    return cut(html, address, sites, reference).article


def cut(html: bytes, address: str, sites: Sites, reference: str = "") -> Cut:
    """Cut the story out of a page.

    Raises:
        NotAnArticleError: There is none.
    """
    tree = _tree(html)
    if tree is None:
        raise _nothing(reference or address)
    said = linked(tree, address)
    found, kept, by = _story(tree, address, sites)
    if (body := _body(said.body, kept)) is not None:
        found, kept, by = [], body, "articleBody"
    if not kept:
        raise _nothing(reference or address)
    taken = list(_removed(found, kept))
    facts = _facts(tree, address, said, _applied(tree, address, sites))
    removed = tuple(Removed(one.block, one.rule.reason if one.rule else PASSED_OVER, at) for one, at in taken)
    whole = replace(facts, reference=reference or address, blocks=tuple(kept), removed=removed)
    return Cut(whole, tuple(one.rule for one, _ in taken), by)


def fragment(html: str, rules: Sequence[Rule]) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Read a story that stands by itself: what a content management system keeps of a post."""
    tree = _tree(f"<body><div>{html}</div></body>")
    if tree is None:
        return (), ()
    found = blocks(tree, _marked(tree, rules), frozenset({tree}))
    kept = [one.block for one in found if one.rule is None]
    removed = tuple(Removed(one.block, one.rule.reason, at) for one, at in _removed(found, kept) if one.rule)
    return tuple(kept), removed


def _nothing(reference: str) -> NotAnArticleError:
    return NotAnArticleError(f"{reference} has no story on it that can be found", reference=reference)


def _tree(html: bytes | str) -> Any:
    """Parse a page; None when there is nothing in it."""
    from lxml import etree  # noqa: PLC0415  (a while that only pages need)
    from lxml.html import HTMLParser, document_fromstring  # noqa: PLC0415  (as above)
    from trafilatura.utils import decode_file  # noqa: PLC0415  (as above)

    text = html if isinstance(html, str) else decode_file(html)
    try:
        return document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def _applied(tree: Any, address: str, sites: Sites) -> tuple[Site, ...]:
    """Return the rules that hold on this page, the most particular first."""
    themes = (theme for theme in sites.themes.values() if any(select(tree, sign) for sign in theme.signs))
    return (sites.of(address), *themes, sites.everywhere)


def _story(tree: Any, address: str, sites: Sites) -> tuple[list[Found], list[Block], str]:
    """Return all blocks of a page, those of the story, and who found it."""
    applied = _applied(tree, address, sites)
    marked = _marked(tree, [rule for site in applied for rule in site.exclude])
    for site in applied:
        within = frozenset(element for selector in site.include[:1] for element in select(tree, selector))
        within = within or frozenset(element for selector in site.include for element in select(tree, selector))
        found = [one for one in blocks(tree, marked, within) if one.inside] if within else []
        kept = [one.block for one in found if one.rule is None]
        if kept:
            return found, kept, site.name
    everything = blocks(tree, marked, frozenset())
    kept = list(_extracted(tree, marked, address))
    return list(_among(everything, kept)), kept, "trafilatura"


def _marked(tree: Any, rules: Sequence[Rule]) -> dict[Any, Rule]:
    """Say of every element that a rule finds which rule did; the first has it."""
    marked: dict[Any, Rule] = {}
    for rule in rules:
        for element in select(tree, rule.selector):
            marked.setdefault(element, rule)
    return {element: rule for element, rule in marked.items() if element.tag not in {"html", "body"}}


def _extracted(tree: Any, marked: dict[Any, Rule], address: str) -> Iterator[Block]:
    from trafilatura import bare_extraction  # noqa: PLC0415  (see above)

    copy = _without(tree, marked)
    found: Any = bare_extraction(copy, url=address, include_comments=False, include_tables=False)
    body = found.body if found is not None else None
    for element in body.iter(*ROLES) if body is not None else ():
        if any(parent.tag in ROLES for parent in element.iterancestors()):
            continue
        if text := " ".join("".join(element.itertext()).split()):
            yield Block(ROLES[element.tag], text)


def _without(tree: Any, marked: dict[Any, Rule]) -> Any:
    """Return a copy of *tree* that lacks the marked elements and all comments, and nothing of the text behind them.

    At some comments trafilatura gives up: ``<ol><!--`` is one.
    """
    from lxml import etree  # noqa: PLC0415  (as above)

    copy = deepcopy(tree)
    both = zip(tree.iter(), copy.iter(), strict=True)
    for twin in [twin for element, twin in both if element in marked]:
        if twin.getparent() is not None:
            twin.drop_tree()
    etree.strip_tags(copy, etree.Comment, etree.ProcessingInstruction)
    return copy


def _among(everything: Sequence[Found], kept: Sequence[Block]) -> Iterator[Found]:
    """Yield the blocks of the page from the story's first to its last."""
    squeezed = [_squeezed(block.text) for block in kept]
    told = [index for index, one in enumerate(everything) if one.rule is None and _place(one, squeezed, 0) is not None]
    yield from everything[told[0] : told[-1] + 1] if told else ()


def _removed(found: Sequence[Found], kept: Sequence[Block]) -> Iterator[tuple[Found, int]]:
    """Yield what is not among the *kept* blocks, with how many of those stand before it."""
    squeezed = [_squeezed(block.text) for block in kept]
    at = 0
    for one in found:
        place = _place(one, squeezed, max(0, at - 1)) if one.rule is None else None
        if place is None:
            yield one, at
        else:
            at = max(at, place + 1)


def _place(one: Found, squeezed: Sequence[str], start: int) -> int | None:
    """Return which kept block says the same, or has it as a part."""
    text = _squeezed(one.block.text)
    for index in range(start, len(squeezed)):
        if text == squeezed[index] or (len(text) > _SHORT and text in squeezed[index]):
            return index
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _body(text: str, kept: Sequence[Block]) -> list[Block] | None:
    """Return the story as the page tells it to search engines, when it is whole and more than the page shows."""
    if text.rstrip().endswith(_CUT_OFF):
        return None
    markup = re.search(r"<(?:p|br|div)\b", text, re.IGNORECASE)
    rows = (" ".join(row.split()) for row in text.splitlines())
    told = list(fragment(text, ())[0]) if markup else [Block(Role.PARAGRAPH, row) for row in rows if row]
    shown = sum(len(block.text) for block in kept)
    longer = len(text) >= _WHOLE * max(shown, 100)
    parted = len(text) >= shown and len(told) >= _WHOLE * max(len(kept), 1)
    return told if longer or parted else None


def _facts(tree: Any, address: str, said: Linked, applied: Sequence[Site]) -> Article:
    """Return what the page says about its article; its rules know best, search engines are told more than readers."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415  (see above)

    seen: Any = extract_metadata(deepcopy(tree), default_url=address)
    ruled = {name: _first(tree, applied, name) for name in ("title", "byline", "section")}
    own = applied[0].texts
    return Article(
        "",
        (own.get("title") and ruled["title"]) or said.headline or (seen.title or "").strip() or ruled["title"],
        (),
        url=seen.url or address,
        section=(own.get("section") and ruled["section"])
        or said.section
        or next(iter(seen.categories or ()), "")
        or ruled["section"],
        byline=_BY.sub("", (own.get("byline") and ruled["byline"]) or said.byline or seen.author or ruled["byline"]),
        published=said.published or moment(_meta(tree, "article:published_time")) or _day(seen.date),
        modified=said.modified or moment(_meta(tree, "article:modified_time")),
    )


def _first(tree: Any, applied: Sequence[Site], name: str) -> str:
    selectors = (site.texts[name] for site in applied if name in site.texts)
    texts = ("".join(one.itertext()) for selector in selectors for one in select(tree, selector))
    return next((" ".join(text.split()) for text in texts if text.strip()), "")


def _meta(tree: Any, name: str) -> str:
    return next((one.get("content", "") for one in tree.iter("meta") if one.get("property") == name), "")


def _day(value: str | None) -> datetime | None:
    """Trafilatura knows the day alone, so noon UTC stands for it: the same day from Sabang to Merauke."""
    try:
        return datetime.combine(date.fromisoformat(value or ""), time(12), UTC)
    except ValueError:
        return None
