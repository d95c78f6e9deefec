"""Manuscripts with their scripts: changes go in one after the other, so that none is lost."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import ColumnElement, Index, not_, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from podme_audio.exceptions import ManuscriptNotFoundError
from podme_audio.library.database import Database, Whole
from podme_audio.library.making.ledger import OPEN, BuildRow
from podme_audio.library.tables import Base, added, made_from
from podme_audio.model import Manuscript, Script


class Standing(StrEnum):
    """How far a manuscript is."""

    #: Nothing came of it yet.
    OPEN = "open"
    #: A build of it is under way.
    BUILDING = "building"
    #: It became an episode, or corrects one.
    EPISODE = "episode"


class ManuscriptRow(Base):
    __tablename__ = "manuscripts"
    __table_args__ = (Index(None, "changed", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    version: Mapped[int]
    created: Mapped[datetime]
    changed: Mapped[datetime]
    editor: Mapped[str]
    engine: Mapped[str]
    voice: Mapped[str]
    guid: Mapped[str] = mapped_column(index=True)
    build: Mapped[str]
    script: Mapped[Script] = mapped_column(Whole(Script))

    def stand(self, manuscript: Manuscript) -> None:
        """Say what *manuscript* says."""
        for name in _MANUSCRIPT:
            setattr(self, name, getattr(manuscript, name))

    def manuscript(self) -> Manuscript:
        return Manuscript(**{name: getattr(self, name) for name in _MANUSCRIPT})


#: Called in the transaction of a change, with what was and what is.
Noted = Callable[[Session, Manuscript, Manuscript], None]


class Manuscripts:
    """The manuscripts of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, title: str, script: Script, *, editor: str, now: datetime, guid: str = "") -> Manuscript:
        """Begin a manuscript; of the episode with *guid*, or of the one that was made of the same articles."""
        manuscript = Manuscript(uuid4().hex, title, script, 1, now, now, editor=editor, guid=guid)
        with self._database.writing() as session:
            if not guid and (made := made_from(session, tuple(one.reference for one in script.articles))):
                manuscript = replace(manuscript, guid=made.guid)
            added(session, ManuscriptRow(id=manuscript.id)).stand(manuscript)
        return manuscript

    def manuscript(self, id: str) -> Manuscript:
        """Return the manuscript with that id.

        Raises:
            ManuscriptNotFoundError: There is none.
        """
        with self._database.reading() as session:
            return _found(session, id).manuscript()

    def of(self, guid: str) -> Manuscript | None:
        """Return the manuscript of an episode that was changed last."""
        with self._database.reading() as session:
            wanted = select(ManuscriptRow).where(ManuscriptRow.guid == guid).order_by(ManuscriptRow.changed.desc())
            row = session.scalars(wanted.limit(1)).first() if guid else None
            return row.manuscript() if row else None

    def latest(
        self, *, limit: int, before: str = "", standing: Standing | None = None, title: str = ""
    ) -> tuple[Manuscript, ...]:
        """Return manuscripts, those changed last first; only those after *before* in that list.

        Args:
            limit: At most so many.
            before: The id of the last one on the page before.
            standing: Only those that stand so.
            title: Only those with these words in their title, in this order.
        """
        with self._database.reading() as session:
            wanted = select(ManuscriptRow).order_by(ManuscriptRow.changed.desc(), ManuscriptRow.id.desc())
            wanted = wanted.where(*_terms(standing)) if standing else wanted
            wanted = wanted.where(ManuscriptRow.title.icontains(title, autoescape=True)) if title else wanted
            if before:
                last = _found(session, before)
                place = tuple_(ManuscriptRow.changed, ManuscriptRow.id)
                wanted = wanted.where(place < tuple_(last.changed, last.id))
            return tuple(row.manuscript() for row in session.scalars(wanted.limit(limit)))

    def change(
        self,
        id: str,
        edit: Callable[[Manuscript], Manuscript],
        *,
        editor: str,
        now: datetime,
        noted: Noted = lambda _session, _before, _after: None,
    ) -> Manuscript:
        """Make *edit* to the manuscript as it is now, whoever changed it before; what it raises changes nothing.

        Raises:
            ManuscriptNotFoundError: It is gone.
        """
        with self._database.writing() as session:
            row = _found(session, id, to_change=True)
            before = row.manuscript()
            after = edit(before)
            if after == before:
                return before
            after = replace(after, version=before.version + 1, changed=max(now, before.changed), editor=editor)
            row.stand(after)
            noted(session, before, after)
            return after

    def became(self, id: str, guid: str) -> None:
        """Note which episode a manuscript became."""
        with self._database.writing() as session:
            _found(session, id, to_change=True).guid = guid

    def forget(self, id: str) -> None:
        """Forget a manuscript; the episode it became stays."""
        with self._database.writing() as session:
            session.delete(_found(session, id, to_change=True))


def _terms(standing: Standing) -> tuple[ColumnElement[bool], ...]:
    building = ManuscriptRow.build.in_(select(BuildRow.id).where(BuildRow.state.in_(OPEN)))
    made = ManuscriptRow.guid != ""
    return {
        Standing.OPEN: (not_(made), not_(building)),
        Standing.BUILDING: (building,),
        Standing.EPISODE: (made, not_(building)),
    }[standing]


def _found(session: Session, id: str, *, to_change: bool = False) -> ManuscriptRow:
    row = session.get(ManuscriptRow, id, with_for_update=to_change or None)
    if row is None:
        raise ManuscriptNotFoundError(f"there is no manuscript {id!r}")
    return row


_MANUSCRIPT = tuple(item.name for item in fields(Manuscript))
