"""Attempts to sign in go in; how long the next one has to wait comes out. Nobody is shut out for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from podme_audio.library.database import Database
from podme_audio.library.desk.tables import AttemptRow


@dataclass(frozen=True, slots=True)
class Patience:
    """How many attempts are free, and how the wait grows after them: twice as long each time, up to a longest."""

    free: int
    longest: timedelta = timedelta(minutes=15)
    first: timedelta = timedelta(seconds=2)
    #: Attempts are forgotten after so long without one.
    memory: timedelta = timedelta(hours=1)

    def wait(self, count: int) -> timedelta:
        """Return how long to wait after so many attempts that failed.

        >>> [Patience(free=2).wait(count).seconds for count in (1, 2, 3, 4, 30)]
        [0, 2, 4, 8, 900]
        """
        over = count - self.free
        return timedelta(0) if over < 0 else min(self.longest, self.first * 2 ** min(over, 20))


#: What is tried at -> how patient we are there. An address may be a whole newsroom's.
GATES = {"account": Patience(free=5), "address": Patience(free=30), "link": Patience(free=10)}


@dataclass(frozen=True, slots=True)
class Gate:
    """What an attempt is counted at: a kind of `GATES`, and which one."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Throttle:
    """The attempts of one library, however many processes serve it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(self, gates: Iterable[Gate], now: datetime) -> float:
        """Count an attempt at each gate, before it is known how it ends; return the seconds to wait instead, if any.

        Counting first is what keeps a hundred attempts at once from all being free. A refused one is not counted.
        """
        with self._database.writing() as session:
            rows = [(gate, session.get(AttemptRow, str(gate))) for gate in gates]
            wait = max((row.until - now for _, row in rows if row is not None), default=timedelta(0))
            if wait > timedelta(0):
                return wait.total_seconds()
            for gate, row in rows:
                patience = GATES[gate.kind]
                recent = row is not None and now - row.last < patience.memory
                count = row.count + 1 if row is not None and recent else 1
                until = now + patience.wait(count)
                session.merge(AttemptRow(gate=str(gate), count=count, last=now, until=until))
            return 0.0

    def passed(self, gates: Iterable[Gate]) -> None:
        """Take an attempt back: it was no attempt, it was right. The account's are forgotten with it."""
        with self._database.writing() as session:
            for gate in gates:
                row = session.get(AttemptRow, str(gate))
                if row is not None and gate.kind == "account":
                    session.delete(row)
                elif row is not None:
                    row.count, row.until = max(0, row.count - 1), row.last

    def forget(self, before: datetime) -> None:
        """Forget gates that nobody tried since *before*."""
        with self._database.writing() as session:
            session.execute(delete(AttemptRow).where(AttemptRow.last < before))
