"""Quotation marks, brackets and dashes become pauses; the heads of list items are said."""

import re

from podme_audio.script.indonesian.letters import spell
from podme_audio.script.indonesian.numbers import cardinal, figure
from podme_audio.script.indonesian.romans import roman
from podme_audio.script.indonesian.tagging import Pattern, Rule, S, Spot

_QUOTES = '"“”„‟«»″'
_SINGLES = "'‘’‚"
_SHORT_QUOTE = 5
_WINDOW = 200
_NUMBER_WINDOW = 24
_FIGURE = re.compile(r"(?<![0-9.,])([0-9][0-9.]{0,20})(?:,-|,00)?$")
_PUNCTUATION = ",.:;!?–—-"
_INSIDE = re.compile(rf"[^{_QUOTES}\n]{{1,{_WINDOW}}}")


def _pause_before(spot: Spot) -> str:
    return " " if spot.left in _PUNCTUATION or spot.left == "\n" else ", "


def _open_quote(spot: Spot) -> str:
    inside = _INSIDE.match(spot.page.text, spot.end)
    short = inside is not None and len(inside[0].split()) < _SHORT_QUOTE
    return " " if short or not spot.left else _pause_before(spot)


def _close_bracket(spot: Spot) -> str:
    rest = spot.page.text[spot.end : spot.end + 4].lstrip()
    glued = spot.right.isalnum()
    if not rest or rest[0] in ",.:;!?)]–—-" + _QUOTES or spot.left in _PUNCTUATION + "(":
        return " " if glued else ""
    return ", " if glued else ","


def _close_quote(spot: Spot) -> str:
    if spot.left.isalnum() and spot.right.isalnum():
        return " "
    window = spot.page.text[max(0, spot.start - _WINDOW) : spot.start]
    inside = re.split(f"[{_QUOTES}]", window)[-1]
    long = len(inside.split()) >= _SHORT_QUOTE and len(inside) < len(window)
    following = spot.page.text[spot.end : spot.end + 2]
    return "," if long and spot.left.isalnum() and re.match(r" [^\W_]", following) else ""


def _dash(spot: Spot) -> str:
    return " " if spot.left in _PUNCTUATION else ", "


def _repeats_number(spot: Spot) -> bool:
    """Whether the bracket says a figure again: "1 (satu) unit", "Rp2.000 (dua ribu rupiah)"."""
    written = _FIGURE.search(spot.page.text[max(0, spot.start - _NUMBER_WINDOW) : spot.start])
    said = figure(written[1]) if written else None
    return said is not None and spot["words"] in {said, f"{said} rupiah"}


def _bullet(spot: Spot) -> str:
    """Drop the sign; one behind a word points to a note and keeps its space."""
    return " " if spot.left.isalnum() and spot[0][-1].isspace() else ""


def _say_head(spot: Spot) -> str | None:
    head = spot["head"]
    if head.isdecimal():
        return f"{cardinal(int(head))}, "
    if head.isupper() and re.fullmatch("[IVX]{1,5}", head):
        return f"{cardinal(roman(head))}, "
    return None


def _at_line_start(spot: Spot) -> bool:
    return not spot.page.text[max(0, spot.start - 8) : spot.start].rpartition("\n")[2].strip("* \t•-")


def _is_line_start(spot: Spot) -> bool:
    return _at_line_start(spot) and (spot["head"].isdecimal() or bool(re.fullmatch("[IVX]{1,5}", spot["head"])))


LISTS = (
    Rule(
        "list head",
        "list",
        "digits",
        Pattern(rf"(?P<head>[0-9]{{1,3}})(?:[.)]|\.\)){S}{{1,3}}(?=[^\W\d_]|[\"“])"),
        _say_head,
        _at_line_start,
    ),
    Rule(
        "list head",
        "list",
        "word",
        Pattern(rf"(?P<head>[IVX]{{1,5}})[.)]{S}{{1,3}}(?=[A-Z])"),
        _say_head,
        _is_line_start,
    ),
    Rule(
        "list letter",
        "list",
        "word",
        Pattern(rf"(?P<head>[a-h])[.)]{S}{{1,3}}(?=[^\W\d_])"),
        lambda spot: f"{spell(spot['head'])}, ",
        _at_line_start,
    ),
)

RULES = (
    Rule(
        "number in words",
        "pause",
        "space",
        Pattern(rf"{S}\((?P<words>[a-z]{{2,12}}(?: [a-z]{{2,12}}){{0,14}})\)"),
        lambda _: "",
        _repeats_number,
    ),
    Rule("bracket opens", "pause", "space", Pattern(rf"{S}{{1,3}}[(\[{{](?![{_QUOTES}{_SINGLES}]?\s)"), _pause_before),
    Rule(
        "bracket opens",
        "pause",
        "mark",
        Pattern(r"[(\[{]"),
        lambda spot: " " if spot.left.isalnum() and spot.right.isalnum() else "",
    ),
    Rule("bracket closes", "pause", "mark", Pattern(r"[)\]}]"), _close_bracket),
    Rule(
        "quotation opens",
        "pause",
        "space",
        Pattern(rf"{S}{{1,3}}[{_QUOTES}{_SINGLES}]{{1,3}}(?=\S)(?!(?<=['’‘])[0-9]{{2}}(?![0-9]))"),
        _open_quote,
    ),
    Rule("quotation mark", "pause", "mark", Pattern(rf"[{_QUOTES}]{{1,3}}"), _close_quote),
    Rule(
        "single quotation mark",
        "pause",
        "mark",
        Pattern(rf"[{_SINGLES}]{{1,3}}"),
        lambda spot: " " if spot.left.isalnum() and spot.right.isalnum() else "",
    ),
    Rule(
        "dash",
        "pause",
        "space",
        Pattern(rf"{S}{{1,3}}(?:--|[-–—―|]){S}{{1,3}}(?=\S)"),
        _dash,
        lambda spot: bool(spot.left.strip()),
    ),
    Rule("dash", "pause", "mark", Pattern(r"[—―](?=\w)"), _dash, lambda spot: spot.left.isalnum()),
    Rule("bullet", "pause", "mark", Pattern(rf"[•●▪◦■►*]{{1,3}}{S}{{0,2}}"), _bullet),
)
