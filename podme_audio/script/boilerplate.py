"""A raw article goes in; title, section, byline, story blocks and what was taken away come out.

What furniture looks like is in ``boilerplate.toml``; here is only how it is applied. The order matters: whole blocks
first, then the edges of the page (a line that is furniture under the headline may be story further down), then what
clings to a paragraph's start and end. No pattern ever sees more than `_LONGEST` characters, so time is bounded.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from podme_audio.exceptions import NothingToSayError
from podme_audio.model import Article, Block, Removed, Role
from podme_audio.script.indonesian.moments import moment
from podme_audio.script.paragraphs import lines, shaped
from podme_audio.script.pieces import merged, moved

#: Furniture is short: a longer block is not looked at as a whole, and only this much of its start and end is.
_LONGEST = 700
#: A headline, a related link: short, and without a full stop.
_HEADLINE = 200
#: A section's name has no more words, a headline has more.
_SECTION_WORDS = 3
_FULL_STOP = re.compile(r"\.[\"'”’»)\]*]{0,3}(?:\s?[(\[][^()\[\]]{1,40}[)\]])?$")
#: "Baca juga:" with nothing behind it: the link is the next block.
_OPEN = re.compile(r"(?::|juga)[)\]\s]{0,3}$", re.IGNORECASE)
_QUOTE = re.compile("[\"'“”‘’]")
_BARE = 45
#: More than any page has.
_ALL = 1_000_000
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|»)$")


@dataclass(frozen=True, slots=True)
class _Furniture:
    """One table of boilerplate.toml."""

    reason: str
    where: str
    pattern: re.Pattern[str]
    only: str = ""
    takes: int = 0
    byline: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """A block, and why it is furniture; it is the story's while there is no reason."""

    block: Block
    reason: str = ""
    by: _Furniture | None = None


#: Texts that were cut off, each with its reason.
_Cuts = list[tuple[str, str]]


def clean(article: Article) -> Article:
    """Take the page's furniture away from *article*, once, and give every block its role.

    Raises:
        NothingToSayError: Nothing is left of it.
    """
    if article.cleaned:
        return _told(article)
    told = [lines((block,)) for block in article.blocks]
    marks = _marked([line for part in told for line in part])
    if not article.title:
        article, marks = _headed(article, marks)
    marks = _without_echoes(article.title, marks)
    blocks, removed, kept = _collected(marks)
    return _told(
        replace(
            article,
            section=article.section or _section(marks),
            byline=article.byline or _byline(marks),
            published=article.published or _published(marks),
            blocks=blocks,
            removed=merged(moved(article.removed, told, kept), removed),
            cleaned=True,
        )
    )


def _told(article: Article) -> Article:
    if not any(character.isalnum() for block in article.blocks for character in block.text):
        raise NothingToSayError(f"there is no story in {_named(article)}: only page furniture or nothing at all")
    return article


def _named(article: Article) -> str:
    return article.title or article.reference or "the article"


def _marked(blocks: Sequence[Block]) -> list[_Mark]:
    """Say of every block why it is furniture, if it is."""
    marks = [_mark(block, "") for block in blocks]
    for index, mark in enumerate(marks):
        marks[index] = mark if mark.reason else _mark(mark.block, "head")
        if not marks[index].reason and _is_prose(mark.block):
            break
    story = _story_start(marks)
    _take_followers(marks, story)
    for index in range(len(marks) - 1, story, -1):
        mark = marks[index] if marks[index].reason else _mark(marks[index].block, "tail")
        if not mark.reason or _is_about_someone_told_of(mark, marks[story:index]):
            break
        marks[index] = mark
    return marks


def _mark(block: Block, place: str) -> _Mark:
    if len(block.text) > _LONGEST:
        return _Mark(block)
    for rule in _furniture("line") + _furniture("after"):
        if _holds(rule, place) and rule.pattern.fullmatch(block.text):
            return _Mark(block, rule.reason, rule)
    return _Mark(block)


def _holds(rule: _Furniture, place: str) -> bool:
    """Whether *rule* is in force at *place*: "head", "tail", both, or "" in between."""
    return rule.only in place or (rule.only == "edge" and place != "")


def _is_about_someone_told_of(mark: _Mark, story: Iterable[_Mark]) -> bool:
    """Whether what looks like an author's note is about a person of the story."""
    if mark.reason != "author note" or mark.by is None or not mark.by.byline:
        return False
    found = mark.by.pattern.fullmatch(mark.block.text)
    return found is not None and any(found["name"] in other.block.text for other in story if not other.reason)


def _story_start(marks: Sequence[_Mark]) -> int:
    """Return the index of the first paragraph of prose; the number of blocks when there is none."""
    return next((index for index, mark in enumerate(marks) if not mark.reason and _is_prose(mark.block)), len(marks))


def _is_prose(block: Block) -> bool:
    return len(block.text) > _HEADLINE or bool(_FULL_STOP.search(block.text)) or bool(_dateline(block.text))


def _dateline(text: str) -> re.Match[str] | None:
    return next((cut for rule in _furniture("start") if (cut := rule.pattern.match(text[:_LONGEST]))), None)


def _take_followers(marks: list[_Mark], story: int) -> None:
    """Mark what goes with the block before it: related links, tags, comments."""
    left = 0
    reason = ""
    for index in range(story, len(marks)):
        mark = marks[index]
        taken = _taken_after(mark)
        if taken:
            left, reason = taken, mark.reason
        elif left and not mark.reason and _is_linklike(mark.block):
            left -= 1
            marks[index] = _Mark(mark.block, reason)
        elif left != _ALL or not mark.reason:
            left = 0


def _taken_after(mark: _Mark) -> int:
    """Return how many link-like blocks after *mark* go with it."""
    if mark.by is None:
        return 0
    if mark.by.where == "after":
        return _ALL
    bare = len(mark.block.text) < _BARE and not _QUOTE.search(mark.block.text) and _OPEN.search(mark.block.text)
    return mark.by.takes if bare else 0


def _is_linklike(block: Block) -> bool:
    """Whether *block* could be another story's headline or its clipped first words."""
    if block.role is Role.QUOTE:
        return False
    return bool(_CUT_OFF.search(block.text)) or (len(block.text) < _HEADLINE and not _FULL_STOP.search(block.text))


def _headed(article: Article, marks: list[_Mark]) -> tuple[Article, list[_Mark]]:
    """Find the headline of a raw page, and the section above it."""
    start = _story_start(marks)
    head = [index for index, mark in enumerate(marks[:start]) if not mark.reason]
    if not head or (start == len(marks) and len(head) == 1):
        return article, marks
    title = next((index for index in head if len(marks[index].block.text.split()) > _SECTION_WORDS), head[0])
    above = {index for index in head if index < title}
    marks = [_Mark(mark.block, _above(mark.block)) if index in above else mark for index, mark in enumerate(marks)]
    marks = _author_named(marks, title, start)
    return replace(article, title=marks[title].block.text), marks[:title] + marks[title + 1 :]


def _above(block: Block) -> str:
    return "section name" if block.text[0].isupper() else "navigation"


def _author_named(marks: list[_Mark], title: int, start: int) -> list[_Mark]:
    """Mark a bare name beside a timestamp under the headline as the byline."""
    found = list(marks)
    for index in range(title + 1, start):
        beside = {mark.reason for mark in marks[index - 1 : index + 2]} & {"timestamp", "reading time"}
        if beside and not marks[index].reason:
            found[index] = _mark(marks[index].block, "beside")
    return found


def _without_echoes(title: str, marks: Sequence[_Mark]) -> list[_Mark]:
    """Mark the blocks that say the headline or the author again."""
    echoes = {title.casefold(): "repeated headline", _byline(marks).casefold(): "byline"}
    return [_Mark(mark.block, mark.reason or echoes.get(mark.block.text.casefold(), ""), mark.by) for mark in marks]


def _section(marks: Sequence[_Mark]) -> str:
    """Return the section above the headline; a whole menu of them says nothing."""
    for mark in marks:
        crumbs = re.split(r"\s*[>›»/|→]\s*", mark.block.text) if mark.reason == "breadcrumb" else []
        names = [crumb for crumb in crumbs[1:] if 0 < len(crumb.split()) <= _SECTION_WORDS]
        if names:
            return names[-1].strip()
    names = [mark.block.text for mark in marks if mark.reason == "section name"]
    return names[-1].rpartition(":")[2].strip() if len(names) in (1, 2) else ""


def _byline(marks: Sequence[_Mark]) -> str:
    """Return the author: the first who is named as one."""
    for mark in marks:
        if mark.by is not None and mark.by.byline and (found := mark.by.pattern.fullmatch(mark.block.text)):
            return found["name"].strip(" .")
    return ""


def _published(marks: Iterable[_Mark]) -> datetime | None:
    found = (moment(mark.block.text) for mark in marks if mark.reason == "timestamp")
    return next(filter(None, found), None)


def _collected(marks: Sequence[_Mark]) -> tuple[tuple[Block, ...], tuple[Removed, ...], set[int]]:
    """Part story from furniture, and cut what clings to the paragraphs; also say which blocks are left, by identity."""
    blocks: list[Block] = []
    removed: list[Removed] = []
    kept: set[int] = set()
    story = [index for index, mark in enumerate(marks) if not mark.reason]
    for index, mark in enumerate(marks):
        if mark.reason:
            removed.append(Removed(mark.block, mark.reason, len(blocks)))
            continue
        place = "head " * (index in story[:3]) + "tail" * (index == story[-1])
        before, block, after = _trimmed(mark.block, place)
        removed += [Removed(Block(Role.PARAGRAPH, text), reason, len(blocks)) for text, reason in before]
        blocks += [block] if block.text else []
        kept |= {id(mark.block)} if block.text else set()
        removed += [Removed(Block(Role.PARAGRAPH, text), reason, len(blocks)) for text, reason in after]
    return shaped(blocks), tuple(removed), kept


def _trimmed(block: Block, place: str) -> tuple[_Cuts, Block, _Cuts]:
    """Cut a dateline off the start of *block*, and reporter codes and their like off its end."""
    text = block.text
    before: _Cuts = []
    after: _Cuts = []
    for rule in _furniture("start"):
        if _holds(rule, place) and not before and (found := rule.pattern.match(text[:_LONGEST])):
            before = [(text[: found.end()].strip(), rule.reason)]
            text = text[found.end() :]
    for rule in _furniture("end"):
        if _holds(rule, place) and (found := rule.pattern.search(text, max(0, len(text) - _LONGEST))):
            after = [(text[found.start() :].strip(), rule.reason), *after]
            text = text[: found.start()].rstrip()
    return before, replace(block, text=text), after


@cache
def _furniture(where: str) -> tuple[_Furniture, ...]:
    """Read the table once, when it is first needed: its patterns take a while to compile."""
    table = tomllib.loads(Path(__file__).with_name("boilerplate.toml").read_text("utf-8"))
    words = {name: "|".join(value) if isinstance(value, list) else value for name, value in table["words"].items()}
    return tuple(_rule(entry, words) for entry in table["furniture"] if entry["where"] == where)


def _rule(entry: dict[str, Any], words: dict[str, str]) -> _Furniture:
    pattern = entry["pattern"]
    while (filled := re.sub(r"\{([a-z]+)\}", lambda name: f"(?:{words[name[1]]})", pattern)) != pattern:
        pattern = filled
    if entry["where"] == "end":
        pattern = f"(?:{pattern})$"
    return _Furniture(
        entry["reason"],
        entry["where"],
        re.compile(pattern, 0 if entry.get("exact") else re.IGNORECASE),
        entry.get("only", ""),
        entry.get("takes", 0),
        entry.get("byline", False),
    )
