"""Percentages and units: "5,2%", "60 km/jam", "37,5 °C", "M 5,6", "Rp50.000/kg", "Km 57"."""

from podme_audio.script.indonesian.amounts import AMOUNT, SCALE, UNIT, say_amount, scale, words
from podme_audio.script.indonesian.numbers import cardinal, figure
from podme_audio.script.indonesian.tables import CUES, PER, SIGNS, UNITS, any_of
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, Pattern, Rule, S, Spot

_UNIT_BEFORE = Pattern(r"(?:[^\W\d]{1,8}[23²³]?|[A-Z]{0,3}\$)$")
_REACH = 9


def _say_percent(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    name = "permil" if spot["sign"] == "‰" else "persen"
    return None if amount is None else words(amount, name + spot["tail"].removeprefix("-"))


def _say_unit(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    if amount is None:
        return None
    return words(amount, scale(spot["scale"]) if spot["scale"] else "", UNITS[spot["unit"]])


def _is_unit(spot: Spot) -> bool:
    """A letter after the number of an article is no unit: "pasal 5 l"."""
    if spot["unit"] == "W" and spot.right == "-":
        return False  # the oil "10W-40"
    return len(spot["unit"]) > 1 or not spot.leads(CUES["law_part"])


def _say_arc(spot: Spot) -> str:
    second = f"{figure(spot['second'])} detik" if spot["second"] else ""
    said = f"{cardinal(int(spot['degree']))} derajat {cardinal(int(spot['minute']))} menit"
    return words(said, second, UNITS.get(spot["unit"], ""))


def _say_metres(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    return None if amount is None else f"{amount} meter"


def _is_length(spot: Spot) -> bool:
    return spot.leads(CUES["length_near"], 3)


def _say_inches(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    return None if amount is None else f"{amount} inci"


def _is_inches(spot: Spot) -> bool:
    """Whether the mark is no quotation mark: after a screen, a tyre, a pipe."""
    return spot.leads(CUES["inches"], 3)


def _say_per(spot: Spot) -> str:
    return f" per {PER.get(spot['unit']) or SIGNS[spot['unit']]}"


def _is_per(spot: Spot) -> bool:
    """Whether the stroke stands after an amount or a unit."""
    if not spot.before or not (spot.left.isalnum() or spot.left in "%²³)$"):
        return False
    counted = len(spot.before) > 1 and spot.before[1][0].isdigit()
    unit = _UNIT_BEFORE.compiled.search(spot.page.text[max(0, spot.start - _REACH) : spot.start])
    measured = unit is not None and (unit[0] in UNITS or unit[0] in SIGNS or unit[0] in CUES["per_before"])
    again = spot.page.text[spot.start - len(spot.before[0]) - 1 : spot.start].startswith("/")
    return spot.before[0][0].isdigit() or counted or measured or (again and spot.before[0] in PER)


def _say_magnitude(spot: Spot) -> str:
    name = "" if spot.leads(frozenset({"magnitudo", "magnitude"})) else "magnitudo"
    return words(name, figure(spot["number"], point=True) or "")


_MEASURE = Pattern(rf"{AMOUNT}(?:{S}?(?P<scale>{SCALE}))?{S}?(?:{DASH}(?=[a-z]))?{UNIT}")
_ARC = (
    rf"(?P<degree>[0-9]{{1,3}})[°º]{S}?(?P<minute>[0-9]{{1,2}})['’′](?!\w)"
    rf"(?:{S}?(?P<second>[0-9]{{1,2}}(?:,[0-9]{{1,3}})?)[\"”″])?(?:{S}?(?P<unit>LS|LU|BT|BB){EDGE})?"
)
_PER_UNIT = Pattern(rf"{S}?/{S}?(?P<unit>{any_of([*PER, *SIGNS])})(?![\w]|{S}?[0-9])")
_RATE = rf"(?<!\w)(?P<unit>{any_of([*UNITS, 'Rp', 'US$'])})(?={S}?/{S}?{any_of(PER)}{EDGE})"
_PER_WORD = Pattern(rf"(?i:(?<!\w)per){S}{UNIT}")

RULES = (
    Rule(
        "magnitude",
        "unit",
        "word",
        Pattern(rf"(?:Mag\.?|M[wL]?)(?:{S}|=|:{S}?)?(?P<number>[0-9][.,][0-9]){END}{EDGE}"),
        _say_magnitude,
    ),
    Rule(
        "percentage", "percent", "digits", Pattern(rf"{AMOUNT}{S}?(?P<sign>[%‰])(?P<tail>-?nya{EDGE})?"), _say_percent
    ),
    Rule("arc", "unit", "digits", Pattern(_ARC), _say_arc),
    Rule("unit", "unit", "digits", _MEASURE, _say_unit, _is_unit),
    Rule("metres", "unit", "digits", Pattern(rf"{AMOUNT}{S}?M{EDGE}"), _say_metres, _is_length),
    Rule("inches", "unit", "digits", Pattern(rf"{AMOUNT}[\"″”](?!\w)"), _say_inches, _is_inches),
    Rule("kilometre post", "unit", "word", Pattern(rf"(?<!\w)(?:KM|Km|km)\.?{S}?(?=[0-9])"), lambda _: "kilometer "),
    Rule("unit of a rate", "unit", "word", Pattern(_RATE), lambda spot: UNITS.get(spot["unit"]) or SIGNS[spot["unit"]]),
    Rule("per sum", "unit", "mark", Pattern(rf"/{S}?(?=(?:{any_of(SIGNS)}){S}?[0-9])"), lambda _: " per ", _is_per),
    Rule("per sum", "unit", "space", Pattern(rf"{S}/{S}(?=(?:{any_of(SIGNS)}){S}?[0-9])"), lambda _: " per ", _is_per),
    Rule("per unit", "unit", "mark", _PER_UNIT, _say_per, _is_per),
    Rule("per unit", "unit", "word", _PER_WORD, lambda spot: f"per {UNITS[spot['unit']]}"),
)
