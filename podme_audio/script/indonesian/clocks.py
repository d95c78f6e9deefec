"""Times of day and durations: "pukul 19.30 WIB", "06.00-09.00", "GMT+9", "1:17,245"."""

import re

from podme_audio.script.indonesian.amounts import TO, words
from podme_audio.script.indonesian.numbers import cardinal, figure
from podme_audio.script.indonesian.tables import CUES, ZONES, any_of
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, Pattern, Rule, S, Spot

_CLOCK = r"(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9](?:[.:][0-5][0-9])?"
#: Hours ahead of Greenwich or behind it: "GMT+9".
_AHEAD = rf"{S}?(?P<sign>[+−–-]){S}?(?P<hours>[0-9]{{1,2}})(?:[:.](?P<minutes>[0-5][0-9]))?{END}"
_ZONE = f"(?P<zone>{any_of(ZONES)}){EDGE}(?!{S}?[+−–-]{S}?[0-9])"
#: "06.00-09.00": no decimals look like that.
_BOTH_CLOCKS = Pattern(rf"[0-2][0-9][.:][0-9]{{2}}{S}?{DASH}{S}?[0-2][0-9][.:][0-9]{{2}}")
_CLOCKS = rf"(?P<low>{_CLOCK}){END}(?:{S}?(?:{DASH}|s\.?/?d\.?){S}?(?P<high>{_CLOCK}){END})?"

#: Times before this one: "19.00, 21.15, dan ".
_ROW = Pattern(rf"(?:(?<![\w.,:]){_CLOCK}(?:{S}WI(?:B|TA|T))?(?:, dan|,|;| dan| atau) ){{1,8}}$")
#: Times after this one, up to a zone: ", 21.15, dan 23.30 WIB".
_GOES_ON = Pattern(rf"(?:(?:, dan|,|;| dan| atau|, atau) {_CLOCK}){{1,8}}{S}WI(?:B|TA|T){EDGE}")
#: What follows a time of a place: "20.00 waktu Rio".
_PLACED = frozenset({"waktu", "gmt", "utc"})
_DURATION = Pattern(
    rf"(?P<hour>[0-9]{{1,2}}:)?(?P<minute>[0-5]?[0-9]):(?P<second>[0-5][0-9])(?P<part>[.,][0-9]{{1,3}})?{END}(?![:\w])"
)


def _is_time(spot: Spot) -> bool:
    if spot["zone"] or spot.leads(CUES["time_before"]) or spot.follows(_PLACED):
        return True
    if _GOES_ON.match(spot.page.text, spot.end):
        return True
    if (
        _BOTH_CLOCKS.compiled.fullmatch(spot[0])
        and spot.right not in {"%", "°"}
        and not spot.follows(CUES["range_after"])
    ):
        return True
    if spot.follows(CUES["no_time"]) or spot.leads(CUES["market"], 4):
        return False
    reach = 6 if spot["high"] else 4
    row = spot.before_a_row(_ROW)
    return spot.leads(CUES["time_near"], reach) or not CUES["time_near"].isdisjoint(row[:reach])


def _is_clock(spot: Spot) -> bool:
    """A colon between two figures is a time, unless the words around speak of verses, ratios or matches."""
    if spot.leads(CUES["ratio_before"] | CUES["scripture"] | CUES["score"], 8):
        return False
    return spot["low"].index(":") > 1 or spot.leads(CUES["time_near"], 4)


def _say_ahead(spot: Spot) -> str:
    sign = "plus" if spot["sign"] == "+" else "minus"
    minutes = f"lewat {cardinal(int(spot['minutes']))} menit" if spot["minutes"] else ""
    return words(ZONES[spot["zone"]], sign, cardinal(int(spot["hours"])), minutes)


def _say_time(spot: Spot) -> str:
    said = clock(spot["low"])
    if spot["high"]:
        said = f"{said} {TO} {clock(spot['high'])}"
    return words(said, ZONES.get(spot["zone"], ""))


def clock(written: str) -> str:
    """Say "19.30" as "sembilan belas tiga puluh" and "08.00" as "delapan"."""
    hour, minute, *second = (int(part) for part in re.split("[.:]", written))
    if second:
        tail = f" {cardinal(second[0])} detik" if second[0] else ""
        return f"{cardinal(hour)} lewat {cardinal(minute)} menit{tail}"
    if hour == 0:
        return "nol nol " + (cardinal(minute) if minute > 9 else f"nol {cardinal(minute)}")  # noqa: PLR2004 (one digit)
    if minute == 0:
        return cardinal(hour)
    return f"{cardinal(hour)} {'lewat ' if minute < 10 else ''}{cardinal(minute)}"  # noqa: PLR2004 (one digit)


def _say_duration(spot: Spot) -> str:
    hour = f"{cardinal(int(spot['hour'][:-1]))} jam" if spot["hour"] else ""
    second = figure(str(int(spot["second"])) + spot["part"].replace(".", ",")) or ""
    return words(hour, cardinal(int(spot["minute"])), "menit", second, "detik")


def _is_duration(spot: Spot) -> bool:
    return spot.leads(CUES["duration"], 4) and (spot["hour"] != "" or spot["part"] != "")


RULES = (
    Rule("duration", "time", "digits", _DURATION, _say_duration, _is_duration),
    Rule("time", "time", "digits", Pattern(rf"{_CLOCKS}(?:{S}?{_ZONE})?"), _say_time, _is_time),
    Rule(
        "time with a colon",
        "time",
        "digits",
        Pattern(rf"(?P<low>(?:[01]?[0-9]|2[0-4]):[0-5][0-9]){END}(?!:)(?P<high>)(?P<zone>)"),
        _say_time,
        _is_clock,
    ),
    Rule("hours from Greenwich", "time", "word", Pattern(rf"(?P<zone>GMT|UTC){_AHEAD}{EDGE}"), _say_ahead),
    Rule(
        "zone",
        "time",
        "word",
        Pattern(rf"(?P<zone>{any_of(ZONES)}){EDGE}"),
        lambda spot: ZONES[spot["zone"]],
        lambda spot: spot["zone"] in {"WIB", "WITA", "WIT"} or (spot.before[:1] != () and spot.before[0][0].isdigit()),
    ),
)
