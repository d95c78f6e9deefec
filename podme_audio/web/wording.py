"""How moments, lengths and sizes are said in Indonesian: values in, words for pages out."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from podme_audio.library import slug
from podme_audio.model import Episode

#: The show is Jakarta's, and so are its clocks.
WIB = timezone(timedelta(hours=7))
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
BARS = 5

_SPAN = re.compile(r"(?<![\w#&-])\d+(?:[-–]\d+)+(?![\w-])")


def published(episode: Episode) -> datetime:
    return (episode.published or episode.created).astimezone(WIB).replace(microsecond=0)


def long_date(moment: datetime) -> str:
    """Say a moment as a newspaper does: "Senin, 23 November 2026, 07.00 WIB"."""
    here = moment.astimezone(WIB)
    return f"{DAYS[here.weekday()]}, {date(moment)}, {here:%H.%M} WIB"


def date(moment: datetime) -> str:
    here = moment.astimezone(WIB)
    return f"{here.day} {MONTHS[here.month - 1]} {here.year}"


def day(moment: datetime) -> str:
    """Say on which day it was: "Senin, 23 November 2026"."""
    return f"{DAYS[moment.astimezone(WIB).weekday()]}, {date(moment)}"


def month(moment: datetime) -> str:
    here = moment.astimezone(WIB)
    return f"{MONTHS[here.month - 1]} {here.year}"


def number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def length(seconds: float) -> str:
    """Say how long something takes: "45 detik", "12 menit", "1 jam 5 menit"."""
    minutes = round(seconds / 60)
    if not minutes:
        return f"{max(1, round(seconds))} detik"
    hours, minutes = divmod(minutes, 60)
    parts = (f"{hours} jam" if hours else "", f"{minutes} menit" if minutes else "")
    return " ".join(filter(None, parts))


def clock(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def iso(seconds: float) -> str:
    return f"PT{max(1, round(seconds))}S"


def megabytes(size: int) -> str:
    return f"{max(0.1, size / 1e6):.1f} MB".replace(".", ",")


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """Read a description: a line is a paragraph, lines that begin with "- " are a list."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        ("ul" if listed else "p", [line.removeprefix("- ") for line in group])
        for listed, group in groupby(lines, key=lambda line: line.startswith("- "))
    ]


def lede(text: str) -> str:
    return " ".join(" · ".join(lines) if kind == "ul" else " ".join(lines) for kind, lines in blocks(text))


def unbroken(text: str) -> Markup:
    """Keep scores and spans ("3-1", "2024-2025") on one line; the text itself stays as it is, to copy and to find."""
    return Markup(_SPAN.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  (escaped before)


def bars(guid: str) -> list[int]:
    """Return the heights, in hundredths, that make up an episode's own mark."""
    return [22 + byte * 78 // 255 for byte in sha256(guid.encode()).digest()[:BARS]]


def in_ascii(name: str) -> str:
    """Return a section's or an author's name as it stands in addresses; empty when nothing of it can."""
    return slug(name, "")


def local(address: str) -> str:
    """Return an address of ours as a path, so that a page works wherever it is reached."""
    return urlsplit(address).path


#: The filters of the templates: how moments, lengths and sizes are said in Indonesian.
WORDING: dict[str, Callable[[Any], Any]] = {
    "bars": bars,
    "blocks": blocks,
    "clock": clock,
    "date": date,
    "day": day,
    "in_ascii": in_ascii,
    "lede": lede,
    "isotime": datetime.isoformat,
    "length_said": length,
    "local": local,
    "long_date": long_date,
    "megabytes": megabytes,
    "month": month,
    "number": number,
    "published": published,
    "unbroken": unbroken,
}
