"""Single figures: cardinals, decimals, ordinals, fractions, percentages, units, and the signs of arithmetic."""

import re

from podme_audio.script.indonesian.amounts import AMOUNT, SCALE, say_amount, scale, words
from podme_audio.script.indonesian.numbers import LIMIT, cardinal, digits, figure, ordinal
from podme_audio.script.indonesian.tables import CUES, ERAS, PER, SIGNS, UNITS, any_of
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, NUM, Rule, S, Spot

_VULGAR = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅐": (1, 7), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_UNIT = f"(?P<unit>{any_of(UNITS)})(?!\\w)"
_LONGEST_NAME = 40


def fraction(top: int, bottom: int) -> str:
    """Say a fraction: 1/2 is "setengah", 3/4 "tiga perempat"."""
    if (top, bottom) == (1, 2):
        return "setengah"
    part = "per" + cardinal(bottom)
    return f"se{part}" if top == 1 else f"{cardinal(top)} {part}"


def _say_percent(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    return None if amount is None else words(amount, "permil" if spot["sign"] == "‰" else "persen")


def _say_unit(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    if amount is None:
        return None
    return words(amount, scale(spot["scale"]) if spot["scale"] else "", UNITS[spot["unit"]])


def _is_unit(spot: Spot) -> bool:
    """One letter is a unit only in its own company: "10 m" of cloth, never "5 M" or "pasal 5 l"."""
    if spot["unit"] in {"SR", "LS", "LU", "BT", "BB", "MT", "PS", "HP", "hp"}:
        return spot["unit"] != "HP" or not spot.follows(frozenset({"android", "baru", "bekas"}))
    return not (len(spot["unit"]) == 1 and spot.leads(CUES["law_part"]))


def _say_per(spot: Spot) -> str:
    return f" per {PER.get(spot['unit']) or SIGNS[spot['unit']]}"


def _is_per(spot: Spot) -> bool:
    """Whether the stroke stands after an amount or a unit."""
    word = spot.before[0] if spot.before else ""
    if not word or not (spot.left.isalnum() or spot.left in "%²³)"):
        return False
    counted = len(spot.before) > 1 and spot.before[1][0].isdigit()
    before = spot.page.text[max(0, spot.start - 6) : spot.start]
    unit = re.search(r"[^\W\d]{1,5}[23²³]?$", before)
    return word[0].isdigit() or counted or (unit is not None and (unit[0] in UNITS or unit[0] in _RATES))


_RATES = frozenset(
    "juta ribu miliar triliun rupiah orang ton liter barel kilogram gram derajat bit kata kali jt rb".split()
)


def _say_fraction(spot: Spot) -> str | None:
    top, bottom = int(spot["top"]), int(spot["bottom"])
    if spot.leads(CUES["blood"], 5) or spot.follows(frozenset({"mmhg"})):
        return f"{cardinal(top)} per {cardinal(bottom)}"
    if spot["whole"]:
        return f"{cardinal(int(spot['whole']))} {fraction(top, bottom)}"
    if spot.follows(CUES["rounds"]) and bottom > 2:  # noqa: PLR2004 (half a final is none)
        return f"per{cardinal(bottom)}" if top == 1 else None
    return fraction(top, bottom)


def _is_fraction(spot: Spot) -> bool:
    top, bottom = int(spot["top"]), int(spot["bottom"])
    if spot.leads(CUES["blood"], 5) or spot.follows(frozenset({"mmhg"})):
        return True
    if not 0 < top < bottom or spot["top"][0] == "0" or spot["bottom"][0] == "0":
        return False
    if spot.leads(frozenset({"nomor", "no", "rt", "rw", "blok", "kav"}), 2):
        return False
    return bottom <= 10 or spot.follows(CUES["fraction_after"])  # noqa: PLR2004 (the bottoms that speech knows)


def _say_vulgar(spot: Spot) -> str:
    top, bottom = _VULGAR[spot["sign"]]
    whole = f"{cardinal(int(spot['whole']))} " if spot["whole"] else ""
    return whole + fraction(top, bottom)


def _say_ordinal(spot: Spot) -> str | None:
    said = figure(spot["number"])
    if said is None or "," in spot["number"]:
        return None
    number = int(spot["number"].replace(".", ""))
    if number >= LIMIT:
        return None
    first = "kesatu" if number == 1 and spot.leads(CUES["law_first"], 3) else ordinal(number)
    top = f" sampai {ordinal(int(spot['high']))}" if spot["high"] else ""
    era = " " + ERAS[spot["era"]] if spot["era"] else ""
    return first + spot["tail"].replace("-", "") + top + era


def _say_figure(spot: Spot) -> str | None:
    return figure(spot["number"])


def _is_figure(spot: Spot) -> bool:
    """Whether the figure stands alone: half of a pair that no rule was sure of is left with its other half."""
    before = spot.page.text[max(0, spot.start - 2) : spot.start]
    paired = len(before) > 1 and before[0].isdigit() and before[1] in "-–—‑−/:"
    return not paired and spot.left not in {"_", "."} and figure(spot["number"]) is not None


def _say_point(spot: Spot) -> str | None:
    return figure(spot["number"], point=True)


def _is_point(spot: Spot) -> bool:
    """Whether a dot is a decimal point: before a scale, after a magnitude."""
    return (
        bool(spot["scale"]) or spot.leads(CUES["point_before"]) or spot.follows(frozenset({"skala", "sr", "magnitudo"}))
    )


def _say_version(spot: Spot) -> str:
    return " titik ".join(cardinal(int(part)) if part[0] != "0" else digits(part) for part in spot[0].split("."))


def _say_model(spot: Spot) -> str:
    return " ".join(cardinal(int(part)) for part in spot[0].split("-"))


def _say_times(spot: Spot) -> str | None:
    low = figure(spot["low"], point=True)
    return None if low is None else f"{low} kali "


_SIGNS_BEFORE = {
    "+": "plus", "±": "kurang lebih", "~": "sekitar", "≈": "sekitar", "<": "kurang dari", ">": "lebih dari",
    "≥": "lebih dari atau sama dengan", "≤": "kurang dari atau sama dengan", "-": "minus", "−": "minus", "–": "minus",
    "≠": "tidak sama dengan", "√": "akar", "∆": "delta", "Δ": "delta",
}  # fmt: skip
_SIGNS_BETWEEN = {
    "+": "tambah", "=": "sama dengan", "×": "kali", "x": "kali", "*": "kali", "÷": "bagi", "-": "minus", "−": "minus", "–": "minus",
    "<": "kurang dari", ">": "lebih dari", "≥": "lebih dari atau sama dengan", "≤": "kurang dari atau sama dengan", "≈": "kira-kira sama dengan",
    "≠": "tidak sama dengan", "±": "kurang lebih", ":": "bagi", "/": "per",
}  # fmt: skip
_BEFORE = re.compile(rf"(?P<sign>[+±~≈<>≥≤−–√-]){S}?(?=(?:Rp|US\$|\$|€|£)?{S}?[0-9])")
_BETWEEN = re.compile(rf"{S}?(?P<sign>[+=×÷<>≥≤≈≠±]){S}?(?=[(0-9A-Za-z$€£¥√π−-])")
_EQUATION = re.compile(
    rf"{S}(?P<sign>[-−–:x*/]){S}(?=[0-9][0-9.,]{{0,20}}{S}?(?:=|[-−–:x*+×÷]{S}[0-9][0-9.,]{{0,20}}{S}=))"
)


def _is_sign_before(spot: Spot) -> bool:
    if spot["sign"] in "-−–" and (spot[0] != spot["sign"] or spot.left not in {"", " ", "(", "\u00a0", "/", "\n"}):
        return False
    return not spot.left.isalnum()


def _is_sign_between(spot: Spot) -> bool:
    spaced = spot[0][0].isspace() == spot[0][-1].isspace()
    return spaced and (spot.left.isalnum() or spot.left in ")%²³°")


def _is_mark(spot: Spot) -> bool:
    """Whether the sign belongs to a mark: "B-", "BBB-", "rhesus O-"."""
    return (
        re.search(r"(?<!\w)(?:AAA|AA|A|BBB|BB|B|CCC|CC|C|D|O|AB)$", spot.page.text[max(0, spot.start - 5) : spot.start])
        is not None
    )


BEFORE_PAIRS = (
    Rule(
        "ordinal",
        "ordinal",
        "word",
        re.compile(
            rf"(?i:(?<!\w)ke){S}?{DASH}{S}?(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{3}}){{1,4}}|[0-9]{{1,9}}){END}(?P<tail>-?nya)?{EDGE}(?:{DASH}(?P<high>[0-9]{{1,4}}){END})?(?:{S}(?P<era>SM|M|H){EDGE}(?![.]{S}?[A-Z]))?"
        ),
        _say_ordinal,
    ),
    Rule(
        "ordinal",
        "ordinal",
        "word",
        re.compile(rf"(?i:(?<!\w)ke)(?P<number>[0-9]{{1,3}}){END}(?P<tail>)(?P<high>)(?P<era>){EDGE}"),
        _say_ordinal,
    ),
    Rule(
        "magnitude",
        "unit",
        "word",
        re.compile(rf"M{S}?(?P<number>[0-9][.,][0-9]){END}{EDGE}"),
        lambda spot: f"magnitudo {figure(spot['number'], point=True)}",
    ),
    Rule("percentage", "percent", "digits", re.compile(rf"{AMOUNT}{S}?(?P<sign>[%‰])"), _say_percent),
    Rule(
        "unit",
        "unit",
        "digits",
        re.compile(rf"{AMOUNT}(?:{S}?(?P<scale>{SCALE}))?{S}?(?:{DASH}(?=[a-z]))?{_UNIT}"),
        _say_unit,
        _is_unit,
    ),
    Rule("kilometre post", "unit", "word", re.compile(rf"(?<!\w)(?:KM|Km|km)\.?{S}?(?=[0-9])"), lambda _: "kilometer "),
    Rule(
        "per unit",
        "unit",
        "mark",
        re.compile(rf"{S}?/{S}?(?P<unit>{any_of([*PER, *SIGNS])})(?![\w]|{S}?[0-9])"),
        _say_per,
        _is_per,
    ),
    Rule(
        "per unit",
        "unit",
        "word",
        re.compile(rf"(?i:(?<!\w)per){S}(?P<unit>{any_of(UNITS)})(?!\w)"),
        lambda spot: f"per {UNITS[spot['unit']]}",
    ),
)

RULES = (
    Rule("multiplication", "math", "digits", re.compile(rf"(?P<low>{NUM}){S}?[x×X]{S}?(?={NUM})"), _say_times),
    Rule(
        "times",
        "math",
        "digits",
        re.compile(rf"(?P<low>{NUM}){S}?[xX×](?=$|[\s,.;:)?!-]|lipat|nya)"),
        lambda spot: f"{figure(spot['low'], point=True)} kali" if figure(spot["low"], point=True) else None,
    ),
    Rule(
        "fraction",
        "fraction",
        "digits",
        re.compile(rf"(?:(?P<whole>[0-9]{{1,3}}){S})?(?P<top>[0-9]{{1,3}})[/⁄](?P<bottom>[0-9]{{1,3}}){END}(?![/\w])"),
        _say_fraction,
        _is_fraction,
    ),
    Rule(
        "fraction",
        "fraction",
        "digits",
        re.compile(rf"(?P<whole>[0-9]{{1,3}}){S}?(?P<sign>[{''.join(_VULGAR)}])"),
        _say_vulgar,
    ),
    Rule("fraction", "fraction", "mark", re.compile(rf"(?P<whole>)(?P<sign>[{''.join(_VULGAR)}])"), _say_vulgar),
    Rule(
        "decimal point",
        "decimal",
        "digits",
        re.compile(rf"(?P<number>{NUM})(?={S}?(?P<scale>{SCALE})?){EDGE}"),
        _say_point,
        _is_point,
    ),
    Rule(
        "version",
        "code",
        "digits",
        re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){1,3}(?![\w]|[.,][0-9])"),
        _say_version,
        lambda spot: spot.leads(CUES["version"], 2),
    ),
    Rule(
        "network address",
        "code",
        "digits",
        re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w]|[.,][0-9])"),
        _say_version,
        lambda spot: spot.leads(frozenset({"ip", "address", "alamat"}), 2),
    ),
    Rule(
        "model",
        "code",
        "digits",
        re.compile(rf"[0-9]{{3}}-[0-9]{{1,4}}{END}(?![-/\w])"),
        _say_model,
        lambda spot: spot.leads(CUES["model"], 2),
    ),
    Rule(
        "plus",
        "math",
        "digits",
        re.compile(rf"(?P<number>{NUM})\+(?![\w])"),
        lambda spot: f"{figure(spot['number'])} plus" if figure(spot["number"]) else None,
    ),
    Rule(
        "sign before a figure", "math", "mark", _BEFORE, lambda spot: _SIGNS_BEFORE[spot["sign"]] + " ", _is_sign_before
    ),
    Rule("arithmetic", "math", "space", _EQUATION, lambda spot: f" {_SIGNS_BETWEEN[spot['sign']]} "),
    Rule("sign between", "math", "space", _BETWEEN, lambda spot: f" {_SIGNS_BETWEEN[spot['sign']]} ", _is_sign_between),
    Rule("sign between", "math", "mark", _BETWEEN, lambda spot: f" {_SIGNS_BETWEEN[spot['sign']]} ", _is_sign_between),
    Rule("by", "math", "space", re.compile(rf"{S}[xX×]{S}(?=[0-9])"), lambda _: " kali "),
    Rule("minus after letters", "math", "mark", re.compile(r"[-−](?=[\s,.;)]|$)"), lambda _: " minus", _is_mark),
    Rule(
        "plus after a letter",
        "math",
        "mark",
        re.compile(r"\+(?!\w)"),
        lambda _: " plus",
        lambda spot: spot.left.isalnum(),
    ),
    Rule("percent sign", "percent", "mark", re.compile(f"{S}?%"), lambda _: "persen"),
    Rule("ampersand", "math", "mark", re.compile(f"&"), lambda _: "dan"),
    Rule(
        "degree sign",
        "unit",
        "mark",
        re.compile("[°º](?P<unit>[CF])?" + EDGE),
        lambda spot: words("derajat", {"C": "celsius", "F": "fahrenheit"}.get(spot["unit"], "")),
    ),
)

#: What a figure is when no other class wants it; stands last.
FALLBACK = (
    Rule(
        "long number",
        "identifier",
        "digits",
        re.compile(rf"(?P<number>[0-9]{{11,{_LONGEST_NAME}}}){END}{EDGE}"),
        lambda spot: digits(spot[0]),
    ),
    Rule(
        "number",
        "cardinal",
        "digits",
        re.compile(rf"(?P<number>{NUM})(?![\w]|{DASH}[0-9]|[/:][0-9])"),
        _say_figure,
        _is_figure,
    ),
)
