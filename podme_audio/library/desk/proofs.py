"""What proves that an account is one's own: the password's hash, the second factor's seed, codes for an emergency."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Transaction

from podme_audio.library.database import Database
from podme_audio.library.desk.sessions import end_all
from podme_audio.library.desk.tables import EditorRow, RecoveryRow, called
from podme_audio.library.desk.trail import audit
from podme_audio.model import Change, Editor


@dataclass(frozen=True, slots=True)
class Proofs:
    """What an account is proved with; never shown, logged or handed on."""

    password: str = field(default="", repr=False)
    seed: str = field(default="", repr=False)


class Safe:
    """The proofs of all accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, name: str) -> tuple[Editor, Proofs] | None:
        """Return the account of that name and what proves it, in one question whether or not it is there."""
        with self._database.reading() as session:
            row = session.scalars(select(EditorRow).where(EditorRow.name == called(name))).first()
            return None if row is None else (row.editor(), Proofs(row.password, row.seed))

    def of(self, editor: Editor) -> Proofs:
        """Return what proves an account."""
        with self._database.reading() as session:
            row = session.get_one(EditorRow, editor.id)
            return Proofs(row.password, row.seed)

    def keep_password(self, editor: Editor, password: str, now: datetime, *, kept: int = 0) -> None:
        """Give an account another password, and end its sessions but the one that did so."""
        with self._database.writing() as session:
            session.get_one(EditorRow, editor.id).password = password
            ended = end_all(session, editor.id, now, kept=kept)
            audit(session, editor.name, now, Change("password changed", editor.name, after={"sessions ended": ended}))

    def rehash(self, editor: Editor, before: str, after: str) -> None:
        """Keep the same password under a stronger hash, unless it was changed meanwhile."""
        with self._database.writing() as session:
            row = session.get_one(EditorRow, editor.id)
            row.password = after if row.password == before else row.password

    def begin_factor(self, editor: Editor, seed: str) -> None:
        """Keep a seed that counts once a code of it is given; one that counts already stays."""
        with self._database.writing() as session:
            row = session.get_one(EditorRow, editor.id)
            row.seed, row.step = (row.seed, row.step) if row.factor else (seed, 0)

    def keep_factor(self, editor: Editor, codes: Sequence[str], now: datetime) -> None:
        """Let the seed count from now on, with the recovery *codes* beside it."""
        with self._database.writing() as session:
            session.get_one(EditorRow, editor.id).factor = True
            _recover_by(session, editor.id, codes)
            audit(session, editor.name, now, Change("second factor on", editor.name))

    def renew_codes(self, editor: Editor, codes: Sequence[str], now: datetime) -> None:
        """Replace the recovery codes."""
        with self._database.writing() as session:
            _recover_by(session, editor.id, codes)
            audit(session, editor.name, now, Change("recovery codes renewed", editor.name))

    def drop_factor(self, editor: Editor, now: datetime) -> None:
        """Forget the second factor and its codes."""
        with self._database.writing() as session:
            forget_factor(session, session.get_one(EditorRow, editor.id))
            audit(session, editor.name, now, Change("second factor off", editor.name))

    def use_step(self, editor: Editor, step: int) -> bool:
        """Take a code of the second factor by its number; False when it, or a later one, was taken before."""
        with self._database.writing() as session:
            row = session.get_one(EditorRow, editor.id)
            fresh, row.step = step > row.step, max(step, row.step)
            return fresh

    def use_code(self, editor: Editor, code: str, now: datetime) -> bool:
        """Take a recovery code; False when it is none, or was used."""
        with self._database.writing() as session:
            row = session.get(RecoveryRow, _digest(editor.id, code))
            if row is None:
                return False
            session.delete(row)
            left = _count(session, editor.id) - 1
            audit(session, editor.name, now, Change("recovery code used", editor.name, after={"left": left}))
            return True

    def codes_left(self, editor: Editor) -> int:
        with self._database.reading() as session:
            return _count(session, editor.id)


def forget_factor(session: Transaction, row: EditorRow) -> None:
    """Forget an account's second factor, in a transaction that changes more."""
    row.seed, row.factor, row.step = "", False, 0
    session.execute(delete(RecoveryRow).where(RecoveryRow.editor_id == row.id))


def _recover_by(session: Transaction, editor: int, codes: Sequence[str]) -> None:
    session.execute(delete(RecoveryRow).where(RecoveryRow.editor_id == editor))
    session.add_all(RecoveryRow(digest=_digest(editor, code), editor_id=editor) for code in codes)


def _count(session: Transaction, editor: int) -> int:
    return session.scalar(select(func.count()).where(RecoveryRow.editor_id == editor)) or 0


def _digest(editor: int, code: str) -> str:
    """Hash a code: it has 120 random bits, so that a plain hash is as good as a slow one."""
    return sha256(f"{editor} {code}".encode()).hexdigest()
