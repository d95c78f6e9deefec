"""What is story on the pages of a site, as an admin of the show wrote it: kept here, and understood by `sources`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Database, Whole
from podme_audio.library.desk.trail import audit
from podme_audio.library.tables import Base, added
from podme_audio.model import Change

#: A table as TOML has it: "include" -> CSS selectors, and so on.
Table = dict[str, Any]


class RuleRow(Base):
    __tablename__ = "site_rules"

    host: Mapped[str] = mapped_column(primary_key=True)
    rules: Mapped[Table] = mapped_column(Whole(Table))
    who: Mapped[str]
    changed: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The rules of one site."""

    host: str
    rules: Table
    #: Who changed them last, and when.
    who: str
    changed: datetime


class ShowRules:
    """The show's own rules of sites."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[SiteRules, ...]:
        """Return the rules of every site that has some, by its host."""
        with self._database.reading() as session:
            rows = session.scalars(select(RuleRow).order_by(RuleRow.host))
            return tuple(SiteRules(row.host, row.rules, row.who, row.changed) for row in rows)

    def put(self, host: str, rules: Table, *, who: str, now: datetime) -> bool:
        """Keep the rules of a site, which were found good; False when they are so already."""
        with self._database.writing() as session:
            row = session.get(RuleRow, host)
            before = row.rules if row else {}
            if row is not None and before == rules:
                return False
            row = row or added(session, RuleRow(host=host))
            row.rules, row.who, row.changed = rules, who, now
            audit(session, who, now, Change("site rules changed", host, _lines(before), _lines(rules)))
            return True

    def drop(self, host: str, *, who: str, now: datetime) -> bool:
        """Forget the rules of a site; False when it has none."""
        with self._database.writing() as session:
            row = session.get(RuleRow, host)
            if row is None:
                return False
            audit(session, who, now, Change("site rules dropped", host, _lines(row.rules), {}))
            session.delete(row)
            return True


def _lines(rules: Table) -> dict[str, str]:
    """Say each rule on one line, for the audit trail."""
    told: dict[str, str] = {}
    for name, value in rules.items():
        reasons = value if isinstance(value, dict) else {"": value}
        for reason, found in reasons.items():
            selectors = ", ".join(found) if isinstance(found, list) else str(found)
            told[f"{name}: {reason}" if reason else name] = selectors
    return told
