"""The rows of the desk. What proves an account (hash, seed, digests) leaves this room only where it is checked."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from podme_audio.exceptions import LibraryError
from podme_audio.library.database import Whole
from podme_audio.library.tables import Base
from podme_audio.model import Change, Device, Editor, Entry, Rank, Session

_OF_EDITOR = "editors.id"


def called(name: str) -> str:
    """Return an account's name as it is kept, however it was typed; no database takes a NUL."""
    return name.replace("\0", "").strip().casefold()


class EditorRow(Base):
    __tablename__ = "editors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    rank: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True, default="")
    #: Argon2id, as PHC writes it; empty for an account that waits for its owner, or is a provider's.
    password: Mapped[str] = mapped_column(default="")
    #: Of the second factor, in base32; it counts only once a code of it was given.
    seed: Mapped[str] = mapped_column(default="")
    factor: Mapped[bool] = mapped_column(default=False)
    #: The last code that was used, by its number since 1970: none is taken twice.
    step: Mapped[int] = mapped_column(BigInteger, default=0)
    created: Mapped[datetime]
    disabled: Mapped[datetime | None]

    def editor(self) -> Editor:
        return Editor(
            self.id,
            self.name,
            Rank(self.rank),
            self.created,
            self.disabled,
            password=bool(self.password),
            factor=self.factor,
            subject=self.subject,
        )


class SessionRow(Base):
    """A sign-in; an ended one stays a while, to tell which addresses an editor comes from."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "editor_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of what the cookie holds.
    digest: Mapped[str] = mapped_column(unique=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey(_OF_EDITOR, ondelete="CASCADE"))
    created: Mapped[datetime]
    seen: Mapped[datetime]
    ended: Mapped[datetime | None]
    address: Mapped[str]
    agent: Mapped[str]
    whole: Mapped[bool]

    def session(self) -> Session:
        device = Device(self.address, self.agent)
        return Session(self.id, self.editor_id, self.created, self.seen, device, whole=self.whole)


class RecoveryRow(Base):
    """A code for who has lost the second factor; used once, and gone."""

    __tablename__ = "recovery_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey(_OF_EDITOR, ondelete="CASCADE"), index=True)


class InvitationRow(Base):
    """A one-time link; used once, and gone."""

    __tablename__ = "invitations"

    digest: Mapped[str] = mapped_column(primary_key=True)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey(_OF_EDITOR, ondelete="CASCADE"))
    expires: Mapped[datetime]


class AttemptRow(Base):
    """What was tried at one gate: an account, or an address."""

    __tablename__ = "attempts"

    gate: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last: Mapped[datetime]
    until: Mapped[datetime]


class SecretRow(Base):
    """A key that every process of this library shares."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AuditRow(Base):
    """One change; nothing here alters or removes one."""

    __tablename__ = "audit"
    __table_args__ = tuple(Index(None, name, "id") for name in ("who", "what", "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(Whole(dict[str, Any]))
    after: Mapped[dict[str, Any]] = mapped_column(Whole(dict[str, Any]))

    def entry(self) -> Entry:
        return Entry(self.id, self.at, self.who, Change(self.what, self.subject, self.before, self.after))


@event.listens_for(AuditRow, "before_update")
@event.listens_for(AuditRow, "before_delete")
def _refuse(_mapper: Mapper[AuditRow], _connection: Any, row: AuditRow) -> None:
    raise LibraryError(f"what was changed at the desk is never altered: audit entry {row.id}")
