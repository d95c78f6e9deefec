"""Raw blocks go in as they stood on the page; blocks with roles, sentences and breaths come out.

`lines` evens out white space and undoes hard wrapping, `shaped` tells lists, headings and quotations from paragraphs,
`sentences` and `split` divide a text. All of them keep every character but white space.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from podme_audio.model import Block, Role

#: Characters a voice can say in one line; a longer paragraph becomes several.
BREATH = 600
#: Lines longer than this were not wrapped by hand.
_WRAPPED = 120
#: What the sentence finder sees at once: some of its patterns are quadratic.
_WINDOW = 2_000
_HEADING = 100
_NUMBER = re.compile(r"(?P<number>\(?(?:\d{1,3}|[a-z])[.)])\s+(?=\S)")
_BULLET = re.compile(r"(?:[•·▪●◦‣⁃■□➢➤✓✔►*]|[-–—](?=\s))\s*(?=\w|[\"'“‘(])")
_DASHES = "-–—*"
_ENDS = re.compile(r"[.!?…:;,][\"'”’»)\]]{0,3}$")
_QUESTION = re.compile(r"(?i:apa|apakah|siapa|kapan|mengapa|kenapa|bagaimana|berapa|di mana|ke mana)\b.{3,80}\?$")
_QUOTED = {'"': '"', "“": "”", "«": "»", "„": "“"}
_PAIRS = {"“": "”", "«": "»", "(": ")", "[": "]"}
_CLOSERS = frozenset({'"', *_PAIRS.values()})
_LONG = re.compile(r"\S{60,}")
_BRACKETS = ")]"
_TERMINATORS = ".!?"
#: How much worse a place inside a quotation is.
_INSIDE = 5
#: Marks opened since; one opened further back was forgotten by its writer.
_DEPTH = 4
_DEGREE = re.compile(r"(?:[A-Z][A-Za-z]{0,3}\.)+")


def lines(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return *blocks* with single spaces, one paragraph each, and no empty ones."""
    found = (replace(block, text=text) for block in blocks for text in _unwrapped(block.text))
    return tuple(block for block in found if block.text)


def _unwrapped(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text whose lines are paragraphs, or were wrapped by hand."""
    rows = [" ".join(row.split()) for row in text.splitlines()]
    longest = max(map(len, rows), default=0)
    start = 0
    for index, row in enumerate(rows[:-1]):
        following = rows[index + 1]
        short = len(row) < 0.6 * longest
        if longest > _WRAPPED or short or not row or _NUMBER.match(following) or _BULLET.match(following):
            yield " ".join(rows[start : index + 1]).strip()
            start = index + 1
    yield " ".join(rows[start:]).strip()


def shaped(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return as many blocks, with list items, quotations and headings told apart from paragraphs."""
    numbered = _numbered(blocks)
    found = [_item(block, index in numbered) for index, block in enumerate(blocks)]
    return tuple(
        replace(block, role=_role(block, before, after)) if block.role is Role.PARAGRAPH else block
        for before, block, after in zip([None, *found], found, [*found[1:], None], strict=False)
    )


def _numbered(blocks: Sequence[Block]) -> frozenset[int]:
    """Return which blocks belong to a list: a number alone may be a name ("1. FC Köln"), two in order are a list."""
    found: set[int] = set()
    last: dict[bool, tuple[int, int]] = {}
    bullet = -2
    for index, block in enumerate(blocks):
        if match := _NUMBER.match(block.text):
            head = match["number"].strip("().")
            value = int(head) if head.isdecimal() else ord(head)
            before, index_before = last.get(head.isdecimal(), (-9, -1))
            found |= {index_before, index} if abs(value - before) == 1 else set()
            last[head.isdecimal()] = (value, index)
        elif _BULLET.match(block.text):
            found |= {bullet, index} if bullet == index - 1 or block.text[0] not in _DASHES else set()
            bullet = index
    return frozenset(found)


def _item(block: Block, listed: bool) -> Block:
    if block.number or not (block.role is Role.LIST_ITEM or (listed and block.role is Role.PARAGRAPH)):
        return block
    if match := _NUMBER.match(block.text):
        return Block(Role.LIST_ITEM, block.text[match.end() :], match["number"])
    match = _BULLET.match(block.text)
    return Block(Role.LIST_ITEM, block.text[match.end() :] if match else block.text)


def _role(block: Block, before: Block | None, after: Block | None) -> Role:
    text = block.text
    closing = _QUOTED.get(text[0], "")
    if closing and len(text) > 1 and text.rstrip(".")[-1:] == closing and text.find(closing, 1) >= len(text) - 2:
        return Role.QUOTE
    if before is None or after is None or not _ENDS.search(before.text) or before.text.endswith(":"):
        return Role.PARAGRAPH
    led = after.role is Role.LIST_ITEM or len(after.text) > _HEADING or after.text.endswith((".", ":"))
    title = len(text) < _HEADING and not _ENDS.search(text) and (text[0].isupper() or text[0].isdigit())
    return Role.HEADING if led and (title or _QUESTION.match(text)) else Role.PARAGRAPH


def split(text: str) -> tuple[str, ...]:
    """Divide *text* into parts of at most `BREATH` characters where a reader would breathe.

    Joined with spaces the parts are the text again. A part is longer only where there is no place to breathe outside
    of a quotation for twice that length, or no white space at all.
    """
    text = " ".join(text.split())
    parts: list[str] = []
    ends = frozenset(_ends(text)) if len(text) > BREATH else frozenset()
    inside = _inside(text) if len(text) > BREATH else bytearray()
    start = 0
    while len(text) - start > BREATH:
        end = _breath(text, start, ends, inside)
        parts.append(text[start:end])
        start = end + 1
    return tuple(part for part in (*parts, text[start:]) if part)


def _breath(text: str, start: int, ends: frozenset[int], inside: bytearray) -> int:
    """Return where the part that begins at *start* ends: at the best place, and the last of equals."""
    for longest, worst in ((BREATH, 4), (2 * BREATH, 9)):
        spaces = [at for at in range(start + 1, min(start + longest + 1, len(text))) if text[at] == " "]
        graded = [(_grade(text, at, ends, inside), -at) for at in spaces]
        good = [(grade, at) for grade, at in graded if grade <= worst]
        if good:
            # A very short part is worse than a slightly worse place.
            roomy = [(grade, at) for grade, at in good if -at - start > BREATH // 4]
            return -min(roomy or good)[1]
    following = text.find(" ", start + 2 * BREATH)
    return following if following >= 0 else len(text)


def _grade(text: str, at: int, ends: frozenset[int], inside: bytearray) -> int:
    """Say how good a place the space at *at* is to breathe: 0 is best, above 4 only when nothing else is near."""
    if at in ends:
        return 0
    if not inside[at]:
        return _clause_grade(text, at)
    is_end = text[at - 1] in _TERMINATORS and text[at - 2].islower() and text[at + 1].isupper()
    return _INSIDE if is_end else min(9, _clause_grade(text, at) + _INSIDE)


def _clause_grade(text: str, at: int) -> int:
    before = text[at - 1]
    word, _, following = text[at + 1 : at + 40].partition(" ")
    clause = word in _tables()["clauses"]
    near_number = any(map(str.isdigit, text[max(0, at - 20) : at])) or word[:1].isdigit()
    if before in ";:–—" or (before == "," and clause):
        return 1
    if before == "," and not _DEGREE.match(word) and not near_number:
        return 2
    if before.islower() and word[:1].islower() and not near_number:
        # "Badan Riset dan Inovasi" is a name, "bersiap dan berangkat" is not.
        return 3 if clause and not following[:1].isupper() else 4
    return 7 if before.islower() or before == "," else 9


def sentences(text: str) -> tuple[str, ...]:
    """Divide *text* into its sentences; joined with spaces they are the text again."""
    text = " ".join(text.split())
    starts = [0, *(end + 1 for end in _ends(text))]
    stops = [start - 1 for start in starts[1:]] + [len(text)]
    return tuple(text[start:stop] for start, stop in zip(starts, stops, strict=True) if stop > start)


def _ends(text: str) -> list[int]:
    """Return the spaces between sentences."""
    inside = _inside(text)
    found = {at for at in _found(text) if not inside[at]}
    found |= set(_after_quotations(text, found))
    ends: list[int] = []
    last = 0
    for at in sorted(found):
        if not _bare_number(text[last:at]):
            ends.append(at)
            last = at + 1
    return ends


def _found(text: str) -> Iterator[int]:
    """Yield what the sentence finder finds, one window after the other."""
    start = 0
    while start < len(text):
        window = _window(text, start)
        # Quotations and brackets are looked after by `_inside`: the finder's own patterns for them take quadratic time.
        found = [start + end for end in _finder().apply(_LONG.sub(_shortened, window), False) if 0 < end < len(window)]
        # Some ends are found before the space, some (in lists) behind it.
        spaces = (end if text[end] == " " else end - 1 for end in found)
        yield from (at for at in spaces if text[at] == " ")
        whole = not found or start + len(window) == len(text)
        start = start + len(window) if whole else found[-1]


def _shortened(run: re.Match[str]) -> str:
    """Put something as long, but quickly read, into the middle of a run no language has: "aaaa...", "......"."""
    return f"{run[0][:20]}{'(' * (len(run[0]) - 40)}{run[0][-20:]}"


def _after_quotations(text: str, found: AbstractSet[int]) -> Iterator[int]:
    """Yield the spaces after quotations that hold whole sentences: "Kami siap." Dia pergi."""
    for start, end in _enclosed(text):
        # In brackets only what begins as a sentence: not "Brigjen. Pol. (Purn.) Budi".
        whole = text[end] not in _BRACKETS or start == 0 or start - 1 in found
        if whole and text[end - 1] in _TERMINATORS and text[end + 1 : end + 2] == " " and not text[end + 2].islower():
            yield end + 1


def _window(text: str, start: int) -> str:
    """Return as much of *text* from *start* as is looked at together, ending at a space where there is one."""
    end = start + _WINDOW
    space = text.rfind(" ", start + 1, end) if end < len(text) else -1
    return text[start : space if space > 0 else end]


def _bare_number(sentence: str) -> bool:
    """Whether *sentence* is only the head of a list item ("1."), which belongs to what follows."""
    return len(sentence) < len("(100).") and _NUMBER.match(f"{sentence} x") is not None


def _inside(text: str) -> bytearray:
    """Return for every character whether it stands inside quotation marks or brackets that are closed again."""
    steps = [0] * (len(text) + 1)
    for start, end in _enclosed(text):
        steps[start + 1] += 1
        steps[end] -= 1
    return bytearray(depth > 0 for depth in accumulate(steps))


def _enclosed(text: str) -> Iterator[tuple[int, int]]:
    """Yield where quotations and brackets open and close."""
    opened: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        kind = _PAIRS.get(character, "")
        if character == '"' and (at == 0 or text[at - 1] in " ([“—–-"):
            kind = '"'
        # A straight mark that looks like an opening one closes nothing: its predecessor was never closed.
        if kind:
            opened.append((kind, at))
        elif character in _CLOSERS and any(closer == character for closer, _ in opened[-_DEPTH:]):
            while opened[-1][0] != character:
                opened.pop()
            yield opened.pop()[1], at


@cache
def _tables() -> dict[str, frozenset[str]]:
    table = tomllib.loads(Path(__file__).with_name("paragraphs.toml").read_text("utf-8"))
    return {name: frozenset(words) for name, words in table.items()}


@cache
def _finder() -> Any:
    """Return the sentence finder with the abbreviations of Indonesian news."""
    # Imported late: it takes as long as everything else together.
    from yasbd.rules.id import IdRules  # noqa: PLC0415

    words = _tables()
    own = {
        "TITLE_ABBRVS": words["title"],
        "INLINE_ONLY_ABBRVS": words["inline"],
        "REFERENCE_ABBRVS": words["reference"],
        "DATE_ABBRVS": words["date"],
        "CORP_ENTITY_ABBRVS": words["company"],
        "COMMON_SENT_STARTERS": words["starters"],
        "NAMES_WITH_EXCLAMATION": {"Yahoo"},
    }
    # News has no tables of contents, and looking for their dots takes quadratic time.
    never = {"TOC_LEADER_FINDER": re.compile(r"(?!)")}
    return type("News", (IdRules,), {**{name: set(table) for name, table in own.items()}, **never})()
