"""Roman numerals after a name or a noun: "Perang Dunia II", "abad XXI", "Bab IV", "ke-XX"."""

import re

from podme_audio.script.indonesian.letters import spell
from podme_audio.script.indonesian.numbers import cardinal, ordinal
from podme_audio.script.indonesian.tables import CUES, ERAS
from podme_audio.script.indonesian.tagging import DASH, EDGE, Pattern, Rule, S, Spot

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = r"(?:XC|XL|L?X{1,3}|L)?(?:IX|IV|V?I{1,3}|V)?"
_ERA = rf"(?:{S}(?P<era>SM|M){EDGE})?"
_NUMERAL = rf"(?P<roman>(?=[IVXL]){_ROMAN})(?P<letter>[A-D])?{EDGE}{_ERA}"
_BARE = rf"(?P<roman>(?=[IVX]{{2}}){_ROMAN})(?P<letter>[A-D])?{EDGE}{_ERA}"
#: The year on a gate or a coin: "MCMXLV".
_YEAR = r"(?P<roman>(?=M)M{1,2}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
_LAST_YEAR = 2100
#: From here on no acronym looks like a year; shorter ones need a word beside them.
_SURE_YEAR = 5
_CARDINAL = CUES["roman_cardinal"]
#: How many words back the noun of a row of numerals may stand.
_ROW = 7
_ORDINAL = CUES["roman_ordinal"]


def roman(written: str) -> int:
    """Return the number of a well-formed numeral."""
    values = [_VALUES[letter] for letter in written]
    return sum(-low if low < high else low for low, high in zip(values, [*values[1:], 0], strict=True))


def _is_cued(spot: Spot) -> bool:
    return (
        spot["roman"] != ""
        and spot.left != "."
        and _glued(spot)
        and (_noun(spot) in _CARDINAL | _ORDINAL | CUES["roman_names"] or _is_first(spot))
    )


def _noun(spot: Spot) -> str:
    """Return the word that is numbered, also across a row: "tahap I, II, dan III", "kelas X dan XI"."""
    return next((word for word in spot.before[:_ROW] if word not in CUES["between_romans"]), "")


def _glued(spot: Spot) -> bool:
    """Whether nothing but a space stands between the numeral and its noun."""
    if spot.before and spot.before[0] in CUES["between_romans"]:
        return True
    return spot.left in {" ", "\u00a0", "-", "/"} and spot.page.text[max(0, spot.start - 2)] not in ",;:!?)\"'"


def _is_first(spot: Spot) -> bool:
    """A lone "I" after a name is always the number."""
    start = spot.start
    name = re.search(r"[A-Z][a-z]{2,30}[ \u00a0]$", spot.page.text[max(0, start - 40) : start])
    ship = spot["roman"] in {"V", "X"} and spot.leads(CUES["ships"], 5)
    return name is not None and (ship or (spot["roman"] == "I" and not spot["letter"]))


def _is_bare(spot: Spot) -> bool:
    """A numeral of two letters or more after a name."""
    start = spot.start
    window = spot.page.text[max(0, start - 40) : start]
    name = re.search(r"(?:[^\W\d_]|\b[IVX]{1,6},)[ \u00a0]$", window)
    return spot["roman"] != "" and name is not None


def _say(spot: Spot) -> str:
    number = roman(spot["roman"])
    named = _noun(spot) in _ORDINAL | CUES["roman_names"] and not spot["letter"]
    said = ordinal(number) if named else cardinal(number)
    letter = f" {spell(spot['letter'])}" if spot["letter"] else ""
    return said + letter + (f" {ERAS[spot['era']]}" if spot["era"] else "")


def _is_year(spot: Spot) -> bool:
    sure = len(spot["roman"]) >= _SURE_YEAR or (len(spot["roman"]) > 1 and spot.leads(CUES["roman_year"], 2))
    return sure and roman(spot["roman"]) <= _LAST_YEAR


RULES = (
    Rule(
        "Roman ordinal",
        "roman",
        "word",
        Pattern(rf"(?i:(?<!\w)ke){S}?{DASH}{S}?(?P<roman>(?=[IVXL]){_ROMAN}){EDGE}"),
        lambda spot: ordinal(roman(spot["roman"])),
        lambda spot: spot["roman"] != "",
    ),
    Rule(
        "Roman numerals from and to",
        "roman",
        "word",
        Pattern(rf"(?<!\w)(?P<roman>(?=[IVX]){_ROMAN}){DASH}(?P<high>(?=[IVX]){_ROMAN}){EDGE}"),
        lambda spot: f"{cardinal(roman(spot['roman']))} sampai {cardinal(roman(spot['high']))}",
        lambda spot: spot["roman"] != "" and spot["high"] != "" and spot.leads(_CARDINAL | _ORDINAL),
    ),
    Rule(
        "Roman numeral and a letter",
        "roman",
        "word",
        Pattern(rf"(?<!\w)(?P<roman>(?=[IVX]){_ROMAN})[/.](?P<letter>[a-eA-E]){EDGE}"),
        lambda spot: f"{cardinal(roman(spot['roman']))} {spell(spot['letter'])}",
        lambda spot: spot["roman"] != "" and spot.leads(_CARDINAL | _ORDINAL),
    ),
    Rule(
        "diploma",
        "roman",
        "word",
        Pattern(rf"(?<!\w)(?P<letter>[DS])(?:-(?=I)|(?=II))(?P<roman>IV|I{{1,3}}){EDGE}"),
        lambda spot: f"{spell(spot['letter'])} {cardinal(roman(spot['roman']))}",
    ),
    Rule("Roman numeral", "roman", "word", Pattern(r"(?<!\w)" + _NUMERAL), _say, _is_cued),
    Rule(
        "Roman year",
        "roman",
        "word",
        Pattern(rf"(?<!\w){_YEAR}{EDGE}"),
        lambda spot: cardinal(roman(spot["roman"])),
        _is_year,
    ),
    Rule("Roman numeral", "roman", "word", Pattern(r"(?<!\w)" + _BARE), _say, _is_bare),
    Rule(
        "dash after a numeral",
        "roman",
        "mark",
        Pattern("-(?=[0-9]{4})"),
        lambda _: " ",
        lambda spot: spot.left in _VALUES,
    ),
)
