"""What engines were given to say: one row for each engine and month."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Database
from podme_audio.library.tables import Base, added


@dataclass(frozen=True, slots=True)
class Spent:
    """What an engine was given to say in a month."""

    engine: str
    #: "2026-11", by UTC.
    month: str
    lines: int
    characters: int


class UsageRow(Base):
    __tablename__ = "usage"

    engine: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    lines: Mapped[int]
    characters: Mapped[int]


class Usage:
    """What the engines of one library were given to say."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spend(self, engine: str, characters: int, now: datetime) -> None:
        """Note that *engine* has said one more line."""
        with self._database.writing() as session:
            key = {"engine": engine, "month": f"{now:%Y-%m}"}
            row = session.get(UsageRow, key) or added(session, UsageRow(**key, lines=0, characters=0))
            row.lines, row.characters = row.lines + 1, row.characters + characters

    def spent(self, engine: str, now: datetime) -> Spent:
        """Return what *engine* was given this month."""
        month = f"{now:%Y-%m}"
        with self._database.reading() as session:
            row = session.get(UsageRow, {"engine": engine, "month": month})
            return Spent(engine, month, row.lines, row.characters) if row else Spent(engine, month, 0, 0)

    def months(self) -> tuple[Spent, ...]:
        """Return every engine's months, the latest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(UsageRow).order_by(UsageRow.month.desc(), UsageRow.engine))
            return tuple(Spent(row.engine, row.month, row.lines, row.characters) for row in rows)
