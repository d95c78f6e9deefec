"""Workers: each says that it is alive; who does not is given up, once, by one of the others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from podme_audio.library.database import Database
from podme_audio.library.tables import Base, added


class WorkerRow(Base):
    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[datetime]
    lines: Mapped[int]
    #: Who took over what it was doing; empty while it is alive.
    reaped_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that says lines."""

    id: str
    #: When it was last heard of, by the database's clock.
    seen: datetime
    #: How many it says at once.
    lines: int


class Workers:
    """The workers of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def alive(self, worker: str, lines: int) -> bool:
        """Note that *worker* is alive; False when it was given up meanwhile, and others have what it was doing."""
        with self._database.writing() as session:
            now = clock(session)
            row = session.get(WorkerRow, worker) or added(session, WorkerRow(id=worker, reaped_by=""))
            given_up, row.reaped_by = bool(row.reaped_by), ""
            row.seen, row.lines = now, lines
            return not given_up

    def active(self, within: float) -> tuple[Worker, ...]:
        """Return the workers heard of within so many seconds."""
        with self._database.reading() as session:
            alive = select(WorkerRow).where(WorkerRow.seen >= clock(session) - timedelta(seconds=within))
            rows = session.scalars(alive.where(WorkerRow.reaped_by == "").order_by(WorkerRow.id))
            return tuple(Worker(row.id, row.seen, row.lines) for row in rows)

    def give_up(self, by: str, silent: float, gone: Callable[[str], bool]) -> tuple[str, ...]:
        """Give up workers that are *gone*, or silent for so many seconds; return those that only *by* gave up.

        With a worker those are returned once more that it had given up itself: it may have died in the middle of that.
        """
        with self._database.writing() as session:
            late = clock(session) - timedelta(seconds=silent)
            rows = session.scalars(select(WorkerRow).where(WorkerRow.id != by)).all()
            dead = [row for row in rows if not row.reaped_by and (row.seen < late or gone(row.id))]
            died = {row.id for row in dead}
            dead += [row for row in rows if row.reaped_by in died]
            for row in dead:
                row.reaped_by = by
            return tuple(row.id for row in dead)

    def leave(self, worker: str) -> None:
        """Forget a worker that has ended."""
        with self._database.writing() as session:
            session.execute(delete(WorkerRow).where(WorkerRow.id == worker))

    def forget(self, before: datetime) -> None:
        """Forget workers that were given up and not heard of since *before*."""
        with self._database.writing() as session:
            session.execute(delete(WorkerRow).where(WorkerRow.reaped_by != "", WorkerRow.seen < before))


def clock(session: Session) -> datetime:
    """Return the moment by the one clock that all workers share."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    moment: datetime = session.scalars(select(func.clock_timestamp())).one()
    return moment.astimezone(UTC)
