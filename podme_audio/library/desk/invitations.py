"""One-time links: made for an account, or for the first of all; used once, and gone. Only their SHA-256 is kept."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Transaction

from podme_audio.exceptions import AccessError
from podme_audio.library.desk.tables import EditorRow, InvitationRow

#: How long a link is good: the first one is printed where its reader stands, others are handed on.
FIRST, OTHERS = timedelta(hours=1), timedelta(hours=24)


def invite(session: Transaction, editor: int | None, now: datetime) -> str:
    """Make the one link there is for an editor, or one for the first account; return its token.

    Of those for the first account there may be several, one for each machine that starts: using one ends all.
    """
    token = secrets.token_urlsafe(24)
    session.execute(delete(InvitationRow).where((InvitationRow.editor_id == editor) | (InvitationRow.expires <= now)))
    session.add(InvitationRow(digest=_digest(token), editor_id=editor, expires=now + (OTHERS if editor else FIRST)))
    return token


def invited(session: Transaction, token: str, now: datetime) -> InvitationRow:
    """Return what a link is for.

    Raises:
        AccessError: It was used or replaced, it is too old, or its account was disabled.
    """
    row = session.get(InvitationRow, _digest(token))
    if row is None or row.expires <= now or not _stands(session, row):
        raise AccessError("this link was used already, or is too old: ask for another", reason="link")
    return row


def nobody(session: Transaction) -> bool:
    """Whether there is no account yet."""
    return not session.scalar(select(func.count()).select_from(EditorRow))


def _stands(session: Transaction, row: InvitationRow) -> bool:
    if row.editor_id is None:
        return nobody(session)
    editor = session.get(EditorRow, row.editor_id)
    return editor is not None and editor.disabled is None


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
