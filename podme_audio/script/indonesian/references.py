"""What the law and the courts are quoted by: "UU No. 12/2011", "45/Pid.Sus/2024/PN", "ayat (2)", "huruf a"."""

import re

from podme_audio.script.indonesian.amounts import words
from podme_audio.script.indonesian.letters import spell
from podme_audio.script.indonesian.numbers import cardinal, digits
from podme_audio.script.indonesian.romans import roman
from podme_audio.script.indonesian.tables import CUES
from podme_audio.script.indonesian.tagging import EDGE, Pattern, Rule, S, Spot

_LETTER = frozenset({"huruf"})


def _say_law(spot: Spot) -> str:
    return words(cardinal(int(spot["number"])), "tahun", cardinal(int(spot["year"])))


def _is_law(spot: Spot) -> bool:
    return spot.leads(CUES["law"], 5) or spot.leads(frozenset({"nomor", "no"}), 1)


def _is_ruling(spot: Spot) -> bool:
    return re.search("[A-Z]", spot[0]) is not None or spot.leads(CUES["law"] | {"nomor", "no"}, 4)


def _has_figures(spot: Spot) -> bool:
    return re.search("[0-9]", spot[0]) is not None


def _say_ruling(spot: Spot) -> str:
    parts = re.findall(r"[A-Za-z]{1,12}|[0-9]{1,6}|[/.]", spot[0])
    return words(*(_ruling_part(part) for part in parts))


def _ruling_part(part: str) -> str:
    if part in "/.":
        return "garis miring" if part == "/" else "titik"
    if part.isdecimal():
        return digits(part) if part[0] == "0" else cardinal(int(part))
    if re.fullmatch("[IVX]{1,6}", part):
        return cardinal(roman(part))
    return spell(part) if part.isupper() else part.lower()


def _is_lettered(spot: Spot) -> bool:
    """Whether the letter belongs to "huruf", also in a row: "huruf a, b, dan c"."""
    noun = next((word for word in spot.before[:9] if len(word) > 1 and word not in CUES["between_letters"]), "")
    return noun in _LETTER


def _say_part(spot: Spot) -> str:
    number = cardinal(int(spot["number"])) if spot["number"] else ""
    return f" {words(number, spell(spot['letter'] or spot['single']))}"


def _say_lettered(spot: Spot) -> str:
    return words(cardinal(int(spot["number"])), spell(spot["letter"]))


def _is_part(spot: Spot) -> bool:
    return spot.leads(CUES["law_part"])


_SERIES = r"(?:[-.][A-Za-z0-9]{1,10}){0,4}"
_RULING = rf"[0-9]{{1,5}}(?:/[A-Za-z]{{1,10}}{_SERIES}|/[0-9]{{1,4}}){{2,6}}(?!\w)"
_REPORT = rf"(?<!\w)[A-Z]{{1,6}}(?:/[A-Z0-9][A-Za-z0-9]{{0,9}}{_SERIES}){{3,8}}(?!\w)"

_PART = r"(?:(?P<number>[0-9]{1,3})(?P<letter>[a-z])?|(?P<single>[a-z]))"
_LETTERED = rf"(?P<number>[0-9]{{1,3}})(?P<letter>[a-e]){EDGE}"

RULES = (
    Rule(
        "law of a year",
        "law",
        "digits",
        Pattern(r"(?P<number>[0-9]{1,4})/(?P<year>(?:19|20)[0-9]{2})(?![\w/]|[.,][0-9])"),
        _say_law,
        _is_law,
    ),
    Rule("reference number", "law", "digits", Pattern(_RULING), _say_ruling, _is_ruling),
    Rule("reference number", "law", "word", Pattern(_REPORT), _say_ruling, _has_figures),
    Rule("letter of a law", "law", "word", Pattern(rf"(?<!\w)[b-z]{EDGE}"), lambda spot: spell(spot[0]), _is_lettered),
    Rule("lettered number", "law", "digits", Pattern(_LETTERED), _say_lettered, _is_part),
    Rule("part of a law", "law", "space", Pattern(rf"{S}\({_PART}\)"), _say_part, _is_part),
)
