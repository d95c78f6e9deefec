"""Builds with their lines: what was asked for goes in, how far it is comes out.

A build belongs to whoever claimed it last: one execution of its workflow, by a name of its own. What anyone else writes
of it changes nothing. That, and not who is believed to be dead, is what keeps two workers apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Index, LargeBinary, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from podme_audio.exceptions import BuildNotFoundError, LostBuildError
from podme_audio.library.database import Database, Whole
from podme_audio.library.episodes.draft import Claim
from podme_audio.library.hooks import tell
from podme_audio.library.making.workers import clock
from podme_audio.library.tables import Base, added
from podme_audio.model import Build, BuildLine, Event, Line, Progress

#: States in which a build may still change by itself.
OPEN = (Progress.QUEUED, Progress.RUNNING)
#: What is heard of outside.
EVENTS = {Progress.DONE: Event.BUILT, Progress.FAILED: Event.FAILED}


class BuildRow(Base):
    __tablename__ = "builds"
    __table_args__ = (Index(None, "origin", "state"), Index(None, "state", "updated"), Index(None, "created"))

    id: Mapped[str] = mapped_column(primary_key=True)
    #: The hash of what was asked for.
    origin: Mapped[str]
    references: Mapped[tuple[str, ...]] = mapped_column(Whole(tuple[str, ...]))
    state: Mapped[str]
    stage: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    engine: Mapped[str] = mapped_column(default="")
    voice: Mapped[str] = mapped_column(default="")
    said: Mapped[int] = mapped_column(default=0)
    reused: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    guid: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=1)
    #: How often this attempt was taken up.
    claims: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime]
    updated: Mapped[datetime]
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(default="")
    editor: Mapped[str] = mapped_column(default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    #: The execution that it belongs to.
    owner: Mapped[str] = mapped_column(default="")
    #: What was asked for, in the words of whoever asked.
    order: Mapped[bytes] = mapped_column("asked", LargeBinary, deferred=True)

    def build(self) -> Build:
        told = {name: getattr(self, name) for name in _BUILD}
        return Build(**told | {"state": Progress(self.state)})


class BuildLineRow(Base):
    __tablename__ = "build_lines"

    build: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[str]
    written: Mapped[str]
    state: Mapped[str]
    reused: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[float] = mapped_column(default=0.0)
    error: Mapped[str] = mapped_column(default="")

    def told(self) -> BuildLine:
        return BuildLine(**{item.name: getattr(self, item.name) for item in fields(BuildLine)})


class Ledger:
    """The builds of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(
        self,
        references: tuple[str, ...],
        origin: str,
        order: bytes,
        enqueue: Callable[[Session, Build], None],
        **told: Any,
    ) -> Build:
        """Open a build, and have it queued in the same transaction.

        Args:
            references: What an episode is made of.
            origin: Builds of one origin are one while it is open: that one is returned, and *order* is forgotten.
            order: All that was asked for, for `order`.
            enqueue: Queues it, in the transaction that opens it.
            told: What else a Build says from the beginning: title, editor, urgent.
        """
        with self._database.writing() as session:
            if (same := _same(session, origin)) is not None:
                return same.build()
            now = clock(session)
            row = BuildRow(id=uuid4().hex[:12], origin=origin, references=references, state=Progress.QUEUED, **told)
            row.created, row.updated, row.order = now, now, order
            added(session, row)
            session.flush()
            enqueue(session, row.build())
            return row.build()

    def again(self, id: str, enqueue: Callable[[Session, Build], None]) -> Build:
        """Queue a build that failed or was cancelled once more; one that is open or done stays as it is.

        The same may be in the making again, in another build: that one is returned, as by `open`.
        """
        with self._database.writing() as session:
            row = _found(session, id)
            row = _same(session, row.origin) or row
            if row.state in {Progress.FAILED, Progress.CANCELLED}:
                row.state, row.error, row.finished, row.owner = Progress.QUEUED, "", None, ""
                row.attempt, row.claims, row.updated = row.attempt + 1, 0, clock(session)
                enqueue(session, row.build())
            return row.build()

    def build(self, id: str) -> Build:
        """Return the build with that id, or the only one whose id begins so.

        Raises:
            BuildNotFoundError: There is none.
        """
        with self._database.reading() as session:
            return _found(session, id).build()

    def builds(self, *, limit: int | None = None, open_only: bool = False) -> tuple[Build, ...]:
        """Return builds, newest first."""
        with self._database.reading() as session:
            wanted = select(BuildRow).order_by(BuildRow.created.desc(), BuildRow.id).limit(limit)
            if open_only:
                wanted = wanted.where(BuildRow.state.in_(OPEN))
            return tuple(row.build() for row in session.scalars(wanted))

    def counts(self) -> dict[str, int]:
        """Return how many builds stand in each state."""
        with self._database.reading() as session:
            counted = select(BuildRow.state, func.count()).group_by(BuildRow.state)
            return {state: count for state, count in session.execute(counted)}  # noqa: C416 (rows are no pairs to mypy)

    def lines(self, id: str) -> tuple[BuildLine, ...]:
        """Return the build's lines, in order."""
        with self._database.reading() as session:
            wanted = select(BuildLineRow).where(BuildLineRow.build == id).order_by(BuildLineRow.position)
            return tuple(row.told() for row in session.scalars(wanted))

    def order(self, id: str) -> bytes:
        """Return what was asked for, as it was given to `open`."""
        with self._database.reading() as session:
            return _found(session, id).order

    def claim(self, id: str, owner: str) -> int:
        """Make the build *owner*'s, whoever had it; return how often it was claimed since it was queued, 0 if final."""
        with self._database.writing() as session:
            row = _found(session, id)
            if Progress(row.state).final:
                return 0
            row.owner, row.state, row.updated = owner, Progress.RUNNING, clock(session)
            row.started = row.started or row.updated
            row.claims += 1
            return row.claims

    def tell(self, id: str, owner: str, **told: Any) -> None:
        """Note what is known of the build now, such as ``stage="saying", done=3``.

        Raises:
            LostBuildError: It is no longer *owner*'s.
        """
        with self._database.writing() as session:
            hold(session, id, owner)
            session.execute(update(BuildRow).where(BuildRow.id == id).values(**told, updated=clock(session)))

    def script(self, id: str, owner: str, lines: Sequence[Line]) -> None:
        """Note which lines the build has."""
        with self._database.writing() as session:
            hold(session, id, owner)
            session.execute(delete(BuildLineRow).where(BuildLineRow.build == id))
            session.add_all(
                BuildLineRow(build=id, position=at, line=line.id, written=line.written, state="waiting")
                for at, line in enumerate(lines)
            )

    def note(self, id: str, lines: Sequence[str], **told: Any) -> None:
        """Note what is known of these lines now, by their ids, such as ``state="said", seconds=1.2``."""
        with self._database.writing() as session:
            rows = update(BuildLineRow).where(BuildLineRow.build == id, BuildLineRow.line.in_(lines))
            session.execute(rows.values(**told))
            heard = update(BuildRow).where(BuildRow.id == id, BuildRow.state.in_(OPEN))
            session.execute(heard.values(updated=clock(session)))

    def finish(self, id: str, owner: str, state: Progress, error: str = "") -> bool:
        """Close the build, once; False when it is closed already, or no longer *owner*'s."""
        with self._database.writing() as session:
            row = session.get(BuildRow, id, with_for_update=True)
            if row is None or row.owner != owner or Progress(row.state).final:
                return False
            row.state, row.error, row.stage = state, error, ""
            row.finished = row.updated = clock(session)
            if state in EVENTS:
                told = {"build": id, "title": row.title, "guid": row.guid, "error": error}
                tell(session, EVENTS[state], told, row.finished)
            return True

    def cancel(self, id: str) -> bool:
        """Close an open build for whoever has it; False when it was closed before."""
        with self._database.writing() as session:
            row = _found(session, id)
            if Progress(row.state).final:
                return False
            row.state, row.owner = Progress.CANCELLED, ""
            row.finished = row.updated = clock(session)
            return True

    def stalled(self, seconds: float) -> tuple[Build, ...]:
        """Return open builds of which nothing was heard for so long; each is told of to one asker in that time."""
        with self._database.writing() as session:
            now = clock(session)
            late = BuildRow.updated < now - timedelta(seconds=seconds)
            rows = session.scalars(select(BuildRow).where(BuildRow.state.in_(OPEN), late)).all()
            for row in rows:
                row.updated = now
            return tuple(row.build() for row in rows)

    def forget(self, before: datetime) -> int:
        """Forget final builds that ended *before*; return how many."""
        with self._database.writing() as session:
            old = select(BuildRow.id).where(BuildRow.state.not_in(OPEN), BuildRow.finished < before)
            ids = session.scalars(old).all()
            session.execute(delete(BuildLineRow).where(BuildLineRow.build.in_(ids)))
            session.execute(delete(BuildRow).where(BuildRow.id.in_(ids)))
            return len(ids)


def hold(session: Session, id: str, owner: str) -> BuildRow:
    """Keep the build *owner*'s until the transaction ends.

    Raises:
        LostBuildError: It is somebody else's, or closed.
    """
    row = session.get(BuildRow, id, with_for_update=True)
    if row is None or row.owner != owner or Progress(row.state).final:
        raise LostBuildError(f"build {id} was taken over by another worker, or cancelled", build=id)
    return row


def delivered(session: Session, claim: Claim) -> str | None:
    """Return the guid of the episode that was kept for the build before; None when there is none.

    Raises:
        LostBuildError: The build is no longer that owner's.
    """
    return hold(session, claim.build, claim.owner).guid or None if claim.build else None


def deliver(session: Session, claim: Claim, guid: str) -> None:
    """Note, in the transaction that keeps it, which episode came of the build."""
    if claim.build:
        hold(session, claim.build, claim.owner).guid = guid


def _same(session: Session, origin: str) -> BuildRow | None:
    """Return the open build of that origin."""
    same = select(BuildRow).where(BuildRow.origin == origin, BuildRow.state.in_(OPEN))
    return session.scalars(same.limit(1)).first()


def _found(session: Session, id: str) -> BuildRow:
    like = select(BuildRow).where(BuildRow.id.startswith(id, autoescape=True)).limit(2)
    rows = session.scalars(like).all() if id else []
    exact = [row for row in rows if row.id == id] or list(rows)
    if len(exact) != 1:
        reason = f"{id!r} could be several builds: give more of its id" if exact else f"there is no build {id!r}"
        raise BuildNotFoundError(reason, build=id)
    return exact[0]


_BUILD = tuple(item.name for item in fields(Build))
