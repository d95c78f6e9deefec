"""The show's own words: entries go in one by one or all at once, the whole lexicon comes out."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from podme_audio.library.database import Database
from podme_audio.library.tables import Base
from podme_audio.model import LexiconEntry, LexiconSection


class EntryRow(Base):
    __tablename__ = "lexicon"

    section: Mapped[str] = mapped_column(primary_key=True)
    written: Mapped[str] = mapped_column(primary_key=True)
    spoken: Mapped[str]
    editor: Mapped[str]
    changed: Mapped[datetime]

    def entry(self) -> LexiconEntry:
        return LexiconEntry(LexiconSection(self.section), self.written, self.spoken)


#: Called in the transaction of a change, with the word's entry as it was and as it is; None where there is none.
Noted = Callable[[Session, LexiconEntry | None, LexiconEntry | None], None]


def _unnoted(_session: Session, _before: LexiconEntry | None, _after: LexiconEntry | None) -> None:
    """Note nothing."""


class ShowLexicon:
    """The lexicon of one library's show."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self) -> tuple[LexiconEntry, ...]:
        """Return every entry, by word."""
        with self._database.reading() as session:
            rows = session.scalars(select(EntryRow).order_by(EntryRow.written, EntryRow.section))
            return tuple(row.entry() for row in rows)

    def put(self, entries: Iterable[LexiconEntry], *, editor: str, now: datetime, noted: Noted = _unnoted) -> int:
        """Keep entries: a word has one, the last that was put. Return how many are new or other than before."""
        with self._database.writing() as session:
            return sum([_put(session, entry, editor, now, noted) for entry in entries])

    def drop(self, written: str, *, noted: Noted = _unnoted) -> bool:
        """Forget a word; False when it is not there."""
        with self._database.writing() as session:
            row = _row(session, written)
            if row is None:
                return False
            noted(session, row.entry(), None)
            session.delete(row)
            return True


def _put(session: Session, entry: LexiconEntry, editor: str, now: datetime, noted: Noted) -> bool:
    row = _row(session, entry.written)
    before = row.entry() if row else None
    if before == entry:
        return False
    session.execute(delete(EntryRow).where(EntryRow.written == entry.written))
    session.add(EntryRow(section=entry.section, written=entry.written, spoken=entry.spoken, editor=editor, changed=now))
    session.flush()
    noted(session, before, entry)
    return True


def _row(session: Session, written: str) -> EntryRow | None:
    return session.scalars(select(EntryRow).where(EntryRow.written == written).limit(1)).first()
