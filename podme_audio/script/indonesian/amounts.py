"""Amounts: a figure or a range of two, with a sign, a scale and a unit. What money, percentages and units share."""

import re

from podme_audio.script.indonesian.numbers import figure, value
from podme_audio.script.indonesian.tables import SCALES, UNITS, any_of
from podme_audio.script.indonesian.tagging import DASH, EDGE, NUM, S, Spot

TO = "sampai"
#: A scale word, in any case.
SCALE = f"(?:(?i:{any_of(SCALES)})(?!\\w))"
#: A unit, which nothing is tied to.
UNIT = f"(?P<unit>{any_of(UNITS)}){EDGE}"
#: "5", "5-7", "5 – 7".
AMOUNT = f"(?P<low>{NUM})(?:{S}?{DASH}{S}?(?P<high>{NUM}))?"


def say_amount(spot: Spot, *, point: bool = False) -> str | None:
    """Say the groups "low" and "high" of an `AMOUNT`; None when either could be two numbers."""
    low = figure(spot["low"], point=point)
    if low is None or not spot["high"]:
        return low
    high = figure(spot["high"], point=point)
    return None if high is None or not rising(spot, point=point) else f"{low} {TO} {high}"


def rising(spot: Spot, *, point: bool = False) -> bool:
    """Whether "low" is below "high", as in every range."""
    low, high = value(spot["low"], point=point), value(spot["high"], point=point)
    return low is not None and high is not None and low < high


def scale(written: str) -> str:
    """Say a scale word: "jt" is "juta"."""
    return SCALES[written.lower()]


def words(*parts: str) -> str:
    """Join what is not empty."""
    return " ".join(part for part in parts if part)


def pattern(text: str) -> re.Pattern[str]:
    """Compile *text*, in which digits are those of ASCII."""
    return re.compile(text)
