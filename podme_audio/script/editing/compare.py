"""Two versions of a script side by side, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from podme_audio.model import Line, Script


class Change(StrEnum):
    """What became of a line."""

    SAME = "same"
    #: It is written or said differently.
    CHANGED = "changed"
    #: It is said in another voice, or by a person, in the same words.
    VOICED = "voiced"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Pair:
    """A line before and after; one of the two is None where it was added or removed."""

    change: Change
    before: Line | None
    after: Line | None


def compared(before: Script, after: Script) -> tuple[Pair, ...]:
    """Lay *after* beside *before*; a line that moved is removed in one place and added in another."""
    first, second = [line.id for line in before.lines], [line.id for line in after.lines]
    pairs: list[Pair] = []
    for tag, one, to_one, two, to_two in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        old, new = before.lines[one:to_one], after.lines[two:to_two]
        pairs += _kept(old, new) if tag == "equal" else _replaced(old, new)
    return tuple(pairs)


def audible(before: Script, after: Script) -> bool:
    """Whether anything is heard differently."""
    return any(pair.change is not Change.SAME for pair in compared(before, after))


def _kept(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Pair]:
    for before, after in zip(old, new, strict=True):
        yield Pair(_change(before, after), before, after)


def _change(before: Line, after: Line) -> Change:
    if (before.written, before.spoken) != (after.written, after.spoken):
        return Change.CHANGED
    heard = (before.voice, before.recording) == (after.voice, after.recording)
    return Change.SAME if heard else Change.VOICED


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Pair]:
    """Pair lines that have the same words under another id; what is left was removed or added."""
    words = {line.written: line for line in new}
    for line in old:
        if (same := words.pop(line.written, None)) is None:
            yield Pair(Change.REMOVED, line, None)
        else:
            yield Pair(_change(line, same), line, same)
    for line in new:
        if line.written in words:
            yield Pair(Change.ADDED, None, line)
