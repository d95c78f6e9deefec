"""Written Indonesian in, the words a news reader says out.

The text is tagged in one pass from left to right: where a token starts, the rules of each class look at it and at its
neighbours, and the first that claims a stretch has it. Then each claim says its own words; what no rule claims stays
as written.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from podme_audio.script.indonesian.order import RULES
from podme_audio.script.indonesian.tables import SHORT_MONTHS, ZONES
from podme_audio.script.indonesian.tagging import Page, Spot
from podme_audio.script.lexicon import BUILT_IN, Lexicon

_SCAN = re.compile(
    r"(?P<space>\s+)|(?P<word>[^\W\d_²³]+(?:['’][^\W\d_²³]+)*)|(?P<digits>[0-9]+(?:[.,][0-9]+)*)|(?P<mark>.)", re.DOTALL
)
#: Words that begin a rule of their own.
_STARTERS = frozenset({"ke", "per", "rp", "km", *"bcdfghjklmnpqrstvwxyz", *ZONES, *SHORT_MONTHS})
#: What may be tied to a lower-case word so that a rule wants it.
_TIES = frozenset("0123456789./@_:²)")
_KINDS = {"space": "space", "word": "word", "digits": "number", "mark": "mark"}
_ROUNDS = 4
_PLAIN = "words"
_PARTS = re.compile("[a-z]{1,40}| ")
#: One or two letters and a dot may be the start of an abbreviation with several.
_SHORT = 4


#: A row of words in lower case with single spaces, the last of which is followed by one more.
_ROW = re.compile(r"(?:[a-z]{1,40} ){2,60}(?=[a-z])")


class Token(NamedTuple):
    """A stretch of the written text and the words said for it."""

    written: str
    spoken: str
    #: The semiotic class: "money", "date" … or what it looks like when no rule took it.
    kind: str
    #: The name of the rule that spoke; empty when it stays as written.
    rule: str


def spoken(written: str, lexicon: Lexicon = BUILT_IN) -> str:
    """Say *written* as a news reader would; what no rule is sure of stays as it is."""
    return "".join(token.spoken for token in _tokens(written, lexicon))


def explain(written: str, lexicon: Lexicon = BUILT_IN) -> tuple[Token, ...]:
    """Return the tokens of *written*, each with its words, its class and the rule that spoke.

    The written forms joined are *written*; the spoken forms joined are what `spoken` returns.
    """
    return tuple(_by_word(_tokens(written, lexicon)))


def _tokens(written: str, lexicon: Lexicon) -> list[Token]:
    """Read until nothing is left to say, so that what was spoken is never said anew."""
    tokens = _read(written, lexicon)
    for _ in range(_ROUNDS):
        again = _read("".join(token.spoken for token in tokens), lexicon)
        if not any(token.rule for token in again):
            break
        tokens = _merged(tokens, again)
    return tokens


def _by_word(tokens: Iterable[Token]) -> Iterator[Token]:
    """Take rows of plain words apart."""
    for token in tokens:
        if token.kind != _PLAIN:
            yield token
            continue
        gap = token.spoken.removesuffix(token.written)
        for part in _PARTS.findall(token.written):
            yield Token(part, gap + part, "space" if part == " " else "word", "")
            gap = ""


class _Claim(NamedTuple):
    """A stretch taken by a rule, which has yet to say it."""

    written: str
    kind: str
    rule: str
    say: Callable[[], str | None]


def _read(text: str, lexicon: Lexicon) -> list[Token]:
    """Tag the whole *text*, then let each class say its own."""
    return list(_spaced([_said(stretch) for stretch in tuple(_tag(Page(text, lexicon)))]))


def _tag(page: Page) -> Iterator[_Claim | Token]:
    """Yield claims and unclaimed tokens in order, from left to right."""
    at = 0
    wanted = page.lexicon.lower | _STARTERS
    while found := _SCAN.match(page.text, at):
        stretch = _row(found, page, wanted) or _claim(found, page) or _as_written(found[0], found.lastgroup)
        yield stretch
        at += len(stretch.written)


def _as_written(text: str, group: str | None) -> Token:
    return Token(text, text, _KINDS[group or "mark"], "")


def _row(found: re.Match[str], page: Page, wanted: frozenset[str]) -> Token | None:
    """Take a row of words that no rule can want in one step; nearly all news is such rows, which makes reading fast."""
    if found.lastgroup != "word":
        return None
    row = _ROW.match(page.text, found.start())
    if row is None or not wanted.isdisjoint(row[0].split(" ")):
        return None
    return Token(row[0], row[0], _PLAIN, "")


def _claim(found: re.Match[str], page: Page) -> _Claim | None:
    start, kind = found.start(), found.lastgroup or "mark"
    if kind == "space" and page.text[found.end() : found.end() + 1].isalnum():
        return None
    key = page.lexicon.match(page.text, start)
    if key is not None:
        return _Claim(page.text[start : start + len(key)], "lexicon", "lexicon", partial(page.lexicon.words.get, key))
    if kind == "word" and not _wanted(found, page):
        return None
    for rule in RULES[kind]:
        matched = rule.pattern.match(page.text, start)
        if matched is not None:
            spot = Spot(matched, page)
            if spot.end > start and rule.when(spot):
                return _Claim(page.text[start : spot.end], rule.kind, rule.name, partial(rule.say, spot))
    return None


def _wanted(found: re.Match[str], page: Page) -> bool:
    """Whether a word may be more than itself; nearly all are not, which is what makes reading fast."""
    word, after = found[0], page.text[found.end() : found.end() + 1]
    if not word.islower() and (after == "-" or len(word) < _SHORT or not word[1:].islower()):
        return True
    if word in _STARTERS or word in page.lexicon.abbreviations or word in page.lexicon.acronyms:
        return True
    if after not in _TIES:
        return False
    return after != "." or word + "." in page.lexicon.abbreviations or len(word) < _SHORT or _tied(found, page)


def _tied(found: re.Match[str], page: Page) -> bool:
    return page.text[found.end() + 1 : found.end() + 2].isalnum()


def _said(stretch: _Claim | Token) -> Token:
    if isinstance(stretch, Token):
        return stretch
    said = stretch.say()
    if said is None:
        return Token(stretch.written, stretch.written, stretch.kind, "")
    return Token(stretch.written, said, stretch.kind, stretch.rule)


def _spaced(tokens: Iterable[Token]) -> Iterator[Token]:
    """Keep words apart that were written together: "5jt" and "Rp5" have no space of their own."""
    before, spoke = "", False
    for token in tokens:
        said = token.spoken
        if said and (token.rule or spoke) and before.isalnum() and said[0].isalnum():
            said = " " + said
        yield token._replace(spoken=said) if said is not token.spoken else token
        if said:
            before, spoke = said[-1], token.rule != ""


def _merged(tokens: list[Token], again: list[Token]) -> list[Token]:
    """Lay a second reading over the first: tokens of the first that a new claim covers become one."""
    merged: list[Token] = []
    rest = iter(tokens)
    heard = reread = 0
    group: list[Token] = []
    later: list[Token] = []
    queue = iter(again)
    for token in rest:
        group.append(token)
        heard += len(token.spoken)
        while reread < heard and (fresh := next(queue, None)) is not None:
            later.append(fresh)
            reread += len(fresh.written)
        if reread == heard:
            merged += _joined(group, later)
            group, later = [], []
    return merged + _joined(group, [*later, *queue])


def _joined(group: list[Token], later: list[Token]) -> list[Token]:
    ruled = next((token for token in later if token.rule), None)
    if ruled is None:
        return group
    written = "".join(token.written for token in group)
    return [Token(written, "".join(token.spoken for token in later), ruled.kind, ruled.rule)]
