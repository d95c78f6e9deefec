"""Tokens of programs that talk to the newsroom: ``podme_<id>_<secret>``, of which only a hash is kept."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.exceptions import LibraryError
from podme_audio.library.database import Database, Whole
from podme_audio.library.desk import TERMINAL, audit
from podme_audio.library.tables import Base, added
from podme_audio.model import Change

#: What a token may be good for.
SCOPES = {
    "articles:write": "send articles, which are built",
    "manuscripts:read": "see scripts before they are said, and hear their lines",
    "manuscripts:write": "open, change and build scripts",
    "lexicon:read": "see the show's own words",
    "lexicon:write": "teach and forget the show's own words",
    "builds:read": "see how far builds are",
    "builds:write": "cancel and resume builds",
    "episodes:read": "see and hear episodes, drafts too",
    "episodes:write": "publish, schedule and withdraw episodes",
    "episodes:erase": "erase episodes for good",
    "statistics:read": "see how episodes are listened to",
    "rules:write": "say what is story on the pages of a site",
    "hooks:write": "let addresses outside hear of builds and episodes",
    "trail:read": "see who changed what",
}
PREFIX = "podme"
#: What is compared with when there is no such token, so that this takes as long.
_NOTHING = sha256(b"").hexdigest()
#: That a token is used is noted no more often.
_OFTEN = timedelta(minutes=1)


class TokenRow(Base):
    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str]
    scopes: Mapped[tuple[str, ...]] = mapped_column(Whole(tuple[str, ...]))
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]

    def token(self) -> "Token":
        return Token(**{name: getattr(self, name) for name in _TOKEN})


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without its secret, which nobody knows but who was given it."""

    id: str
    #: Whose it is.
    name: str
    scopes: tuple[str, ...]
    created: datetime
    expires: datetime | None = None
    used: datetime | None = None
    revoked: datetime | None = None

    def valid(self, now: datetime) -> bool:
        return self.revoked is None and (self.expires is None or now < self.expires)


class Tokens:
    """The tokens of one newsroom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        name: str,
        scopes: Sequence[str],
        *,
        now: datetime,
        expires: datetime | None = None,
        who: str = TERMINAL,
    ) -> tuple[Token, str]:
        """Make a token; the text that is returned beside it is shown once and kept nowhere.

        Raises:
            LibraryError: There is no such scope.
        """
        if unknown := set(scopes) - SCOPES.keys():
            raise LibraryError(f"there is no scope {min(unknown)!r}; choose {', '.join(SCOPES)}")
        if not scopes:
            raise LibraryError(f"a token without a scope is good for nothing; choose {', '.join(SCOPES)}")
        id = secrets.token_hex(6)
        text = f"{PREFIX}_{id}_{secrets.token_urlsafe(32)}"
        with self._database.writing() as session:
            row = TokenRow(id=id, name=name, digest=_digest(text), created=now, expires=expires)
            row.scopes = tuple(dict.fromkeys(scopes))
            row.used = row.revoked = None
            told = {"scopes": " ".join(row.scopes), "until": expires.isoformat() if expires else ""}
            audit(session, who, now, Change("token made", name, after=told))
            return added(session, row).token(), text

    def find(self, text: str, *, now: datetime) -> Token | None:
        """Return the token that somebody shows, while it is good; note that it was used."""
        prefix, _, rest = text.partition("_")
        id = rest.partition("_")[0]
        with self._database.reading() as session:
            row = session.get(TokenRow, id) if prefix == PREFIX and id else None
            known = hmac.compare_digest(_digest(text), row.digest if row else _NOTHING)
            token = row.token() if row and known else None
        if token is None or not token.valid(now):
            return None
        if token.used is None or now - token.used >= _OFTEN:
            self._note(token.id, now)
        return token

    def tokens(self) -> tuple[Token, ...]:
        """Return all tokens there ever were, newest first."""
        with self._database.reading() as session:
            rows = session.scalars(select(TokenRow).order_by(TokenRow.created.desc(), TokenRow.id))
            return tuple(row.token() for row in rows)

    def revoke(self, id: str, *, now: datetime, who: str = TERMINAL) -> Token:
        """End a token at once; one that was revoked before stays so.

        Raises:
            LibraryError: There is none of that id.
        """
        with self._database.writing() as session:
            row = session.get(TokenRow, id)
            if row is None:
                raise LibraryError(f"there is no token {id!r}: `podme tokens list` shows those there are")
            if row.revoked is None:
                row.revoked = now
                audit(session, who, now, Change("token revoked", row.name, before={"scopes": " ".join(row.scopes)}))
            return row.token()

    def _note(self, id: str, now: datetime) -> None:
        with self._database.writing() as session:
            if (row := session.get(TokenRow, id)) is not None:
                row.used = now


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


_TOKEN = tuple(item.name for item in fields(Token))
