"""What is published, as listeners look through it: by section, author and time, and by the words that are heard.

Every list goes by an index, newest first, and goes on after the last episode of the page before.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, tuple_
from sqlalchemy.orm import Session

from podme_audio.library.archive.search import Hit, count, hits, stood
from podme_audio.library.archive.words import Wanted
from podme_audio.library.database import Database
from podme_audio.library.listing.listing import NEWEST_FIRST, Selection
from podme_audio.library.tables import EpisodeRow, RevisionRow, heard
from podme_audio.model import Episode, State

_PLACE = (EpisodeRow.listed, EpisodeRow.id)
_PUBLISHED = EpisodeRow.state == State.PUBLISHED
#: A century: an episode dated wrongly must not ask for more columns than a database has.
_MONTHS = 1200


class Archive:
    """All that is published, in lists. Every method raises LibraryError when the database refuses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, asked: Selection, *, limit: int, before: str | None = None) -> tuple[Episode, ...]:
        """Return published episodes, newest first.

        Args:
            asked: Which of them.
            limit: At most so many.
            before: Only those after the episode of this slug, which may be withdrawn since.

        Raises:
            EpisodeNotFoundError: Nobody ever saw an episode of that slug.
        """
        with self._database.reading() as session:
            wanted = heard().where(_PUBLISHED, *asked.terms())
            if before is not None:
                last = stood(session, before)
                wanted = wanted.where(tuple_(*_PLACE) < (last.listed, last.id))
            return _episodes(session, wanted, limit)

    def count(self, asked: Selection) -> int:
        """Return how many published episodes there are."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(EpisodeRow).where(_PUBLISHED, *asked.terms())) or 0

    def months(self, zone: tzinfo) -> tuple[tuple[date, int], ...]:
        """Count what was published in each month by the clocks of a zone: first days and counts, newest first."""
        with self._database.reading() as session:
            newest, oldest = _listed(session, last=True), _listed(session, last=False)
            if newest is None or oldest is None:
                return ()
            spans = list(_back(newest.astimezone(zone), oldest.astimezone(zone)))
            row = session.execute(
                select(*(_counted(Selection(since=since, until=until)) for since, until in spans))
            ).one()
        return tuple((since.date(), count) for (since, _), count in zip(spans, row, strict=True) if count)

    def neighbours(self, asked: Selection) -> tuple[datetime | None, datetime | None]:
        """Return when the nearest episodes before and after a span of time were published."""
        with self._database.reading() as session:
            before = asked.since and _listed(session, EpisodeRow.listed < asked.since, last=True)
            after = asked.until and _listed(session, EpisodeRow.listed >= asked.until, last=False)
            return before, after

    def found(self, wanted: Wanted) -> int:
        """Return how many published episodes have all that is wanted."""
        with self._database.reading() as session:
            return count(session, wanted) if wanted else 0

    def search(self, wanted: Wanted, *, limit: int, before: str | None = None) -> tuple[Hit, ...]:
        """Return published episodes that have all that is wanted, the most fitting first.

        First come those that have it in their title, then in title and description, then those where it is only
        heard; among each the newest first.

        Args:
            wanted: What is looked for.
            limit: At most so many.
            before: Only those after the episode of this slug, which may be withdrawn since.

        Raises:
            EpisodeNotFoundError: Nobody ever saw an episode of that slug.
        """
        with self._database.reading() as session:
            return hits(session, wanted, limit, before) if wanted else ()


def _counted(asked: Selection) -> ScalarSelect[int]:
    return select(func.count()).select_from(EpisodeRow).where(_PUBLISHED, *asked.terms()).scalar_subquery()


def _episodes(session: Session, wanted: Select[EpisodeRow, RevisionRow], limit: int | None) -> tuple[Episode, ...]:
    rows = session.execute(wanted.order_by(*NEWEST_FIRST).limit(limit))
    return tuple(row.episode(at) for row, at in rows)


def _listed(session: Session, *criteria: ColumnElement[bool], last: bool) -> datetime | None:
    """Return when the last, or the first, of the published episodes that meet the criteria was published."""
    order = NEWEST_FIRST if last else _PLACE
    return session.scalar(select(EpisodeRow.listed).where(_PUBLISHED, *criteria).order_by(*order).limit(1))


def _back(newest: datetime, oldest: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the months from the newest to the oldest moment: where each begins, and where the next one does."""
    start = newest.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    until = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    for _ in range(_MONTHS):
        yield start, until
        if start <= oldest:
            return
        start, until = (start - timedelta(days=1)).replace(day=1), start
