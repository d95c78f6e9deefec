"""Money: "Rp2,3 triliun", "Rp7.500,-", "5jt", "US$3.4 juta", "100 USD", "Rp50.000/kg"."""

import re

from podme_audio.script.indonesian.amounts import AMOUNT, SCALE, TO, say_amount, scale, words
from podme_audio.script.indonesian.numbers import cardinal, figure
from podme_audio.script.indonesian.tables import CUES, LONE_SIGNS, SCALE_LETTERS, SIGNS, UNITS, any_of
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, NUM, Pattern, Rule, S, Spot

_RUPIAH = "rupiah"
_SIGN = f"(?P<sign>{any_of(SIGNS)})"
_THREE = [sign for sign in SIGNS if sign.isalpha() and sign.isupper() and len(sign) == len("USD")]
_CODES = [*_THREE, "€", "$", "US$"]
_LETTER = f"(?:{any_of(SCALE_LETTERS)})(?!\\w)"
_SUM = (
    rf"{_SIGN}{S}?(?P<minus>[-−](?=[0-9]))?{AMOUNT}(?:{S}?(?P<scale>{SCALE})|{S}?(?P<letter>{_LETTER}))?"
    rf"(?!/[0-9])(?:{S}?{DASH}{S}?(?P<top>{NUM}){S}?(?P<top_scale>{SCALE}))?"
    rf"(?P<cents>,[-–—]{{1,2}}|\.-)?(?P<about>-an{EDGE}(?:{S}(?P<about_scale>{SCALE}))?)?(?:{S}(?P<named>rupiah){EDGE})?"
)
_AFTER = rf"{AMOUNT}(?:{S}?(?P<scale>{SCALE}))?{S}?(?P<sign>{any_of(_CODES)}){EDGE}(?!/(?:{any_of(_THREE)}))"
_SHORT = (
    rf"{AMOUNT}{S}?(?P<scale>(?i:jt|rb|jtan|rban|juta|ribu|miliar|milyar|triliun|trilyun|mlyr)){EDGE}"
    rf"(?!{S}{any_of(UNITS)}{EDGE})"
)
_AN = {"jtan": "jutaan", "rban": "ribuan", "mlyr": "miliar"}


def _say_sum(spot: Spot) -> str | None:
    rupiah = SIGNS[spot["sign"]] == _RUPIAH
    if spot["letter"] and not rupiah:
        return None
    amount = _amount(spot, rupiah=rupiah)
    size = scale(spot["scale"]) if spot["scale"] else SCALE_LETTERS.get(spot["letter"], "")
    if amount is None:
        return None
    top = _top(spot)
    if top is None:
        return None
    said = words("minus" if spot["minus"] else "", amount, size, top)
    more = scale(spot["about_scale"]) if spot["about_scale"] else ""
    return words(_about(said) if spot["about"] else said, more, SIGNS[spot["sign"]])


def _amount(spot: Spot, *, rupiah: bool) -> str | None:
    low = spot["low"]
    if low.endswith(",00") and not spot["high"]:
        return figure(low[:-3])
    if not rupiah and re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3}){1,4}", low):
        return None  # "US$1,250" is a thousand to one writer and one to another
    return say_amount(spot, point=True)


def _top(spot: Spot) -> str | None:
    if not spot["top"]:
        return ""
    said = figure(spot["top"], point=True)
    return None if said is None else words(TO, said, scale(spot["top_scale"]))


def _about(said: str) -> str:
    """Add "-an" as speech does: "lima belas ribu" -> "lima belas ribuan"."""
    return said + "an"


def _say_after(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    size = scale(spot["scale"]) if spot["scale"] else ""
    return None if amount is None else words(amount, size, SIGNS[spot["sign"]])


def _say_short(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    short = spot["scale"].lower()
    return None if amount is None else words(amount, _AN.get(short) or scale(short))


def _say_letter(spot: Spot) -> str | None:
    amount = say_amount(spot, point=True)
    return None if amount is None else words(amount, SCALE_LETTERS[spot["scale"]])


def _is_sum(spot: Spot) -> bool:
    """Whether "M" and "T" are a scale although no "Rp" stands before: "anggaran 25 M"."""
    return spot.leads(CUES["money_near"], 4)


def _say_lone(spot: Spot) -> str:
    return LONE_SIGNS[spot["sign"]]


_BOUND = r"(?<!\w)"
_PAIR = rf"(?P<low>{any_of(_THREE)})/(?P<high>{any_of(_THREE)}){EDGE}"
#: "Rp1 500 000": with two blocks of three digits or more nothing else can be meant.
_BLOCKS = rf"{_SIGN}{S}?(?P<low>[1-9][0-9]{{0,2}}(?:{S}[0-9]{{3}}){{1,5}}){END}(?!\w)"


def _say_blocks(spot: Spot) -> str | None:
    groups = re.split(S, spot["low"])
    return words(cardinal(int("".join(groups))), SIGNS[spot["sign"]]) if len(groups) > len("ab") else None


RULES = (
    Rule("sum in blocks", "money", "word", Pattern(_BOUND + _BLOCKS), _say_blocks),
    Rule("sum in blocks", "money", "mark", Pattern(_BLOCKS), _say_blocks),
    Rule(
        "pair of currencies",
        "money",
        "word",
        Pattern(_BOUND + _PAIR),
        lambda spot: f"{SIGNS[spot['low']]} {SIGNS[spot['high']]}",
    ),
    Rule("money", "money", "word", Pattern(_BOUND + _SUM), _say_sum),
    Rule("money", "money", "mark", Pattern(_SUM), _say_sum),
    Rule("money before its code", "money", "digits", Pattern(_AFTER), _say_after),
    Rule("scaled number", "cardinal", "digits", Pattern(_SHORT), _say_short),
    Rule(
        "sum without its sign", "money", "digits", Pattern(rf"{AMOUNT}{S}?(?P<scale>[MT]){EDGE}"), _say_letter, _is_sum
    ),
    Rule("currency alone", "money", "word", Pattern(f"(?P<sign>{any_of(LONE_SIGNS)}){EDGE}"), _say_lone),
)
