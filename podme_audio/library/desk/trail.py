"""Who changed what, when, and what was before: written beside the change, in its transaction, and never altered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Transaction

from podme_audio.library.database import Database
from podme_audio.library.desk.tables import AuditRow
from podme_audio.model import Change, Entry

#: Who changes things from the command line, and what the program does by itself.
TERMINAL, PROGRAM = "terminal", "podme"


def audit(session: Transaction, who: str, now: datetime, change: Change) -> None:
    """Note a change in the transaction that makes it: both are kept, or neither.

    Args:
        session: The transaction.
        who: The editor's name, or `TERMINAL`.
        now: The moment.
        change: What is done. Never with a secret in it.
    """
    row = AuditRow(at=now, who=who, what=change.what, subject=change.subject)
    row.before, row.after = dict(change.before), dict(change.after)
    session.add(row)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are asked for; what is empty lets everything pass."""

    who: str = ""
    what: str = ""
    subject: str = ""


class Trail:
    """What was changed at the desk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, asked: Filter, *, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """Return entries, newest first; only those before that id, the last one of the page before."""
        wanted = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        for column, value in (
            (AuditRow.who, asked.who),
            (AuditRow.what, asked.what),
            (AuditRow.subject, asked.subject),
        ):
            wanted = wanted.where(column == value) if value else wanted
        if before is not None:
            wanted = wanted.where(AuditRow.id < before)
        with self._database.reading() as session:
            return tuple(row.entry() for row in session.scalars(wanted))

    def kinds(self) -> tuple[str, ...]:
        """Return what was ever done, each once."""
        with self._database.reading() as session:
            return tuple(session.scalars(select(AuditRow.what).distinct().order_by(AuditRow.what)))
