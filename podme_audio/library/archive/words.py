"""Text in, the words it is found by out; and where in a text the words stand that somebody looks for.

Folded here and not by the database, words are the same on all of them: case, accents and apostrophes make no
difference; whatever is neither letter nor digit parts two words, and so do letters and digits: "Rp3.500" is three.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: So much of what somebody types is looked at, and so many phrases of that.
LONGEST_QUERY, MOST_PHRASES = 200, 12
#: A word that is still being typed is taken for the beginning of others when it has so many letters.
BEGINNING = 3
#: What is shown of a line around the first word that was meant.
EXCERPT = 240

_LONGEST_WORD = 64
_SILENT = "'’‘ʼ`´ʾʿ"
_WORD = re.compile(f"[^\\W\\d_]+(?:[{_SILENT}]+[^\\W\\d_]+)*|\\d+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: all the phrases, the words of each one after the other."""

    phrases: tuple[tuple[str, ...], ...] = ()
    #: Whether the very last word may be only the beginning of one.
    open: bool = False

    def __bool__(self) -> bool:
        return bool(self.phrases)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what somebody looked for."""

    text: str
    meant: bool = False


def folded(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    found = map(_fold, _WORD.findall(unicodedata.normalize("NFC", text)))
    return [word for word in found if word]


def wanted(query: str) -> Wanted:
    """Read what was typed: words, and phrases between quotation marks. Nothing in it has any other meaning."""
    parts = query[:LONGEST_QUERY].translate(_QUOTES).split('"')
    phrases: list[tuple[str, ...]] = []
    open_ = False
    for at, part in enumerate(parts):
        quoted = at % 2 == 1
        for chunk in [part] if quoted else part.split():
            if phrase := tuple(folded(chunk)):
                phrases.append(phrase)
                open_ = not quoted or at == len(parts) - 1
    phrases = phrases[:MOST_PHRASES]
    return Wanted(tuple(phrases), open=open_ and len(phrases[-1][-1]) >= BEGINNING)


def are_in(wanted: Wanted, text: str) -> bool:
    """Whether all that is wanted is in the text."""
    return _score(wanted, folded(text)) == len(wanted.phrases)


def best(wanted: Wanted, lines: Sequence[tuple[float, str]], title: str) -> tuple[float, str] | None:
    """Return the first of the lines that have most of what is wanted; None when no line has any.

    The line that only says the title again is nobody's choice while there is another.
    """
    said = folded(title)
    scored = [(_score(wanted, words), words != said, -at) for at, words in enumerate(folded(text) for _, text in lines)]
    differing = [one for one in scored if one[0] and one[1]]
    score, _, at = max(differing or scored, default=(0, False, 0))
    return lines[-at] if score else None


def marked(wanted: Wanted, text: str, *, longest: int = 0) -> tuple[Piece, ...]:
    """Cut a text where the words that are wanted begin and end, and what is *longest* to where the first one stands."""
    text = unicodedata.normalize("NFC", text)
    places = [place for place in _WORD.finditer(text) if _fold(place[0])]
    words = [_fold(place[0]) for place in places]
    spans = sorted(
        (places[at].start(), places[at + len(phrase) - 1].end())
        for phrase, open_ in _each(wanted)
        for at in _places(words, phrase, open=open_)
    )
    first, last = _window(text, spans[0][0] if spans else 0, longest or len(text))
    return tuple(piece for piece in _pieces(text, spans, first, last) if piece.text)


def _each(wanted: Wanted) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the phrases, each with whether its last word is open."""
    for at, phrase in enumerate(wanted.phrases, 1):
        yield phrase, wanted.open and at == len(wanted.phrases)


def _score(wanted: Wanted, words: Sequence[str]) -> int:
    """Count the phrases that are there."""
    return sum(next(_places(words, phrase, open=open_), None) is not None for phrase, open_ in _each(wanted))


def _places(words: Sequence[str], phrase: tuple[str, ...], *, open: bool) -> Iterator[int]:
    """Yield where a phrase begins among words."""
    *before, last = phrase
    for at in range(len(words) - len(before)):
        end = words[at + len(before)]
        if (end == last or (open and end.startswith(last))) and [*words[at : at + len(before)]] == before:
            yield at


def _window(text: str, meant: int, longest: int) -> tuple[int, int]:
    """Return which part of the text to show, cut between words, so that what begins at *meant* is in it."""
    if len(text) <= longest:
        return 0, len(text)
    first = max(0, min(meant - longest // 3, len(text) - longest))
    first = text.find(" ", first, meant) + 1 if first else 0
    end = text.rfind(" ", first + longest // 2, first + longest)
    return first, len(text) if first + longest >= len(text) else (end if end > 0 else first + longest)


def _pieces(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> Iterator[Piece]:
    at = first
    if first:
        yield Piece("… ")
    for start, end in spans:
        start, end = max(start, at), min(end, last)  # noqa: PLW2901 - two phrases may overlap
        if start < end:
            yield Piece(text[at:start])
            yield Piece(text[start:end], meant=True)
            at = end
    yield Piece(text[at:last])
    if last < len(text):
        yield Piece(" …")


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in letters if letter.isalnum() and letter not in _SILENT)[:_LONGEST_WORD]
