"""The browsers that editors are signed in with: a row for each, so that they can be listed, and ended at once.

What a cookie holds is never kept, only its SHA-256: it has 256 random bits, which no guess and no table reaches.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session as Transaction

from podme_audio.library.database import Database
from podme_audio.library.desk.tables import EditorRow, SessionRow
from podme_audio.library.desk.trail import audit
from podme_audio.model import Change, Device, Editor, Session

#: A session that is used is noted as seen so often, and no oftener: a page must not wait for a writer.
_NOTED = timedelta(minutes=1)
#: Ended sessions tell for so long which addresses an editor comes from.
_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Key:
    """What a browser's cookie holds."""

    secret: str

    @property
    def digest(self) -> str:
        return sha256(self.secret.encode()).hexdigest()

    def __repr__(self) -> str:
        return "Key(…)"


class Sessions:
    """The sessions of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, editor: Editor, key: Key, device: Device, now: datetime, *, whole: bool = True) -> None:
        """Sign *editor* in. With *whole* false, only the question for the second factor is open."""
        with self._database.writing() as session:
            old = SessionRow.seen < now - _REMEMBERED
            session.execute(delete(SessionRow).where(SessionRow.editor_id == editor.id, old))
            row = SessionRow(digest=key.digest, editor_id=editor.id, created=now, seen=now, whole=whole)
            row.address, row.agent = device.address, device.agent
            session.add(row)
            if whole:
                change = Change("signed in", editor.name, after={"address": device.address})
                audit(session, editor.name, now, change)

    def find(self, key: Key, now: datetime) -> tuple[Session, Editor] | None:
        """Return the session behind a cookie and whose it is, while it lives."""
        with self._database.reading() as session:
            wanted = select(SessionRow, EditorRow).join(EditorRow, EditorRow.id == SessionRow.editor_id)
            found = session.execute(wanted.where(SessionRow.digest == key.digest, SessionRow.ended.is_(None))).first()
            if found is None:
                return None
            told, editor = found[0].session(), found[1].editor()
        if editor.disabled or not told.lives(now):
            return None
        if now - told.seen >= _NOTED:
            self._note(told.id, now)
        return told, editor

    def of(self, editor: int, now: datetime) -> tuple[Session, ...]:
        """Return the living sessions of an editor, the last seen first."""
        with self._database.reading() as session:
            told = (row.session() for row in session.scalars(_living(editor).order_by(SessionRow.seen.desc())))
            return tuple(one for one in told if one.whole and one.lives(now))

    def knows(self, editor: int, address: str) -> bool:
        """Whether the editor was signed in from that address within the last month."""
        with self._database.reading() as session:
            wanted = select(SessionRow.id).where(SessionRow.editor_id == editor, SessionRow.address == address)
            return session.scalars(wanted.where(SessionRow.whole.is_(True)).limit(1)).first() is not None

    def end(self, editor: Editor, id: int, now: datetime, *, what: str = "session ended") -> bool:
        """End one session of that very editor; False when it is none of theirs."""
        with self._database.writing() as session:
            row = session.scalars(_living(editor.id).where(SessionRow.id == id)).first()
            if row is None:
                return False
            row.ended = now
            if row.whole:
                before = {"address": row.address, "since": row.created.isoformat()}
                audit(session, editor.name, now, Change(what, editor.name, before))
            return True

    def end_others(self, editor: Editor, kept: int, now: datetime) -> int:
        """End every session of the editor but one; return how many."""
        with self._database.writing() as session:
            ended = end_all(session, editor.id, now, kept=kept)
            audit(session, editor.name, now, Change("sessions ended", editor.name, after={"ended": ended}))
            return ended

    def forget(self, before: datetime) -> None:
        """Forget sessions that nobody used since a month before *before*: no address is kept longer than it serves."""
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.seen < before - _REMEMBERED))

    def change_key(self, id: int, key: Key) -> None:
        """Let another cookie open a session from now on, and the old one nothing."""
        with self._database.writing() as session:
            session.execute(update(SessionRow).where(SessionRow.id == id).values(digest=key.digest))

    def _note(self, id: int, now: datetime) -> None:
        with self._database.writing() as session:
            session.execute(update(SessionRow).where(SessionRow.id == id, SessionRow.seen < now).values(seen=now))


def end_all(session: Transaction, editor: int, now: datetime, *, kept: int = 0) -> int:
    """End what an editor has open, in a transaction that changes more; return how many."""
    rows = session.scalars(_living(editor).where(SessionRow.id != kept)).all()
    for row in rows:
        row.ended = now
    return len(rows)


def _living(editor: int) -> Select[SessionRow]:
    return select(SessionRow).where(SessionRow.editor_id == editor, SessionRow.ended.is_(None))
