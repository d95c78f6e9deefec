"""The signs of arithmetic: "2 x 50", "5 + 3 = 8", "-5", "<5 persen", "A+", "3x lipat", "&"."""

from podme_audio.script.indonesian.amounts import words
from podme_audio.script.indonesian.numbers import figure
from podme_audio.script.indonesian.tables import table
from podme_audio.script.indonesian.tagging import EDGE, NUM, Pattern, Rule, S, Spot

_SIGNS = table("signs")
_MINUS = "-−–"
_STARTS = frozenset({"", " ", "(", "\u00a0", "/", "\n"})
_MARK = Pattern(r"(?<!\w)(?:A{1,3}|B{1,3}|C{1,3}|D|O|AB)$")
_LONGEST_MARK = 4


def _say_figure(spot: Spot, after: str) -> str | None:
    said = figure(spot["number"], point=True)
    return None if said is None else f"{said} {after}"


def _say_times(spot: Spot) -> str | None:
    return _say_figure(spot, "kali")


def _say_multiplied(spot: Spot) -> str | None:
    return _say_figure(spot, "kali ")


def _say_plus(spot: Spot) -> str | None:
    return _say_figure(spot, "plus")


def _say_before(spot: Spot) -> str:
    return f"{_SIGNS['before'][spot['sign']]} "


def _is_before(spot: Spot) -> bool:
    if spot["sign"] in _MINUS and (spot[0] != spot["sign"] or spot.left not in _STARTS):
        return False
    return not spot.left.isalnum()


def _say_between(spot: Spot) -> str:
    return f" {_SIGNS['between'][spot['sign']]} "


def _is_between(spot: Spot) -> bool:
    spaced = spot[0][0].isspace() == spot[0][-1].isspace()
    return spaced and (spot.left.isalnum() or spot.left in ")%²³°")


def _is_marked(spot: Spot) -> bool:
    """Whether the sign belongs to a mark or a rating: "B-", "BBB-", "rhesus O-"."""
    return _MARK.compiled.search(spot.page.text[max(0, spot.start - _LONGEST_MARK) : spot.start]) is not None


def _follows_a_word(spot: Spot) -> bool:
    return spot.left.isalnum()


def _say_in_brackets(spot: Spot) -> str:
    return " plus" if spot["sign"] == "+" else " minus"


def _say_degrees(spot: Spot) -> str:
    return words("derajat", {"C": "celsius", "F": "fahrenheit"}.get(spot["unit"], ""))


_FIGURE = f"(?P<number>{NUM})"
_TERM = r"[0-9][0-9.,]{0,20}"
_MULTIPLIED = Pattern(rf"{_FIGURE}{S}?[x×X]{S}?(?={NUM})")
_TIMES = Pattern(rf"{_FIGURE}{S}?[xX×](?=$|[\s,.;:)?!-]|lipat|nya)")
_PLUS = Pattern(rf"{_FIGURE}\+(?!\w)")
_BEFORE = Pattern(rf"(?P<sign>[+±~≈<>≥≤−–√-]){S}?(?=(?:Rp|US\$|\$|€|£)?{S}?[0-9])")
_BETWEEN = Pattern(rf"{S}?(?P<sign>[+=×÷<>≥≤≈≠±]){S}?(?=[(0-9A-Za-z$€£¥√π−-])")
_EQUATION = Pattern(rf"{S}(?P<sign>[-−–:x*/]){S}(?={_TERM}{S}?(?:=|[-−–:x*+×÷]{S}{_TERM}{S}=))")

RULES = (
    Rule("multiplication", "math", "digits", _MULTIPLIED, _say_multiplied),
    Rule("times", "math", "digits", _TIMES, _say_times),
    Rule("plus", "math", "digits", _PLUS, _say_plus),
    Rule("sign before a figure", "math", "mark", _BEFORE, _say_before, _is_before),
    Rule("arithmetic", "math", "space", _EQUATION, _say_between),
    Rule("sign between", "math", "space", _BETWEEN, _say_between, _is_between),
    Rule("sign between", "math", "mark", _BETWEEN, _say_between, _is_between),
    Rule("by", "math", "space", Pattern(rf"{S}[xX×]{S}(?=[0-9])"), lambda _: " kali "),
    Rule("minus after letters", "math", "mark", Pattern(r"[-−](?=[\s,.;)]|$)"), lambda _: " minus", _is_marked),
    Rule("plus after a letter", "math", "mark", Pattern(r"\+(?!\w)"), lambda _: " plus", _follows_a_word),
    Rule("percent sign", "percent", "mark", Pattern("%"), lambda _: "persen"),
    Rule("power", "math", "mark", Pattern(r"\^(?=[0-9])"), lambda _: " pangkat ", lambda spot: spot.left.isalnum()),
    Rule("more or less", "math", "mark", Pattern(rf"\+/[-−–]{S}?(?=[0-9])"), lambda _: "kurang lebih "),
    Rule("sign in brackets", "math", "mark", Pattern(r"\((?P<sign>[+−-])\)"), _say_in_brackets),
    Rule("sign in brackets", "math", "space", Pattern(rf"{S}\((?P<sign>[+−-])\)"), _say_in_brackets),
    Rule("price of each", "money", "mark", Pattern(rf"@{S}?(?=(?:Rp|US\$)?{S}?[0-9])"), lambda _: "at "),
    Rule("ampersand", "math", "mark", Pattern("&"), lambda _: "dan"),
    Rule("degree sign", "unit", "mark", Pattern("[°º](?=[0-9])"), lambda _: " derajat "),
    Rule("degree sign", "unit", "mark", Pattern(f"[°º](?P<unit>[CF])?{EDGE}"), _say_degrees),
)
