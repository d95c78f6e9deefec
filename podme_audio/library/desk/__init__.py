"""Who may do what at the desk: accounts, what proves them, sessions, attempts, and who changed what."""

import secrets
from datetime import datetime

from podme_audio.library.database import Database
from podme_audio.library.desk.accounts import Accounts
from podme_audio.library.desk.proofs import Proofs, Safe
from podme_audio.library.desk.sessions import Key, Sessions
from podme_audio.library.desk.tables import SecretRow
from podme_audio.library.desk.throttle import GATES, Gate, Patience, Throttle
from podme_audio.library.desk.trail import PROGRAM, TERMINAL, Filter, Trail, audit


class Desk:
    """The desk of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.accounts, self.safe = Accounts(database), Safe(database)
        self.sessions, self.throttle = Sessions(database), Throttle(database)
        self.trail = Trail(database)

    def forget(self, before: datetime) -> None:
        """Forget attempts made *before*, and sessions that were over a month before that."""
        self.throttle.forget(before)
        self.sessions.forget(before)

    def secret(self, name: str) -> str:
        """Return a key that every process of this library shares; made at the first call."""
        with self._database.reading() as session:
            if (row := session.get(SecretRow, name)) is not None:
                return row.value
        with self._database.writing() as session:
            row = session.get(SecretRow, name)
            if row is None:
                row = SecretRow(name=name, value=secrets.token_urlsafe(48))
                session.add(row)
            return row.value


__all__ = [
    "GATES",
    "PROGRAM",
    "TERMINAL",
    "Accounts",
    "Desk",
    "Filter",
    "Gate",
    "Key",
    "Patience",
    "Proofs",
    "Safe",
    "Throttle",
    "Trail",
    "audit",
]
