"""Accounts at the desk: made, found and changed; every change is noted in the transaction that makes it."""

import re
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Transaction

from podme_audio.exceptions import AccessError, EditorNotFoundError
from podme_audio.library.database import Database
from podme_audio.library.desk.invitations import invite, invited, nobody
from podme_audio.library.desk.proofs import forget_factor
from podme_audio.library.desk.sessions import end_all
from podme_audio.library.desk.tables import EditorRow, called
from podme_audio.library.desk.trail import PROGRAM, TERMINAL, audit
from podme_audio.library.tables import added
from podme_audio.model import Change, Editor, Invitation, Rank

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
#: Who no account may be called, since others sign with it.
_TAKEN = {TERMINAL, PROGRAM}


class Accounts:
    """The accounts of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Editor, ...]:
        """Return every account, by name."""
        with self._database.reading() as session:
            return tuple(row.editor() for row in session.scalars(select(EditorRow).order_by(EditorRow.name)))

    def named(self, name: str) -> Editor:
        """Return the account of that name, however it is written.

        Raises:
            EditorNotFoundError: There is none.
        """
        with self._database.reading() as session:
            return _row(session, name).editor()

    def known(self, subject: str) -> Editor | None:
        """Return the account of one whom the OpenID provider knows."""
        with self._database.reading() as session:
            row = session.scalars(select(EditorRow).where(EditorRow.subject == subject)).first()
            return None if row is None else row.editor()

    def add(self, name: str, rank: Rank, *, who: str, now: datetime) -> str:
        """Make an account that waits for its owner; return the token of the link that makes it theirs.

        Raises:
            AccessError: The name is taken, or no name.
        """
        with self._database.writing() as session:
            row = _added(session, name, rank, now)
            audit(session, who, now, Change("account made", row.name, after={"role": rank.value}))
            return invite(session, row.id, now)

    def join(self, name: str, rank: Rank, subject: str, *, now: datetime) -> Editor:
        """Make an account of one whom the OpenID provider knows; a name that is taken gets a number."""
        with self._database.writing() as session:
            plain = re.sub(r"[^a-z0-9._@+-]+", "-", name.casefold()).strip("-._@+")[:56] or "editor"
            free = (one for one in (plain, *(f"{plain}-{at}" for at in range(2, 10_000))) if _is_free(session, one))
            row = _added(session, next(free), rank, now)
            row.subject = subject
            audit(session, row.name, now, Change("account made", row.name, after={"role": rank.value, "by": "openid"}))
            return row.editor()

    def first(self, now: datetime) -> str:
        """Return the token of a link that makes the first account; empty when there is one."""
        with self._database.writing() as session:
            return invite(session, None, now) if nobody(session) else ""

    def invited(self, token: str, now: datetime) -> Invitation:
        """Tell what a link is for; nothing is used up by that.

        Raises:
            AccessError: It is not good, or no longer.
        """
        with self._database.reading() as session:
            row = invited(session, token, now)
            editor = session.get_one(EditorRow, row.editor_id).editor() if row.editor_id else None
            return Invitation(editor, row.expires)

    def accept(self, token: str, name: str, password: str, now: datetime) -> Editor:
        """Use a link: its account gets the password, given as its hash, or the first account is made under *name*.

        Raises:
            AccessError: The link is not good, or the name is none.
        """
        with self._database.writing() as session:
            invitation = invited(session, token, now)
            if invitation.editor_id is None:
                row = _added(session, name, Rank.ADMIN, now)
                audit(session, row.name, now, Change("account made", row.name, after={"role": Rank.ADMIN.value}))
            else:
                row = session.get_one(EditorRow, invitation.editor_id)
            session.delete(invitation)
            row.password = password
            end_all(session, row.id, now)
            audit(session, row.name, now, Change("link used", row.name))
            return row.editor()

    def promote(self, name: str, rank: Rank, *, who: str, now: datetime) -> Editor:
        """Give an account another rank, and end its sessions: what was open under the old one is open no more.

        Raises:
            AccessError: It is the last admin.
        """
        with self._database.writing() as session:
            row = _row(session, name)
            if row.rank == rank:
                return row.editor()
            _spare_an_admin(session, row)
            change = Change("role changed", row.name, {"role": row.rank}, {"role": rank.value})
            row.rank = rank.value
            end_all(session, row.id, now)
            audit(session, who, now, change)
            return row.editor()

    def disable(self, name: str, *, who: str, now: datetime) -> Editor:
        """Shut an account out, at once and everywhere.

        Raises:
            AccessError: It is the last admin.
        """
        with self._database.writing() as session:
            row = _row(session, name)
            if row.disabled is None:
                _spare_an_admin(session, row)
                row.disabled = now
                ended = end_all(session, row.id, now)
                after = {"disabled": True, "sessions ended": ended}
                audit(session, who, now, Change("account disabled", row.name, {"disabled": False}, after))
            return row.editor()

    def enable(self, name: str, *, who: str, now: datetime) -> Editor:
        """Let an account in again."""
        with self._database.writing() as session:
            row = _row(session, name)
            if row.disabled is not None:
                before = {"disabled": row.disabled.isoformat()}
                row.disabled = None
                audit(session, who, now, Change("account enabled", row.name, before, {"disabled": False}))
            return row.editor()

    def reset(self, name: str, *, who: str, now: datetime, factor: bool = False) -> str:
        """Take password and sessions from an account; return the token of the link to a new password.

        The second factor stays, and is asked for with the new password, unless *factor* says that it is lost too.

        Raises:
            AccessError: It is disabled, or the OpenID provider's.
        """
        with self._database.writing() as session:
            row = _row(session, name)
            if row.disabled is not None:
                raise AccessError(f"the account {row.name} is disabled: enable it first", reason="disabled")
            if row.subject:
                raise AccessError(f"{row.name} signs in at the OpenID provider: reset it there", reason="provided")
            before = {"password": bool(row.password), "second factor": row.factor}
            row.password = ""
            if factor:
                forget_factor(session, row)
            after = {"second factor": row.factor, "sessions ended": end_all(session, row.id, now)}
            audit(session, who, now, Change("account reset", row.name, before, after))
            return invite(session, row.id, now)


def _added(session: Transaction, name: str, rank: Rank, now: datetime) -> EditorRow:
    wanted = called(name)
    if not _NAME.fullmatch(wanted) or wanted in _TAKEN:
        told = "2 to 64 small letters, digits, dots, hyphens or an e-mail address"
        raise AccessError(f"{name!r} is no name for an account: give {told}", reason="name")
    if not _is_free(session, wanted):
        raise AccessError(f"there is an account named {wanted} already", reason="taken")
    row = added(session, EditorRow(name=wanted, rank=rank.value, created=now))
    row.subject = row.password = row.seed = ""
    row.factor, row.step = False, 0
    session.flush()
    return row


def _row(session: Transaction, name: str) -> EditorRow:
    row = session.scalars(select(EditorRow).where(EditorRow.name == called(name))).first()
    if row is None:
        raise EditorNotFoundError(f"there is no account named {name.strip()}", reason="unknown")
    return row


def _is_free(session: Transaction, name: str) -> bool:
    return session.scalars(select(EditorRow.id).where(EditorRow.name == name)).first() is None


def _spare_an_admin(session: Transaction, row: EditorRow) -> None:
    """Refuse to take the last admin who can sign in away: nobody could give the rank back."""
    others = select(func.count()).where(EditorRow.rank == Rank.ADMIN.value, EditorRow.disabled.is_(None))
    if row.rank == Rank.ADMIN and not session.scalar(others.where(EditorRow.id != row.id)):
        raise AccessError(f"{row.name} is the last admin: make another one first", reason="last")
