"""Judges how a sentence was said: in goes the spoken text and the accepted variants, out comes right or wrong.

Both sides are made alike first; a sentence is right only as a whole, and a false number that cannot be noticed is the
worst of errors. Tests and `podme bench reading` judge by the same rules.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MEANINGFUL = frozenset("%$€£¥°&+@#/*=<>²³~")
"""Symbols that a listener should have heard as words: leaving one unsaid is an error."""

_APOSTROPHES = "'’‘ʼʻ`´"
_TWINS = {
    "celcius": "celsius",
    "hektar": "hektare",
    "milyar": "miliar",
    "dollar": "dolar",
    "kovid": "covid",
    "megawat": "megawatt",
}
_STEM = (
    "nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan"
    "|belas|puluh|ratus|ribu|juta|miliar|triliun|pertama|setengah"
)
_NUMBER = rf"(?:se)?(?:ke|per)?(?:se)?(?:{_STEM})(?:an)?"
_NUMBER_WORD = re.compile(rf"(?:{_NUMBER}|koma|minus|negatif)")
_APART = re.compile(rf"\b(ke|per) (?={_NUMBER}\b)")


@dataclass(frozen=True, slots=True)
class Case:
    kind: str
    line: int
    written: str
    variants: tuple[str, ...]


def cases(path: Path) -> tuple[Case, ...]:
    """Read a table: `written<TAB>variant || variant`, with comment lines that begin with a hash and a space.

    Raises:
        ValueError: A row has not exactly two filled columns; the message names the file and the line.
    """
    rows = enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
    return tuple(_case(path, line, row) for line, row in rows if row.strip() and not row.startswith("# "))


def right(said: str, variants: Iterable[str], *, lenient: bool = False) -> bool:
    """Tell whether the whole sentence equals one of the variants; when lenient, a lone "k" counts as "ka"."""
    heard = likeness(said)
    accepted = {likeness(variant) for variant in variants}
    return heard in accepted or (lenient and _named_k(heard) in {_named_k(variant) for variant in accepted})


def wrong_number(said: str, variants: Iterable[str]) -> bool:
    """Tell whether a listener gets a false number and cannot know it: no digit is left to warn of it."""
    if any(character.isnumeric() for character in said):
        return False
    return _numbers(said) not in {_numbers(variant) for variant in variants}


def likeness(text: str) -> str:
    """Make alike what sounds alike."""
    words = _words_only(_bare(text.lower())).split()
    return _APART.sub(r"\1", " ".join(_TWINS.get(word, word) for word in words))


def _case(path: Path, line: int, row: str) -> Case:
    written, _, spoken = (column.strip() for column in row.partition("\t"))
    variants = tuple(variant.strip() for variant in spoken.split("||"))
    if "\t" in spoken or not all((written, *variants)):
        raise ValueError(f"{path.name}, line {line}: not a sentence, a tab and its variants")
    return Case(path.stem, line, written, variants)


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(word for word in likeness(text).split() if _NUMBER_WORD.fullmatch(word))


def _named_k(text: str) -> str:
    return re.sub(r"\bk\b", "ka", text)


def _bare(text: str) -> str:
    # NFD, never NFKD: that one would turn "²" into a harmless-looking "2".
    letters = (character for character in unicodedata.normalize("NFD", text) if character not in _APOSTROPHES)
    return "".join(character for character in letters if unicodedata.category(character) != "Mn")


def _words_only(text: str) -> str:
    return "".join(" " if _is_pause(character) else character for character in text)


def _is_pause(character: str) -> bool:
    return unicodedata.category(character).startswith("P") and character not in MEANINGFUL
