"""Days, months and years: "5/3/2025", "(5/3)", "3-4/3", "17 Ags 1945", "Jan-Mar 2025"."""

from podme_audio.script.indonesian.amounts import TO, words
from podme_audio.script.indonesian.numbers import cardinal
from podme_audio.script.indonesian.tables import (
    CUES,
    MONTH_WORDS,
    MONTHS,
    SHORT_MONTHS,
    WEEKDAYS,
    ZONES,
    any_of,
)
from podme_audio.script.indonesian.tagging import DASH, EDGE, Pattern, Rule, S, Spot

_ZONE_WORDS = frozenset(zone.lower() for zone in ZONES)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: Two digits up to the first are of this century, from the second on of the last; between them nobody knows.
_PIVOTS = (35, 45)
_SHORT = f"(?P<month>{any_of([*SHORT_MONTHS, *(word.upper() for word in SHORT_MONTHS)])})"
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
    # "10/11/12 Juni" are three days, "pukul 03.12.45 WIT" is a moment.
    if spot.follows(MONTH_WORDS | _ZONE_WORDS) or spot.leads(CUES["time_before"]):
        return False
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
    if spot.leads(WEEKDAYS) or spot.leads(CUES["date_before"]) or (_is_of_a_day(spot) and not _is_part_of_night(spot)):
        return True
    # News puts the day of what was said in brackets; "sepertiga (1/3)" is the exception.
    return _bracketed(spot) and not spot.leads(CUES["fraction_before"], 3)


def _is_of_a_day(spot: Spot) -> bool:
    return spot.follows(CUES["date_after"])


def _is_part_of_night(spot: Spot) -> bool:
    """Whether a third of the night is meant, in which the devout pray: "1/3 malam terakhir"."""
    return spot.after[:1] == ("malam",) and not CUES["night_part"].isdisjoint(spot.after[1:2])


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


_DM = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_MM = r"(?P<month>0?[1-9]|1[0-2])"
_YEAR = r"(?P<year>[12][0-9]{3}|[0-9]{2})"
_DAY2 = r"(?P<day2>0?[1-9]|[12][0-9]|3[01])"
_MONTH2 = r"(?P<month2>0?[1-9]|1[0-2])"
_FULL_YEAR = r"(?P<year>[12][0-9]{3})"
_STOP = r"(?![\w/]|[.,-][0-9])"
_MONTH_YEAR = Pattern(
    rf"(?<!\w){_SHORT}(?:\.?{DASH}(?P<high>{any_of(SHORT_MONTHS)}))?(?:\.?{S}{_FULL_YEAR}{_STOP}|(?![\w-]))"
)
_MONTHS_TO = Pattern(rf"(?<!\w)(?P<low>{any_of(MONTHS)}){DASH}(?P<high>{any_of(MONTHS)}){EDGE}")
_ZERO_DAY = rf"(?P<day>0[1-9])(?:{S}?{DASH}{S}?(?P<high>[0-9]{{1,2}}))?(?={S}(?i:{any_of(MONTHS)}){EDGE})"

RULES = (
    Rule("day with a zero", "date", "digits", Pattern(_ZERO_DAY), _say_zero_day),
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
)
