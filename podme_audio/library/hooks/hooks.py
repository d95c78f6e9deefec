"""Hooks and their deliveries: an event is noted in the transaction that makes it, so none is lost and none invented."""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from podme_audio.library.database import Database, Whole
from podme_audio.library.desk.trail import TERMINAL, audit
from podme_audio.library.tables import Base, added
from podme_audio.model import Change, Event, Hook

#: Bytes of a secret (Standard Webhooks: 24 to 64).
KEY = 32
#: The waits before a delivery is tried again; after the last it is given up.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000))


class HookRow(Base):
    __tablename__ = "hooks"

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    secret: Mapped[str]
    events: Mapped[tuple[Event, ...]] = mapped_column(Whole(tuple[Event, ...]))
    created: Mapped[datetime]

    def hook(self) -> Hook:
        return Hook(self.id, self.url, self.secret, self.events, self.created)


class DeliveryRow(Base):
    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "due"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    hook: Mapped[str]
    event: Mapped[str]
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    created: Mapped[datetime]
    #: When it is tried next; None once it has arrived, or was given up.
    due: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one hook."""

    id: str
    hook: Hook
    event: Event
    told: Mapping[str, Any]
    created: datetime


def tell(session: Session, event: Event, told: Mapping[str, Any], now: datetime) -> None:
    """Note an event for every hook that wants to hear of it."""
    for hook in session.scalars(select(HookRow)):
        if event in hook.events:
            row = DeliveryRow(id=f"msg_{uuid4().hex}", hook=hook.id, event=event.value, created=now, due=now)
            row.told = dict(told)
            session.add(row)


class Hooks:
    """The hooks of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, url: str, events: tuple[Event, ...], *, now: datetime, who: str = TERMINAL) -> Hook:
        """Let *url* hear of *events*; its secret is made here, and told once."""
        secret = f"whsec_{b64encode(secrets.token_bytes(KEY)).decode()}"
        with self._database.writing() as session:
            row = HookRow(id=uuid4().hex[:8], url=url, secret=secret, events=events, created=now)
            audit(session, who, now, Change("hook added", url, after={"events": " ".join(events)}))
            return added(session, row).hook()

    def hooks(self) -> tuple[Hook, ...]:
        """Return every hook, the oldest first."""
        with self._database.reading() as session:
            return tuple(row.hook() for row in session.scalars(select(HookRow).order_by(HookRow.created, HookRow.id)))

    def drop(self, id: str, *, now: datetime, who: str = TERMINAL) -> bool:
        """Forget a hook and what it has yet to hear; False when there is none."""
        with self._database.writing() as session:
            if (row := session.get(HookRow, id)) is None:
                return False
            session.execute(delete(DeliveryRow).where(DeliveryRow.hook == id))
            audit(session, who, now, Change("hook dropped", row.url, before={"events": " ".join(row.events)}))
            session.delete(row)
            return True

    def due(self, now: datetime, *, limit: int = 50) -> tuple[Delivery, ...]:
        """Return what is to be delivered now, the oldest first; nobody else gets it for a minute."""
        with self._database.writing() as session:
            wanted = select(DeliveryRow).where(DeliveryRow.due <= now).order_by(DeliveryRow.created, DeliveryRow.id)
            hooks = {row.id: row.hook() for row in session.scalars(select(HookRow))}
            found = []
            for row in session.scalars(wanted.limit(limit)):
                row.due = now + timedelta(minutes=1)
                if row.hook in hooks:
                    found.append(Delivery(row.id, hooks[row.hook], Event(row.event), row.told, row.created))
            return tuple(found)

    def delivered(self, id: str, error: str = "", *, now: datetime) -> None:
        """Note that a delivery has arrived, or why it has not; then it is tried again, less and less often."""
        with self._database.writing() as session:
            row = session.get(DeliveryRow, id, with_for_update=True)
            if row is None:
                return
            wait = WAITS[row.attempts] if error and row.attempts < len(WAITS) else None
            row.attempts, row.error = row.attempts + 1, error
            row.due = now + wait if wait else None

    def forget(self, before: datetime) -> None:
        """Forget deliveries made before a moment, arrived or given up."""
        with self._database.writing() as session:
            session.execute(delete(DeliveryRow).where(DeliveryRow.due.is_(None), DeliveryRow.created < before))
