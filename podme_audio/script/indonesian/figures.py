"""Single figures: ordinals, fractions, decimals, versions and, last of all, plain numbers."""

from podme_audio.script.indonesian.amounts import SCALE, UNIT, words
from podme_audio.script.indonesian.letters import spell
from podme_audio.script.indonesian.numbers import LIMIT, cardinal, digits, figure, ordinal
from podme_audio.script.indonesian.tables import CUES, ERAS, UNITS
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, NUM, Pattern, Rule, S, Spot

_VULGAR = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅐": (1, 7), "⅑": (1, 9),
    "⅒": (1, 10),
}  # fmt: skip
#: The bottoms that need no cue: above ten, "14/45" is more often a number of something.
_PLAIN_BOTTOM = 10
_HALF = 2
_NAME_WINDOW = 30
_NAMED = Pattern(r"(?<!\w)[A-Z][\w.'’-]{0,24} $")
#: A grade or a rating: "8.1", "3.75".
_ENGLISH = Pattern(r"[1-9][0-9]{0,2},[0-9]{3}")
_LAP, _SECONDS = Pattern(r"[0-9]{1,2}\.[0-9]{3}"), frozenset({"detik"})
_TENTHS = Pattern(r"[0-9]\.[0-9]{1,2}")


def fraction(top: int, bottom: int) -> str:
    """Say a fraction: 1/2 is "setengah", 3/4 "tiga perempat"."""
    if (top, bottom) == (1, _HALF):
        return "setengah"
    part = "per" + cardinal(bottom)
    return f"se{part}" if top == 1 else f"{cardinal(top)} {part}"


def _say_fraction(spot: Spot) -> str | None:
    top, bottom = int(spot["top"]), int(spot["bottom"])
    if _is_pressure(spot):
        return words(cardinal(top), "per", cardinal(bottom), UNITS.get(spot["unit"], ""))
    if spot["whole"] or spot["unit"]:
        return _measured(spot, fraction(top, bottom))
    if spot.follows(CUES["rounds"]) and bottom > _HALF:
        return f"per{cardinal(bottom)}" if top == 1 else None
    return fraction(top, bottom)


def _is_fraction(spot: Spot) -> bool:
    top, bottom = int(spot["top"]), int(spot["bottom"])
    if _is_pressure(spot):
        return True
    zero = "0" in {spot["top"][0], spot["bottom"][0]}
    if zero or top >= bottom or spot.leads(CUES["no_fraction"], 2) or (not spot["unit"] and _is_house(spot)):
        return False
    if spot.leads(CUES["date_perhaps"]) and not spot.follows(CUES["fraction_after"]) and not _counts(spot):
        return False
    if _ends_span(spot):
        return False
    if spot.left == "(":
        return spot.leads(CUES["fraction_before"], 3)
    return bottom <= _PLAIN_BOTTOM or spot.follows(CUES["fraction_after"])


def _is_house(spot: Spot) -> bool:
    """Whether the figures stand behind a name, as a house behind its street: "Jalan Merdeka 3/5"."""
    named = _NAMED.compiled.search(spot.page.text[max(0, spot.start - _NAME_WINDOW) : spot.start])
    return named is not None and len(spot.before) > 1 and not spot.follows(CUES["fraction_after"])


def _ends_span(spot: Spot) -> bool:
    """Whether days are meant: "1 s.d. 3/6"."""
    spanned = spot.leads(CUES["span"]) or spot.before[:2] == ("dengan", "sampai")
    return spanned and not spot["unit"] and not spot.follows(CUES["fraction_after"])


def _is_pressure(spot: Spot) -> bool:
    return spot.leads(CUES["blood"], 5) or spot["unit"] == "mmHg"


def _say_stroke(spot: Spot) -> str:
    stroke = "" if spot.leads(CUES["model"]) else "garis miring"
    return words(_code(spot["low"]), stroke, _code(spot["high"]))


def _code(written: str) -> str:
    return digits(written) if written[0] == "0" else cardinal(int(written))


def _is_stroke(spot: Spot) -> bool:
    return spot.leads(CUES["no_fraction"], 2) or (_is_house(spot) and spot.leads(CUES["street"], 4))


def _say_vulgar(spot: Spot) -> str:
    return _measured(spot, fraction(*_VULGAR[spot["sign"]]))


def _measured(spot: Spot, part: str) -> str:
    whole = cardinal(int(spot["whole"])) if spot["whole"] else ""
    return words(whole, part, UNITS.get(spot["unit"], ""))


def _say_ordinal(spot: Spot) -> str | None:
    if figure(spot["number"]) is None:
        return None
    number = int(spot["number"].replace(".", ""))
    if number >= LIMIT:
        return None
    first = "kesatu" if number == 1 and spot.leads(CUES["law_first"], 3) else ordinal(number)
    top = f" sampai {ordinal(int(spot['high']))}" if spot["high"] else ""
    era = f" {ERAS[spot['era']]}" if spot["era"] else ""
    return first + spot["tail"].replace("-", "") + top + era


def _say_point(spot: Spot) -> str | None:
    return figure(spot["number"], point=True)


def _is_point(spot: Spot) -> bool:
    """Whether a dot is a decimal point: before a scale, after a magnitude."""
    if spot["scale"] or spot.leads(CUES["point_before"]) or spot.follows(CUES["point_after"]):
        return True
    return _TENTHS.compiled.fullmatch(spot["number"]) is not None and spot.leads(CUES["point_near"], 4)


def _say_version(spot: Spot) -> str:
    return " titik ".join(cardinal(int(part)) if part[0] != "0" else digits(part) for part in spot[0].split("."))


def _is_version(spot: Spot) -> bool:
    return spot.leads(CUES["version"], 2)


def _is_address(spot: Spot) -> bool:
    return spot.leads(CUES["network"], 2)


def _say_grade(spot: Spot) -> str | None:
    low = figure(spot["low"], point=True)
    return None if low is None else f"{low} per {cardinal(int(spot['high']))}"


def _is_grade(spot: Spot) -> bool:
    return spot.leads(CUES["graded"], 2)


def _say_model(spot: Spot) -> str:
    return words(*(cardinal(int(part)) for part in spot["number"].split("-")), spell(spot["tail"]))


def _is_model(spot: Spot) -> bool:
    return spot.leads(CUES["model"], 2)


def _say_digits(spot: Spot) -> str:
    return digits(spot[0])


def _say_figure(spot: Spot) -> str | None:
    if _ENGLISH.compiled.fullmatch(spot["number"]) and spot.follows(CUES["whole_only"]):
        return None  # "1,000 orang" is a thousand written in English
    if _LAP.compiled.fullmatch(spot["number"]) and spot.follows(_SECONDS):
        return None  # "2.345 detik" is a thousandth on a race track
    return figure(spot["number"])


def _alone(spot: Spot) -> bool:
    """Whether nothing is counted: a quantity as large as that has its dots, or a noun behind it."""
    return not spot.follows(CUES["range_after"] | CUES["counted"]) and _is_figure(spot)


def _counts(spot: Spot) -> bool:
    """Whether a noun in lower case follows."""
    following = spot.page.text[spot.end : spot.end + 2]
    return following[:1] == " " and following[1:].islower()


def _is_figure(spot: Spot) -> bool:
    """Whether the figure stands alone: half of a pair that no rule was sure of is left with its other half."""
    before = spot.page.text[max(0, spot.start - 2) : spot.start]
    paired = len(before) > 1 and before[0].isdigit() and before[1] in "-–—‑−/:"
    return not paired and spot.left not in {"_", ".", "#"} and figure(spot[0]) is not None


_KE = rf"(?i:(?<!\w)ke){S}?{DASH}{S}?"
_RANK = rf"(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{3}}){{1,4}}|[0-9]{{1,9}}){END}"
_ERA = rf"(?:{S}(?P<era>SM|M|H){EDGE}(?!\.{S}?[A-Z]))?"
_ORDINAL = Pattern(rf"{_KE}{_RANK}(?P<tail>-?nya)?{EDGE}(?:{DASH}(?P<high>[0-9]{{1,4}}){END})?{_ERA}")
_TIGHT_ORDINAL = Pattern(rf"(?i:(?<!\w)ke)(?P<number>[0-9]{{1,3}}){END}(?P<tail>)(?P<high>)(?P<era>){EDGE}")
_WHOLE = r"(?P<whole>[0-9]{1,3})"
_FRACTION = Pattern(rf"(?:{_WHOLE}{S})?(?P<top>[0-9]{{1,3}})[/⁄](?P<bottom>[0-9]{{1,3}}){END}(?:{S}?{UNIT})?(?![/\w])")
_SIGN = f"(?P<sign>[{''.join(_VULGAR)}])"
_ROW = r"[0-9]{1,3}(?:\.[0-9]{1,3})"
_ROW_ENDS = r"(?!\w|[.,][0-9])"

_STROKE = Pattern(rf"(?P<low>[0-9]{{1,3}})/(?P<high>[0-9]{{1,3}}){END}(?![/\w])")

_MODEL = rf"(?P<number>(?:[0-9]{{3}}|42|72)-[0-9]{{1,4}}){END}(?P<tail>[A-Z]{{2,3}})?(?![-/\w])"
_GRADE = rf"(?P<low>[0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?)/(?P<high>5|10|100){END}(?![/\w])"

ORDINALS = (
    Rule("ordinal", "ordinal", "word", _ORDINAL, _say_ordinal),
    Rule("ordinal", "ordinal", "word", _TIGHT_ORDINAL, _say_ordinal),
)
RULES = (
    Rule("grade", "fraction", "digits", Pattern(_GRADE), _say_grade, _is_grade),
    Rule("fraction", "fraction", "digits", _FRACTION, _say_fraction, _is_fraction),
    Rule("numbers with a stroke", "address", "digits", _STROKE, _say_stroke, _is_stroke),
    Rule("fraction", "fraction", "digits", Pattern(rf"{_WHOLE}{S}?{_SIGN}(?:{S}?{UNIT})?"), _say_vulgar),
    Rule("fraction", "fraction", "word", Pattern(rf"(?P<whole>){_SIGN}{EDGE}(?:{S}?{UNIT})?"), _say_vulgar),
    Rule(
        "decimal point",
        "decimal",
        "digits",
        Pattern(rf"(?P<number>{NUM})(?={S}?(?P<scale>{SCALE})?){EDGE}(?!/[0-9])"),
        _say_point,
        _is_point,
    ),
    Rule("version", "code", "digits", Pattern(rf"{_ROW}{{1,3}}{_ROW_ENDS}"), _say_version, _is_version),
    Rule("network address", "code", "digits", Pattern(rf"{_ROW}{{3}}{_ROW_ENDS}"), _say_version, _is_address),
)
#: What everybody knows by its figures; a date in brackets or after a weekday is not meant: "Kamis (24/7)".
_FAMOUS = {"24/7": "dua puluh empat tujuh", "9/11": "sembilan sebelas"}
MODELS = (
    Rule(
        "known by its figures",
        "code",
        "digits",
        Pattern(rf"(?:24/7|9/11){END}(?![/\w])"),
        lambda spot: _FAMOUS[spot[0]],
    ),
    Rule("model", "code", "digits", Pattern(_MODEL), _say_model, _is_model),
)
#: What a figure is when no other class wants it; stands last.
FALLBACK = (
    Rule("figures in a row", "code", "digits", Pattern(r"[0-9]{1,12}(?:[-–:/][0-9]{1,12}){2,12}"), lambda _: None),
    Rule("long number", "identifier", "digits", Pattern(rf"[0-9]{{11,40}}{END}{EDGE}"), _say_digits),
    Rule("ungrouped number", "identifier", "digits", Pattern(rf"[0-9]{{7,10}}(?<!00){END}{EDGE}"), _say_digits, _alone),
    Rule("even split", "fraction", "digits", Pattern(rf"50/50{END}(?![/\w])"), lambda _: "lima puluh lima puluh"),
    Rule(
        "number",
        "cardinal",
        "digits",
        Pattern(rf"(?P<number>{NUM})(?!\w|{DASH}[0-9]|[/:][0-9])"),
        _say_figure,
        _is_figure,
    ),
)
