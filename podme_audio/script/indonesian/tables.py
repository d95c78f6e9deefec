"""The tables beside this file, read once: what an editor may change without knowing Python."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def table(name: str) -> Mapping[str, Any]:
    """Return the table *name*.toml beside this file."""
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of *words*, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


#: Rows of words, not lists of strings: those take `tomllib` ten times as long.
CUES: Mapping[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in table("cues").items()}

_CALENDAR = table("calendar")
WEEKDAYS = frozenset(_CALENDAR["weekdays"])
ERAS: Mapping[str, str] = _CALENDAR["eras"]
ZONES: Mapping[str, str] = _CALENDAR["zones"]
ISLAMIC = frozenset(_CALENDAR["islamic"])
#: The twelve months by their names, in order.
MONTHS: tuple[str, ...] = tuple(_CALENDAR["months"])
#: Short form -> name.
SHORT_MONTHS: Mapping[str, str] = {short: name for name, shorts in _CALENDAR["months"].items() for short in shorts}
MONTH_WORDS = frozenset(word.lower() for word in (*MONTHS, *SHORT_MONTHS))

_UNITS = table("units")
UNITS: Mapping[str, str] = _UNITS["units"]
#: What may follow a stroke: every unit, and some nouns.
PER: Mapping[str, str] = {**UNITS, **_UNITS["per"]}

_MONEY = table("money")
SIGNS: Mapping[str, str] = _MONEY["signs"]
LONE_SIGNS: Mapping[str, str] = _MONEY["alone"]
SCALES: Mapping[str, str] = _MONEY["scales"]
SCALE_LETTERS: Mapping[str, str] = _MONEY["letters"]
