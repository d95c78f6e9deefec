"""Links to a draft for who has no account: ``<id>.<secret>``, of which only a hash is kept."""

import hmac
import re
import secrets
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.exceptions import LibraryError
from podme_audio.library.database import Database
from podme_audio.library.desk.trail import audit
from podme_audio.library.tables import Base, added
from podme_audio.model import Change, Episode, State

#: What is compared with when there is no such link, so that this takes as long.
_NOTHING = sha256(b"").hexdigest()
_TOKEN = re.compile(r"([0-9a-f]{12})\.[A-Za-z0-9_-]{32}")
#: What a link may lead to.
DRAFTS = {State.DRAFT, State.SCHEDULED}
#: That a link is opened is noted no more often.
_OFTEN = timedelta(minutes=1)


class PreviewRow(Base):
    __tablename__ = "previews"

    id: Mapped[str] = mapped_column(primary_key=True)
    guid: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    digest: Mapped[str]
    who: Mapped[str]
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    opened: Mapped[datetime | None]
    ended: Mapped[datetime | None]

    def preview(self) -> "Preview":
        return Preview(**{name: getattr(self, name) for name in _PREVIEW})


@dataclass(frozen=True, slots=True)
class Preview:
    """A link to a draft, without its secret, which nobody knows but who was given it."""

    id: str
    #: The episode's.
    guid: str
    #: For whom it was made.
    name: str
    #: The editor who made it.
    who: str
    created: datetime
    #: When it ends by itself; None for never.
    expires: datetime | None = None
    #: When it was last opened.
    opened: datetime | None = None
    ended: datetime | None = None

    def lives(self, now: datetime) -> bool:
        return self.ended is None and (self.expires is None or now < self.expires)


class Previews:
    """The links to drafts of one newsroom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self, episode: Episode, name: str, *, who: str, now: datetime, expires: datetime | None = None
    ) -> tuple[Preview, str]:
        """Make a link to a draft; the token beside it is shown once and kept nowhere.

        Raises:
            LibraryError: It is no draft any more.
        """
        if episode.state not in DRAFTS:
            raise LibraryError(f"{episode.title!r} is no draft: its state is {episode.state}", guid=episode.guid)
        id = secrets.token_hex(6)
        token = f"{id}.{secrets.token_urlsafe(24)}"
        with self._database.writing() as session:
            row = PreviewRow(
                id=id, guid=episode.guid, name=name, digest=_digest(token), who=who, created=now, expires=expires
            )
            row.opened = row.ended = None
            made = added(session, row).preview()
            until = {"until": expires.isoformat()} if expires else {}
            audit(session, who, now, Change("preview made", episode.guid, {}, {"for": name, **until}))
            return made, token

    def find(self, token: str) -> Preview | None:
        """Return the link that somebody shows, whether or not it lives; None when nobody ever made it."""
        known = _TOKEN.fullmatch(token)
        with self._database.reading() as session:
            row = session.get(PreviewRow, known[1]) if known else None
            same = hmac.compare_digest(_digest(token), row.digest if row else _NOTHING)
            return row.preview() if row and same else None

    def open(self, preview: Preview, now: datetime) -> None:
        """Note that a link was opened."""
        if preview.opened is not None and now - preview.opened < _OFTEN:
            return
        with self._database.writing() as session:
            if (row := session.get(PreviewRow, preview.id)) is not None:
                row.opened = now

    def of(self, guid: str) -> tuple[Preview, ...]:
        """Return all links there ever were to an episode, newest first."""
        wanted = select(PreviewRow).where(PreviewRow.guid == guid)
        with self._database.reading() as session:
            rows = session.scalars(wanted.order_by(PreviewRow.created.desc(), PreviewRow.id))
            return tuple(row.preview() for row in rows)

    def end(self, guid: str, id: str, *, who: str, now: datetime) -> bool:
        """End a link to that episode at once; False when it has none of that id that could be ended."""
        with self._database.writing() as session:
            row = session.get(PreviewRow, id)
            if row is None or row.guid != guid or row.ended is not None:
                return False
            row.ended = now
            audit(session, who, now, Change("preview ended", guid, {"for": row.name}, {}))
            return True


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


_PREVIEW = tuple(item.name for item in fields(Preview))
