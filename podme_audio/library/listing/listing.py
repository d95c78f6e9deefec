"""Lists of episodes, newest first; a page goes on where the one before it ended (keyset), however long the list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session, undefer

from podme_audio.library.database import Database
from podme_audio.library.tables import EpisodeRow, RevisionRow, found, heard, made_from
from podme_audio.model import Chapter, Episode, State

NEWEST_FIRST = (EpisodeRow.listed.desc(), EpisodeRow.id.desc())
#: Ids in one question; PostgreSQL and SQLite both take more.
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Selection:
    """Which episodes are asked for; what is empty lets every episode pass."""

    state: State | None = None
    #: The slugs of a section and of an author.
    section: str = ""
    author: str = ""
    #: Listed at or after the first moment, and before the second.
    since: datetime | None = None
    until: datetime | None = None

    def terms(self) -> list[ColumnElement[bool]]:
        asked = {
            EpisodeRow.state: self.state,
            EpisodeRow.section_slug: self.section,
            EpisodeRow.author_slug: self.author,
        }
        terms = [column == value for column, value in asked.items() if value]
        terms += [EpisodeRow.listed >= self.since] if self.since else []
        return [*terms, EpisodeRow.listed < self.until] if self.until else terms


#: Before every moment.
BEFORE = datetime.min.replace(tzinfo=UTC)
PUBLISHED = Selection(State.PUBLISHED)


class Mark(NamedTuple):
    """As much of an episode as decides which feeds tell of it, and whether one must be rendered anew."""

    id: int
    guid: str
    revision: int
    updated: datetime
    section: str
    section_slug: str
    author: str
    author_slug: str
    #: Whether it is published now. One that was withdrawn keeps its place in the lists.
    heard: bool = True
    #: When it was published first.
    listed: datetime = BEFORE
    #: The names of its files.
    files: tuple[str, ...] = ()


class Listing:
    """The lists of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def episodes(
        self, asked: Selection = PUBLISHED, *, limit: int | None = None, before: str | None = None
    ) -> tuple[Episode, ...]:
        """Return episodes, newest first: by the moment they were first published, or made if they never were.

        Args:
            asked: Which.
            limit: At most so many.
            before: Only those after this guid or slug in the list: the last one of the page before.

        Raises:
            EpisodeNotFoundError: Nobody ever heard of *before*.
        """
        with self._database.reading() as session:
            wanted = heard().where(*asked.terms()).order_by(*NEWEST_FIRST).limit(limit)
            if before is not None:
                last, _ = found(session, before)
                wanted = wanted.where(tuple_(EpisodeRow.listed, EpisodeRow.id) < (last.listed, last.id))
            return tuple(row.episode(at) for row, at in session.execute(wanted))

    def made(self, references: tuple[str, ...]) -> Episode | None:
        """Return the youngest episode made from these references; None when there is none."""
        with self._database.reading() as session:
            row = made_from(session, references)
            return row.episode(found(session, row.guid)[1]) if row else None

    def marks(self) -> tuple[Mark, ...]:
        """Return a mark of all that ever was published, newest first."""
        row, at = EpisodeRow, RevisionRow
        told = (row.id, row.guid, row.revision, row.updated, row.section, row.section_slug, row.author, row.author_slug)
        joined = (at.episode_id == row.id) & (at.number == row.revision)
        wanted = select(*told, row.state, row.listed, at.media_name, at.cover, at.low_name).join(at, joined)
        with self._database.reading() as session:
            rows = session.execute(wanted.where(row.published.is_not(None)).order_by(*NEWEST_FIRST))
            return tuple(Mark(*one[:8], one.state == State.PUBLISHED, one.listed, tuple(one[10:])) for one in rows)

    def published(self, ids: Collection[int]) -> tuple[tuple[Episode, tuple[Chapter, ...]], ...]:
        """Return those of the published episodes, newest first, each with its chapters: what a feed tells of."""
        wanted = list(ids)
        with self._database.reading() as session:
            parts = [_with_chapters(session, wanted[at : at + _AT_ONCE]) for at in range(0, len(wanted), _AT_ONCE)]
        return tuple(pair for part in parts for pair in part)


def _with_chapters(session: Session, ids: Collection[int]) -> list[tuple[Episode, tuple[Chapter, ...]]]:
    wanted = heard().where(EpisodeRow.id.in_(ids), EpisodeRow.state == State.PUBLISHED)
    rows = session.execute(wanted.order_by(*NEWEST_FIRST).options(undefer(RevisionRow.chapters)))
    return [(row.episode(at), at.chapters) for row, at in rows]
