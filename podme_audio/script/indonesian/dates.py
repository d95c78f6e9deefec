"""Dates, times, years and eras: "5/3/2025", "(5/3)", "17 Ags 1945", "pukul 19.30 WIB", "1970-an", "500 SM"."""

import re

from podme_audio.script.indonesian.amounts import TO, words
from podme_audio.script.indonesian.numbers import cardinal, figure
from podme_audio.script.indonesian.tables import (
    CUES,
    ERAS,
    ISLAMIC,
    MONTHS,
    SHORT_MONTHS,
    WEEKDAYS,
    ZONES,
    any_of,
)
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, Pattern, Rule, S, Spot

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_YEAR = 2100
#: Two digits up to the first are of this century, from the second on of the last; between them nobody knows.
_PIVOTS = (35, 45)
_SHORT = f"(?P<month>{any_of([*SHORT_MONTHS, *(word.upper() for word in SHORT_MONTHS)])})"
_CLOCK = r"(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9](?:[.:][0-5][0-9])?"
_ZONE = f"(?P<zone>{any_of(ZONES)}){EDGE}"
#: "06.00-09.00": no decimals look like that.
_BOTH_CLOCKS = re.compile(rf"[0-2][0-9][.:][0-9]{{2}}{S}?{DASH}{S}?[0-2][0-9][.:][0-9]{{2}}")
_TITLED = {word.upper(): name for word, name in SHORT_MONTHS.items()} | dict(SHORT_MONTHS)


def day_and_month(day: str, month: str) -> str | None:
    """Say a day of a month, or None when the calendar has none."""
    at, number = int(month), int(day)
    if not 1 <= at <= len(MONTHS) or not 1 <= number <= _LENGTHS[at - 1]:
        return None
    return f"{cardinal(number)} {MONTHS[at - 1]}"


def _year(written: str) -> str:
    number = int(written)
    if len(written) == len("25"):
        number += 1900 if number >= _PIVOTS[1] else 2000
    return cardinal(number)


def _is_full_date(spot: Spot) -> bool:
    known = len(spot["year"]) != len("25") or not _PIVOTS[0] < int(spot["year"]) < _PIVOTS[1]
    return known and day_and_month(spot["day"], spot["month"]) is not None


def _say_date(spot: Spot) -> str | None:
    day = day_and_month(spot["day"], spot["month"])
    return None if day is None else words(day, _year(spot["year"]) if spot["year"] else "")


def _say_date_range(spot: Spot) -> str | None:
    low = day_and_month(spot["day"], spot["month"] or spot["month2"])
    high = day_and_month(spot["day2"], spot["month2"])
    if low is None or high is None:
        return None
    first = low if spot["month"] else cardinal(int(spot["day"]))
    return words(first, TO, high, _year(spot["year"]) if spot["year"] else "")


def _is_date(spot: Spot) -> bool:
    if day_and_month(spot["day"], spot["month"]) is None:
        return False
    if spot.leads(WEEKDAYS) or spot.leads(CUES["date_before"]) or spot.follows(CUES["date_after"]):
        return True
    # News puts the day of what was said in brackets; "sepertiga (1/3)" is the exception.
    return _bracketed(spot) and not spot.leads(CUES["fraction_before"], 3)


def _is_date_range(spot: Spot) -> bool:
    return _say_date_range(spot) is not None and (
        _bracketed(spot) or bool(spot["year"]) or spot.leads(WEEKDAYS | {"tanggal", "tgl"})
    )


def _bracketed(spot: Spot) -> bool:
    return spot.left == "(" and spot.right in {")", ",", " "} and not spot.leads(CUES["blood"], 4)


def _say_short_month(spot: Spot) -> str | None:
    day = cardinal(int(spot["day"]))
    high = f"{TO} {cardinal(int(spot['day2']))}" if spot["day2"] else ""
    return words(day, high, _TITLED[spot["month"]], _year(spot["year"]) if spot["year"] else "")


def _say_zero_day(spot: Spot) -> str:
    high = f"{TO} {cardinal(int(spot['high']))}" if spot["high"] else ""
    return words(cardinal(int(spot["day"])), high)


def _say_month_year(spot: Spot) -> str:
    high = f"{TO} {_TITLED[spot['high']]}" if spot["high"] else ""
    return words(_TITLED[spot["month"]], high, _year(spot["year"]) if spot["year"] else "")


def _names_months(spot: Spot) -> bool:
    return spot["high"] != "" or spot["year"] != ""


def _say_months(spot: Spot) -> str:
    return f"{spot['low']} {TO} {spot['high']}"


def _is_time(spot: Spot) -> bool:
    if spot["zone"] or spot.leads(CUES["time_before"]) or spot.after[:1] == ("waktu",):
        return True
    if _BOTH_CLOCKS.fullmatch(spot[0]) and spot.right not in {"%", "°"} and not spot.follows(CUES["range_after"]):
        return True
    if spot.follows(CUES["no_time"]):
        return False
    return spot.leads(CUES["time_near"], 4) or (spot["high"] != "" and spot.leads(CUES["time_near"], 6))


def _is_clock(spot: Spot) -> bool:
    """A colon between two figures is a time, unless the words around speak of verses, ratios or matches."""
    if spot.leads(CUES["ratio_before"] | CUES["scripture"] | CUES["score"], 8):
        return False
    return spot["low"].index(":") > 1 or spot.leads(CUES["time_near"], 4)


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


def _say_decade(spot: Spot) -> str | None:
    said, high = figure(spot["number"]), figure(spot["high"]) if spot["high"] else ""
    return None if said is None or high is None else words(said, TO if high else "", high) + "an"


def _is_era(spot: Spot) -> bool:
    number = int(spot["number"].replace(".", ""))
    if spot["era"] == "SM":
        return True
    if spot["era"] == "H":
        return 1 <= number <= 1600 and (spot.leads(ISLAMIC, 2) or number >= 1300)  # noqa: PLR2004 (hijri years of our time)
    if spot.follows(CUES["no_era"]) or spot.leads(CUES["money_near"] | CUES["length_near"], 4):
        return False
    dated = spot.left == "/" or spot.leads(frozenset(month.lower() for month in MONTHS))
    return dated or spot.leads(CUES["era_before"], 2) or (len(spot["number"]) > 3 and number <= _LAST_YEAR)  # noqa: PLR2004 (four digits)


def _say_era(spot: Spot) -> str | None:
    said = figure(spot["number"]) if "." in spot["number"] else cardinal(int(spot["number"]))
    if said is None:
        return None
    high = f"{TO} {cardinal(int(spot['high']))}" if spot["high"] else ""
    return words(said, high, ERAS[spot["era"]])


def _say_short_year(spot: Spot) -> str:
    tens = spot["number"]
    return f"nol {cardinal(int(tens))}" if tens[0] == "0" else cardinal(int(tens))


_DM = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_MM = r"(?P<month>0?[1-9]|1[0-2])"
_YEAR = r"(?P<year>[12][0-9]{3}|[0-9]{2})"
_DAY2 = r"(?P<day2>0?[1-9]|[12][0-9]|3[01])"
_MONTH2 = r"(?P<month2>0?[1-9]|1[0-2])"
_FULL_YEAR = r"(?P<year>[12][0-9]{3})"
_STOP = r"(?![\w/]|[.,-][0-9])"
_CLOCKS = rf"(?P<low>{_CLOCK}){END}(?:{S}?(?:{DASH}|s\.?/?d\.?){S}?(?P<high>{_CLOCK}){END})?"

_DURATION = Pattern(
    rf"(?P<hour>[0-9]{{1,2}}:)?(?P<minute>[0-5]?[0-9]):(?P<second>[0-5][0-9])(?P<part>[.,][0-9]{{1,3}})?{END}(?![:\w])"
)


def _say_duration(spot: Spot) -> str:
    hour = f"{cardinal(int(spot['hour'][:-1]))} jam" if spot["hour"] else ""
    second = figure(str(int(spot["second"])) + spot["part"].replace(".", ",")) or ""
    return words(hour, cardinal(int(spot["minute"])), "menit", second, "detik")


def _is_duration(spot: Spot) -> bool:
    return spot.leads(CUES["duration"], 4) and (spot["hour"] != "" or spot["part"] != "")


_MONTH_YEAR = Pattern(
    rf"(?<!\w){_SHORT}(?:\.?{DASH}(?P<high>{any_of(SHORT_MONTHS)}))?(?:\.?{S}{_FULL_YEAR}{_STOP}|(?![\w-]))"
)
_MONTHS_TO = Pattern(rf"(?<!\w)(?P<low>{any_of(MONTHS)}){DASH}(?P<high>{any_of(MONTHS)}){EDGE}")
_ZERO_DAY = rf"(?P<day>0[1-9])(?:{S}?{DASH}{S}?(?P<high>[0-9]{{1,2}}))?(?={S}(?i:{any_of(MONTHS)}){EDGE})"

RULES = (
    Rule("day with a zero", "date", "digits", Pattern(_ZERO_DAY), _say_zero_day),
    Rule("duration", "time", "digits", _DURATION, _say_duration, _is_duration),
    Rule(
        "date, year first",
        "date",
        "digits",
        Pattern(rf"{_FULL_YEAR}([-/.])(?P<month>0[1-9]|1[0-2])\2(?P<day>0[1-9]|[12][0-9]|3[01]){_STOP}"),
        _say_date,
    ),
    Rule(
        "dates from and to",
        "date",
        "digits",
        Pattern(rf"{_DM}(?:/{_MM})?{S}?{DASH}{S}?{_DAY2}/{_MONTH2}(?:/{_YEAR})?{_STOP}"),
        _say_date_range,
        _is_date_range,
    ),
    Rule(
        "date",
        "date",
        "digits",
        Pattern(rf"{_DM}([-/.]){_MM}\2['’]?{_YEAR}{_STOP}"),
        _say_date,
        _is_full_date,
    ),
    Rule("day and month", "date", "digits", Pattern(rf"{_DM}/{_MM}(?P<year>){_STOP}"), _say_date, _is_date),
    Rule(
        "short month",
        "date",
        "digits",
        Pattern(
            rf"{_DM}(?:{S}?{DASH}{S}?{_DAY2})?(?:{S}|-){_SHORT}{EDGE}(?:\.(?=,?{S}?[a-z0-9]))?(?:(?:{S}|-){_YEAR}{_STOP})?"
        ),
        _say_short_month,
    ),
    Rule("short month", "date", "word", _MONTH_YEAR, _say_month_year, _names_months),
    Rule("months from and to", "date", "word", _MONTHS_TO, _say_months),
    Rule("time", "time", "digits", Pattern(rf"{_CLOCKS}(?:{S}?{_ZONE})?"), _say_time, _is_time),
    Rule(
        "time with a colon",
        "time",
        "digits",
        Pattern(rf"(?P<low>(?:[01]?[0-9]|2[0-4]):[0-5][0-9]){END}(?!:)(?P<high>)(?P<zone>)"),
        _say_time,
        _is_clock,
    ),
    Rule(
        "zone",
        "time",
        "word",
        Pattern(rf"(?P<zone>{any_of(ZONES)}){EDGE}"),
        lambda spot: ZONES[spot["zone"]],
        lambda spot: spot["zone"] in {"WIB", "WITA", "WIT"} or (spot.before[:1] != () and spot.before[0][0].isdigit()),
    ),
    Rule(
        "decade",
        "year",
        "digits",
        Pattern(
            rf"(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{3}}){{0,3}}|[0-9]{{4}}){END}(?:{DASH}(?P<high>[0-9]{{2,4}}){END})?(?:{DASH}|['’])?an{EDGE}"
        ),
        _say_decade,
    ),
    Rule(
        "era",
        "year",
        "digits",
        Pattern(
            rf"(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{3}}|[0-9])?){END}(?:{DASH}(?P<high>[0-9]{{1,4}}))?{S}?(?P<era>{any_of(ERAS)}){EDGE}"
        ),
        _say_era,
        _is_era,
    ),
    Rule(
        "short decade",
        "year",
        "mark",
        Pattern(rf"['’‘](?P<number>[0-9]0){END}(?P<high>)-an{EDGE}"),
        _say_decade,
        lambda spot: not spot.left.isalnum(),
    ),
    Rule(
        "short year",
        "year",
        "mark",
        Pattern(rf"['’‘](?P<number>[0-9]{{2}}){END}(?!\w)"),
        _say_short_year,
        lambda spot: not spot.left.isalnum(),
    ),
)
