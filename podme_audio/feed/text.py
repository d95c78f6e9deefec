"""Text from outside in, text a feed may carry out: no character XML forbids, no length apps refuse, notes as HTML.

Descriptions are plain text: a line is a paragraph, lines that begin with "- " are a list.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from html import escape
from itertools import groupby

TITLE_LENGTH = 255
#: In bytes of UTF-8, tags counted (PSP-1).
NOTES_SIZE = 4000

WIB = timezone(timedelta(hours=7))

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"\s")
_BULLET = re.compile(r"[-•*]\s+")


def clean(text: str) -> str:
    """Drop what XML 1.0 forbids or discourages: control characters, half of a pair, non-characters."""
    return _FORBIDDEN.sub("", text)


def plain(text: str) -> str:
    """Return *text* on one line, clean, with single spaces."""
    return " ".join(clean(_SPACE.sub(" ", text)).split())


def title(text: str) -> str:
    """Return *text* as a title: on one line, at most 255 characters, cut at a word."""
    return shortened(plain(text), TITLE_LENGTH, len)


def notes(body: str, *, always: Sequence[str], before: Sequence[str] = (), extras: Sequence[Sequence[str]] = ()) -> str:
    """Write an episode's or a show's description in 4,000 bytes of HTML.

    Args:
        body: Plain text; cut at a word when space is short.
        always: Blocks of HTML at the end, never left out.
        before: Blocks of HTML at the beginning, never left out.
        extras: Groups of blocks after the body. A group is there whole, or not at all when it would take more than
            half of what is left.
    """
    room = NOTES_SIZE - _size(always) - _size(before)
    kept: list[str] = []
    for group in extras:
        if _size(group) <= room // 2:
            kept += group
            room -= _size(group)
    return "\n".join([*before, *_within(_blocks(body), room), *kept, *always])


def paragraph(text: str) -> str:
    return f"<p>{escape(plain(text), quote=False)}</p>"


def link(address: str, text: str) -> str:
    return f'<a href="{escape(clean(address))}">{escape(plain(text), quote=False)}</a>'


def shortened(text: str, limit: int, measure: Callable[[str], int]) -> str:
    """Cut *text* at a word so that it measures at most *limit*; a single word too long is cut where it must be."""
    if measure(text) <= limit:
        return text
    text = text[: limit + 1]  # nothing measures less than its characters
    for parts, glue in ((text.split(), " "), (list(text), "")):
        count = _most(parts, glue, limit, measure)
        if count:
            return f"{glue.join(parts[:count]).rstrip(' ,;:–—-')}…"
    return ""


def long_date(moment: datetime) -> str:
    """Say the day of a moment as Jakarta's calendar has it: "25 November 2026"."""
    day = moment.astimezone(WIB)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def milliseconds(seconds: float) -> int:
    """Round down, so that nothing ends after the sound and a chapter never skips its first word."""
    return max(0, int(seconds * 1000 + 1e-6))


def _most(parts: Sequence[str], glue: str, limit: int, measure: Callable[[str], int]) -> int:
    """Return how many *parts* fit."""
    return bisect_right(range(1, len(parts) + 1), limit, key=lambda count: measure(f"{glue.join(parts[:count])}…"))


def _blocks(body: str) -> list[tuple[str, list[str]]]:
    """Read plain text as blocks: ("p", [text]) or ("ul", [item, …])."""
    lines = [line for line in map(plain, clean(body).splitlines()) if line]
    blocks: list[tuple[str, list[str]]] = []
    for is_list, group in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
        if is_list:
            blocks.append(("ul", [_BULLET.sub("", line, count=1) for line in group]))
        else:
            blocks += [("p", [line]) for line in group]
    return blocks


def _within(blocks: Iterable[tuple[str, list[str]]], room: int) -> list[str]:
    """Write *blocks* until there is no room; the paragraph that meets the end is cut."""
    written: list[str] = []
    for name, texts in blocks:
        block = _html(name, texts)
        left = room - _size(written)
        if _size([block]) > left:
            rest = shortened(" ".join(texts), left, lambda text: _size([paragraph(text)]))
            return [*written, paragraph(rest)] if rest else written
        written.append(block)
    return written


def _html(name: str, texts: Sequence[str]) -> str:
    if name == "p":
        return paragraph(texts[0])
    items = "".join(f"<li>{escape(text, quote=False)}</li>" for text in texts)
    return f"<ul>{items}</ul>"


def _size(blocks: Iterable[str]) -> int:
    """Return the bytes of *blocks*, each with the line break that follows it."""
    return sum(len(block.encode()) + 1 for block in blocks)
