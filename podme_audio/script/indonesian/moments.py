"""A page's timestamp goes in ("Senin, 3 Maret 2025 | 14:05 WIB"); the moment in UTC comes out."""

import re
from datetime import UTC, datetime, timedelta, timezone

_MOMENT = re.compile(
    r"(?P<day>\d{1,2})(?:\s+(?P<month>[a-z]{3})[a-z]*\.?\s+|[/-](?P<number>\d{1,2})[/-])(?P<year>\d{4})"
    r"\D{1,12}(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?::\d{2})?(?:\s*(?P<zone>wib|wita|wit)\b)?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_OTHER_MONTHS = {"ags": "agu", "aug": "agu", "may": "mei", "oct": "okt", "dec": "des"}
#: Hours ahead of UTC; a page that names no zone means Jakarta.
_ZONES = {"wib": 7, "wita": 8, "wit": 9, "": 7}


def moment(text: str) -> datetime | None:
    """Read the first moment in *text*; None when there is no date with a time of day."""
    found = _MOMENT.search(text)
    if found is None:
        return None
    zone = timezone(timedelta(hours=_ZONES[(found["zone"] or "").lower()]))
    month = found["number"] or _month(found["month"])
    try:
        numbers = (int(found["year"]), int(month), int(found["day"]), int(found["hour"]), int(found["minute"]))
        return datetime(*numbers, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _month(name: str) -> int:
    short = name.lower()
    short = _OTHER_MONTHS.get(short, short)
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0
