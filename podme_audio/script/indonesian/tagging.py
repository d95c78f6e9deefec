"""What every class of tokens is built from: a rule, and the spot on the page that it looks at.

A rule holds a pattern that is tried where a token starts, a question about the neighbours, and the words to say.
No pattern may match without bound: `tests/script/test_spoken.py` reads the parse tree of each, so that a page of any
length is tagged in time linear in its length.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from podme_audio.script.lexicon import Lexicon

#: One space inside a line, as typed or as pasted.
S = "[ \u00a0\u202f]"
#: A hyphen or a dash between two figures.
DASH = "[-–—‑−]"
#: Nothing of the same figure follows.
END = r"(?![0-9]|[.,][0-9])"
#: A figure as newspapers write it.
NUM = rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{3}}){{1,8}}(?:,[0-9]{{1,12}})?|[0-9]{{1,24}}(?:[.,][0-9]{{1,12}})?){END}"
#: No letter, digit or underscore follows.
EDGE = r"(?!\w)"

_NEAR = 90
_WORD = re.compile(r"[^\W_]+")
#: A full stop after a word of three letters or less is more often that of an abbreviation.
_STOP = re.compile(
    r"(?:(?<=[\w)%\"”][\w)%\"”]{3})|(?<=ini)|(?<=itu)|(?<=dia)|(?<=ada)|(?<=apa)|(?<=[0-9)%\"”]))[.!?][\"”’)]?\s+(?=[\"“(]?[^\W\d_a-z])|\n"
)


class Page:
    """One text under one lexicon, and what is learnt about it while it is tagged."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        #: The last stretch of capitals that was judged: its end, and whether it is a headline.
        self.capitals = (0, False)


class Spot:
    """Where a rule's pattern matched, with the neighbours it may ask for."""

    def __init__(self, match: re.Match[str], page: Page) -> None:
        self.match = match
        self.page = page
        self.start, self.end = match.span()

    def __getitem__(self, group: int | str) -> str:
        return self.match[group] or ""

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The words before, in lower case, nearest first, as far back as the sentence goes."""
        window = self.page.text[max(0, self.start - _NEAR) : self.start]
        return tuple(_WORD.findall(_STOP.split(window)[-1].lower()))[::-1]

    @cached_property
    def after(self) -> tuple[str, ...]:
        """The words after, in lower case, nearest first, as far as the sentence goes."""
        window = self.page.text[self.end : self.end + _NEAR]
        return tuple(_WORD.findall(_STOP.split(window)[0].lower()))

    @cached_property
    def left(self) -> str:
        """The last character before, or nothing."""
        return self.page.text[self.start - 1 : self.start] if self.start else ""

    @cached_property
    def right(self) -> str:
        """The first character after, or nothing."""
        return self.page.text[self.end : self.end + 1]

    def before_a_row(self, row: "Pattern") -> tuple[str, ...]:
        """The words before what *row* finds to end here, nearest first; none where it finds nothing."""
        window = self.page.text[max(0, self.start - _NEAR) : self.start]
        found = row.compiled.search(window)
        return tuple(_WORD.findall(_STOP.split(window[: found.start()])[-1].lower()))[::-1] if found else ()

    def leads(self, words: frozenset[str], reach: int = 1) -> bool:
        """Whether one of *words* stands among the *reach* words before."""
        return not words.isdisjoint(self.before[:reach])

    def follows(self, words: frozenset[str], reach: int = 1) -> bool:
        """Whether one of *words* stands among the *reach* words after."""
        return not words.isdisjoint(self.after[:reach])


def always(_spot: Spot) -> bool:
    """Claim without asking the neighbours."""
    return True


class Pattern:
    """A regular expression compiled when it is first tried: all of them at import would take too long."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        """Match at a place in a text, as the method of a compiled expression does."""
        return self.compiled.match

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself, for whoever searches with it."""
        return re.compile(self.text)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one written form is known by its look and its neighbours, and what is said for it."""

    name: str
    kind: str
    #: What the first token is: "word", "digits", "mark" or "space".
    start: str
    pattern: Pattern
    #: The words; None leaves the token as written.
    say: Callable[[Spot], str | None]
    when: Callable[[Spot], bool] = always
