"""Every address of the desk, with who may come there and how much may be sent: what is expected, and what is there."""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from podme_audio.model import Rank
from tests.web.desk.house import filled

#: What is expected. A view of the desk that has no row here fails.
TABLE = Path(__file__).with_name("desk.tsv")
_UNITS = {"KiB": 1 << 10, "MiB": 1 << 20}


@dataclass(frozen=True)
class View:
    """An address of the desk, and a method that it answers."""

    rule: str
    method: str
    #: The least rank that may come; None for anyone.
    least: Rank | None
    #: The most bytes that may be sent.
    body: int

    def opens_to(self, rank: Rank | None) -> bool:
        return self.least is None or (rank is not None and rank.reaches(self.least))


def expected() -> list[View]:
    """Read the table."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:]]
    return [
        View(rule, method, None if least == "anyone" else Rank(least), _bytes(*body))
        for rule, method, least, *body in rows
    ]


def there(app: Flask) -> set[tuple[str, str]]:
    """Return what the application answers below ``/desk``: address and method."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk")]
    return {(plainly(rule.rule), method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def plainly(rule: str) -> str:
    """Return a rule without what its parts may be.

    >>> plainly("/desk/antrean/<id>/<any('batal','ulang'):what>")
    '/desk/antrean/<id>/<what>'
    """
    return re.sub(r"<(?:\w+(?:\([^>]*\))?:)?(\w+)>", r"<\1>", rule)


def addresses(app: Flask, names: dict[str, str]) -> dict[str, str]:
    """Return an address for each rule of the table, of something that is there by *names*."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk")]
    return {plainly(rule): filled(rule, names) for rule in rules}


def _bytes(told: str = "64 KiB") -> int:
    number, unit = told.split()
    return int(number) * _UNITS[unit]
