"""Messages that were taken in before, so that one that is sent again, by whomever, does nothing twice."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Database
from podme_audio.library.tables import Base


class MessageRow(Base):
    __tablename__ = "messages"

    #: The hash of the message's id: a sender may call it what it likes.
    id: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[datetime]


class Messages:
    """The messages of one newsroom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, id: str) -> bool:
        """Whether that message was taken in."""
        with self._database.reading() as session:
            return session.get(MessageRow, _hashed(id)) is not None

    def note(self, id: str, now: datetime) -> bool:
        """Note that a message was taken in; False when it was before."""
        with self._database.writing() as session:
            if session.get(MessageRow, _hashed(id)) is not None:
                return False
            session.add(MessageRow(id=_hashed(id), seen=now))
            return True

    def forget(self, before: datetime) -> int:
        """Forget messages that were taken in *before*; their time has run out anyway. Return how many."""
        with self._database.writing() as session:
            gone = session.execute(delete(MessageRow).where(MessageRow.seen < before).returning(MessageRow.id))
            return len(gone.all())


def _hashed(id: str) -> str:
    return sha256(id.encode()).hexdigest()
