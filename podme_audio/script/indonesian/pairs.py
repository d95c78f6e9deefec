"""Two or more figures together: ranges, scores, formations, ratios, seasons."""

import re

from podme_audio.script.indonesian.amounts import AMOUNT, TO, say_amount
from podme_audio.script.indonesian.numbers import cardinal, figure, value
from podme_audio.script.indonesian.tables import CUES, ISLAMIC, MONTH_WORDS, SIGNS, UNITS, any_of
from podme_audio.script.indonesian.tagging import DASH, END, Pattern, Rule, S, Spot

_NEAR = 8
#: What follows a range: a noun that is counted, or a month.
_COUNTED = CUES["range_after"] | MONTH_WORDS | ISLAMIC
_UNIT_WORDS = frozenset(unit.lower() for unit in UNITS)
_HIGHEST = 200
#: "50:50" shares out a hundred.
_WHOLE = 100
_PLAYERS = 10
_FIRST_YEAR, _LAST_YEAR = 1000, 2200
_SHORT = r"[0-9]{1,3}"
_NAME_WINDOW = 40
_NAME_BEFORE = Pattern(r"(?:^|[\s(])[A-Z][\w.'’-]{1,30} $")
_NAME_AFTER = Pattern(rf"{S}[A-Z][a-zA-Z]")
_RESULTS = Pattern(r"(?<![\w-])([0-9]{1,3})-([0-9]{1,3})(?![\w-])")
_TURNED = Pattern(rf"{S}(?:{any_of(CUES['turned'])}){S}([0-9]{{1,3}}){DASH}([0-9]{{1,3}}){END}")
_TIMED = frozenset({"menit", "detik", "jam"})
_FROM = frozenset({"dari"})
#: Ranges before this one: "5-9, 10-14, dan ".
_ROW = Pattern(rf"(?:(?<![\w.,:/-])[0-9]{{1,3}}{DASH}[0-9]{{1,3}}(?:, dan|,|;| dan| atau|, atau) ){{1,8}}$")
_PAIR = (
    rf"(?P<low>{_SHORT})(?:{DASH}|{S}[-–—]{S}|{S}?:{S}?)(?P<high>{_SHORT}){END}"
    rf"(?!{DASH}[0-9]|[-/][A-Za-z0-9]|[A-Za-z%°:]|{S}?=)"
)
_QUARTER = rf"[1-4](?:/|{DASH})20[0-9]{{2}}{END}(?![-/\w])"
_RECORD = rf"[0-9]{{1,3}}(?:{DASH}[0-9]{{1,3}}){{2}}{END}(?!{DASH}|[\w/])"
_LINES = rf"[0-9](?:{DASH}[0-9]){{2,4}}{END}(?!{DASH}|\w)"


def _say_coordinates(_spot: Spot) -> str:
    return ", "


def _are_coordinates(spot: Spot) -> bool:
    """Whether the dash stands between a latitude and a longitude."""
    return spot.before[:1] != () and spot.before[0].lstrip("0123456789") in {"ls", "lu"}


def _say_bare(spot: Spot) -> str:
    return " ".join(cardinal(int(part)) for part in re.findall("[0-9]{1,4}", spot[0]))


def _is_formation(spot: Spot) -> bool:
    outfield = sum(int(part) for part in re.findall("[0-9]{1,2}", spot[0]))
    return outfield == _PLAYERS or spot.leads(CUES["formation"], 2)


def _is_record(spot: Spot) -> bool:
    return spot.leads(CUES["record"], 3) or spot.follows(CUES["record"], 2)


def _is_score(spot: Spot) -> bool:
    low, high = int(spot["low"]), int(spot["high"])
    if max(low, high) > _HIGHEST or _code(spot["low"]) or _is_shared(spot) or spot.left in set("-–—/"):
        return False
    rises = low < high
    if _is_sure(spot, rises=rises):
        return True
    if spot.leads(CUES["range_before"]):
        return False
    if rises and (spot.follows(_COUNTED) or _counts_something(spot)):
        return _is_beaten(spot) or (not spot.follows(_COUNTED) and spot.leads(CUES["beaten"], _NEAR))
    if _is_beaten(spot) or spot.leads(CUES["score"], _NEAR) or spot.follows(CUES["score"], _NEAR):
        return True
    return _looks_like_a_result(spot, rises=rises)


def _is_sure(spot: Spot, *, rises: bool) -> bool:
    """Whether the word right before, or what it turns into, leaves no doubt."""
    return (spot.leads(CUES["score_at_once"], 2) and not (rises and _is_no_result(spot))) or _is_turned(spot)


def _looks_like_a_result(spot: Spot, *, rises: bool) -> bool:
    """Whether the pair is a result without any word of a match: no range falls or stands still."""
    if not rises:
        return ":" not in spot[0] and spot.left in {" ", "(", ""}
    return _stands_between_names(spot) or _stands_among_results(spot)


def _is_no_result(spot: Spot) -> bool:
    """Whether a rising pair right after "unggul" or "kalah" counts something: "unggul 5-7 persen"."""
    counted = spot.follows(_COUNTED | CUES["match_nouns"]) and spot["low"] != "0"
    told = len(spot.after) > 1 and (spot.after[1] in CUES["told_time"] or spot.after[1][0].isdigit())
    apart = spot.page.text[max(0, spot.start - 2) : spot.start] == ", "
    if spot.leads(CUES["placed"]) or (apart and _counts_something(spot)):
        return True
    return (counted and not told) or (
        spot.leads(CUES["draw"]) and not spot.leads(CUES["score_at_once"] - CUES["draw"], 2)
    )


def _is_turned(spot: Spot) -> bool:
    """Whether a score turns into another one that falls: "dari 12-18 menjadi 21-19"."""
    text = spot.page.text
    later = _TURNED.match(text, spot.end)
    return spot.leads(_FROM) and later is not None and int(later[1]) > int(later[2])


def _stands_between_names(spot: Spot) -> bool:
    """Whether two teams are around: "Bali United 1-3 PSM"."""
    before = _NAME_BEFORE.compiled.search(spot.page.text[max(0, spot.start - _NAME_WINDOW) : spot.start])
    after = _NAME_AFTER.match(spot.page.text, spot.end)
    cued = spot.leads(CUES["range_before"] | CUES["law_part"] | MONTH_WORDS) or spot.follows(_COUNTED | CUES["no_team"])
    return before is not None and after is not None and not cued


def _stands_among_results(spot: Spot) -> bool:
    """Whether a result that falls stands in the same row: "25-22, 23-25, 25-20"."""
    text = spot.page.text
    before = _RESULTS.compiled.findall(text[max(0, spot.start - _NAME_WINDOW) : spot.start].rpartition("(")[2])
    after = _RESULTS.compiled.findall(text[spot.end : spot.end + _NAME_WINDOW].partition(")")[0])
    touching = text[spot.start - 2 : spot.start] in {", ", "; "} or text[spot.end : spot.end + 2] in {", ", "; "}
    return touching and any(int(low) > int(high) for low, high in [*before, *after])


def _is_shared(spot: Spot) -> bool:
    return ":" in spot[0] and spot.leads(CUES["ratio_before"], _NEAR)


def _is_beaten(spot: Spot) -> bool:
    """Whether an opponent follows: "1-3 dari Thailand", which "1-3 dari 10 orang" is not."""
    return spot.follows(CUES["score_after"]) and len(spot.after) > 1 and not spot.after[1][0].isdigit()


def _is_range(spot: Spot) -> bool:
    low, high = value(spot["low"]), value(spot["high"])
    if low is None or high is None or low >= high:
        return False
    if _FIRST_YEAR <= low < high <= _LAST_YEAR:
        return True
    if _code(spot["low"]) or _code(spot["high"]):
        return False
    cued = spot.leads(CUES["range_before"], 2) or spot.follows(_COUNTED) or _is_in_a_row(spot)
    return cued or _counts_something(spot) or "," in spot[0] or spot.left == "("


def _is_in_a_row(spot: Spot) -> bool:
    """Whether other ranges stand before: "usia 5-9, 10-14, dan 15-19 tahun"."""
    return not CUES["range_before"].isdisjoint(spot.before_a_row(_ROW)[:2])


def _counts_something(spot: Spot) -> bool:
    """Whether a noun in lower case follows."""
    following = spot.page.text[spot.end : spot.end + 2]
    return following[:1] == " " and following[1:].islower() and not spot.follows(CUES["small"])


def _code(written: str) -> bool:
    return len(written) > 1 and written[0] == "0" and written[1] not in ",."


def _is_ratio(spot: Spot) -> bool:
    if spot.follows(_TIMED):
        return False  # "1:45 menit" is how long it took
    if re.search(r"\.(?!000)", spot["high"]) and not spot.leads(CUES["ratio_before"], _NEAR):
        return False  # "1:15.484" is rather a lap
    shares = (value(spot["low"]) or 0) + (value(spot["high"]) or 0) == _WHOLE
    return shares or spot["low"] == "1" or spot.leads(CUES["ratio_before"], _NEAR)


def _say_ratio(spot: Spot) -> str | None:
    low, high = figure(spot["low"]), figure(spot["high"])
    return None if low is None or high is None else f"{low} banding {high}"


def _say_season(spot: Spot) -> str | None:
    low, high = spot["low"], spot["high"]
    century = low[:2] if len(high) == len("24") else ""
    if spot["dash"] and century and int(century + high) > int(low):
        return f"{cardinal(int(low))} {'' if spot.leads(CUES['season']) else TO + ' '}{cardinal(int(high))}"
    if spot["dash"]:
        return None
    if int(century + high) - int(low) not in {1, 2}:
        return None
    stroke = " garis miring " if century else " "
    return f"{cardinal(int(low))}{stroke}{cardinal(int(high))}"


def _is_quarter(spot: Spot) -> bool:
    return spot.leads(CUES["quarters"])


def _is_season(spot: Spot) -> bool:
    return (not spot["dash"] or spot.leads(CUES["season"] | CUES["years"], 2)) and _say_season(spot) is not None


def _say_verse(spot: Spot) -> str:
    high = f" {TO} {cardinal(int(spot['high']))}" if spot["high"] else ""
    return f"{cardinal(int(spot['chapter']))} ayat {cardinal(int(spot['low']))}{high}"


def _is_verse(spot: Spot) -> bool:
    return spot.leads(CUES["scripture"], 3)


_VERSE = rf"(?P<chapter>[0-9]{{1,3}}):{S}?(?P<low>[0-9]{{1,3}})(?:{DASH}(?P<high>[0-9]{{1,3}}))?{END}(?![\w:])"
_RANGE_SIGN = rf"{S}?[-–—‑−]{S}?(?=(?:{any_of(SIGNS)}){S}?[0-9]|[0-9])"


def _joins_amounts(spot: Spot) -> bool:
    """Whether the dash stands between two amounts: "Rp10 juta-Rp15 juta", "5%-7%", "28 Februari-3 Maret"."""
    spaced = spot[0].startswith((" ", "\u00a0"))
    left = spot.left
    if spot.match.string[spot.end : spot.end + 1].isalpha() and left.isdigit():
        return True
    if left in {"%", "°"} or (
        left.isdigit() and not spaced and not spot.match.string[spot.end : spot.end + 1].isdigit()
    ):
        return True
    word = spot.before[0].lstrip("0123456789") if spot.before and left.isalnum() else ""
    figures = any(re.search("[0-9]", part) for part in spot.before[:3])
    return figures and (word in CUES["amount_end"] or word in _UNIT_WORDS or word in MONTH_WORDS)


RULES = (
    Rule("verse", "religion", "digits", Pattern(_VERSE), _say_verse, _is_verse),
    Rule("formation", "score", "digits", Pattern(_LINES), _say_bare, _is_formation),
    Rule("wins, draws and losses", "score", "digits", Pattern(_RECORD), _say_bare, _is_record),
    Rule(
        "season",
        "year",
        "digits",
        Pattern(rf"(?P<low>[12][0-9]{{3}})(?:/|(?P<dash>{DASH}))(?P<high>[12][0-9]{{3}}|[0-9]{{2}}){END}(?![/\w-])"),
        _say_season,
        _is_season,
    ),
    Rule("quarter of a year", "year", "digits", Pattern(_QUARTER), _say_bare, _is_quarter),
    Rule("score", "score", "digits", Pattern(_PAIR), _say_bare, _is_score),
    Rule(
        "range",
        "range",
        "digits",
        Pattern(rf"{AMOUNT}(?<=[0-9])(?!{DASH}[0-9]|{S}?{DASH}{S}?[0-9]|/[0-9])(?![A-Za-z%°])"),
        say_amount,
        lambda spot: spot["high"] != "" and _is_range(spot),
    ),
    Rule(
        "ratio",
        "ratio",
        "digits",
        Pattern(rf"(?P<low>[0-9]{{1,3}}){S}?:{S}?(?P<high>[0-9]{{1,3}}(?:\.[0-9]{{3}}){{0,3}}){END}(?!:)"),
        _say_ratio,
        _is_ratio,
    ),
    Rule("coordinates", "unit", "mark", Pattern(_RANGE_SIGN), _say_coordinates, _are_coordinates),
    Rule("coordinates", "unit", "space", Pattern(_RANGE_SIGN), _say_coordinates, _are_coordinates),
    Rule("dash between amounts", "range", "mark", Pattern(_RANGE_SIGN), lambda _: f" {TO} ", _joins_amounts),
    Rule("dash between amounts", "range", "space", Pattern(_RANGE_SIGN), lambda _: f" {TO} ", _joins_amounts),
)
