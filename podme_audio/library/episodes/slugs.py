"""Titles in, names for addresses out."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

#: The longest slug.
LONGEST = 80
#: So much of a wanted name is in every name that `numbered` may return for it: a number takes ten letters at most.
STEM = 70

_SILENT = re.compile("['’‘ʼ`´]")
_GAPS = re.compile("[^a-z0-9]+")


def slug(title: str, otherwise: str = "episode") -> str:
    """Return the title in lower-case ASCII, words joined by hyphens, cut between words; *otherwise* if none is left."""
    letters = unicodedata.normalize("NFKD", _SILENT.sub("", title)).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _cut(_GAPS.sub("-", plain).strip("-"), LONGEST) or otherwise


def numbered(wanted: str, taken: Container[str]) -> str:
    """Return the first of ``wanted-2``, ``wanted-3`` … that is not taken."""
    ends = (f"-{number}" for number in count(2))
    return next(name for end in ends if (name := wanted[: LONGEST - len(end)].rstrip("-") + end) not in taken)


def _cut(words: str, longest: int) -> str:
    """Return as many whole words as fit, or the beginning of a word longer than that."""
    if len(words) <= longest:
        return words
    return words[: longest + 1].rpartition("-")[0] or words[:longest]
