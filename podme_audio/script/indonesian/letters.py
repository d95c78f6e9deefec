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
_ONSET = r"(?:ny|ng|kh|sy|str|spr|skr|[bcdfgkpst]r|[bfgkps]l|s[pktmnw]|tw|kw|[bcdfghjklmnprstvwyz])"
_CODA = r"(?:ng|ns|ks|nk|nd|nt|rs|rt|rd|rm|lm|kh|[bdfghklmnprstwy])"
_VOWELS = re.compile("[aeiou]{1,40}")
_BEGINNING = re.compile(f"{_ONSET}?")
_MIDDLE = re.compile(f"{_CODA}?{_ONSET}?")
_ENDING = re.compile(f"{_CODA}?")
_LONGEST_VOWELS = 2
#: From six letters on nothing is an acronym that has two vowels and no four consonants in a row: "MOSKOW".
_WORD = re.compile(r"(?=.{0,40}[aeiou].{0,40}[aeiou])(?!.{0,40}[^aeiou]{4})[a-z]{6,40}")


def spell(written: str) -> str:
    """Say the letters of *written* one by one: "KPU" is "ka pe u"."""
    return " ".join(_NAMES.get(letter, letter) for letter in written.lower())


def spellable(written: str) -> bool:
    """Whether every letter has an Indonesian name."""
    return all(letter in _NAMES for letter in written.lower())


def pronounceable(written: str) -> bool:
    """Whether *written* is built of Indonesian syllables, so that a reader says it as a word."""
    low = written.lower()
    if _WORD.fullmatch(low):
        return True
    vowels, clusters = _VOWELS.findall(low), _VOWELS.split(low)
    if not vowels or max(map(len, vowels)) > _LONGEST_VOWELS:
        return False
    first, *middle, last = clusters
    fits = (_BEGINNING.fullmatch(first), *(_MIDDLE.fullmatch(cluster) for cluster in middle), _ENDING.fullmatch(last))
    return None not in fits
