"""Letters in, their Indonesian names out; and whether a word in capitals can be said as a word at all."""

import re

_NAMES = {
    **dict(zip("aeiou", "aeiou", strict=True)),
    **{letter: letter + "e" for letter in "bcdgjptvw"},
    "f": "ef",
    "h": "ha",
    "k": "ka",
    "l": "el",
    "m": "em",
    "n": "en",
    "q": "ki",
    "r": "er",
    "s": "es",
    "x": "eks",
    "y": "ye",
    "z": "zet",
}
_ONSET = "(?:ny|ng|kh|sy|str|spr|skr|[bcdfgkpst]r|[bfgkps]l|s[pktmnw]|tw|kw|[bcdfghjklmnprstvwyz])"
_CODA = "(?:ng|ns|ks|nk|nd|nt|rs|rt|rd|rm|lm|kh|[bdfghklmnprst])"
# Every repeat is bounded, and a syllable begins with its vowel, so there is one way to read a word.
_WORD = re.compile(f"{_ONSET}?(?:[aeiou]{{1,2}}{_CODA}?{_ONSET}?){{1,12}}", re.IGNORECASE)
_ENDS_IN_CLUSTER = re.compile(r"(?:[bcdfgkpst][rl]|s[mnw]|tw|kw|ny|sy|[cjvwyzq])$", re.IGNORECASE)


def spell(written: str) -> str:
    """Say the letters of *written* one by one: "KPU" is "ka pe u"."""
    return " ".join(_NAMES.get(letter, letter) for letter in written.lower())


def spellable(written: str) -> bool:
    """Whether every letter has an Indonesian name."""
    return all(letter in _NAMES for letter in written.lower())


def pronounceable(written: str) -> bool:
    """Whether *written* is built of Indonesian syllables, so that a reader says it as a word."""
    return bool(_WORD.fullmatch(written)) and not _ENDS_IN_CLUSTER.search(written)
