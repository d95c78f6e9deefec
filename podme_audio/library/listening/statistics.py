"""What was counted comes out: by episode, day, app and line, for the editors of the show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, undefer

from podme_audio.library.database import Database
from podme_audio.library.listening.rows import DownloadRow, LinePlayRow, PlayRow
from podme_audio.library.listening.rules import TENTHS
from podme_audio.library.tables import EpisodeRow, RevisionRow, found, heard

#: So many tenths heard are an episode heard through: who stops at the closing sentence has heard it.
_THROUGH = TENTHS - 1


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are asked about, the first and the last among them."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, count: int) -> "Days":
        """Return the *count* days that end with *last*."""
        return cls(last - timedelta(days=count - 1), last)

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class EpisodeListening:
    """How an episode was listened to."""

    guid: str
    slug: str
    title: str
    #: In apps.
    downloads: int
    #: On its page.
    plays: int
    #: Seconds heard on its page by all together.
    seconds: float
    #: The plays that heard nine tenths of it or more.
    through: int


@dataclass(frozen=True, slots=True)
class DayListening:
    """How a day was."""

    day: date
    downloads: int
    plays: int


@dataclass(frozen=True, slots=True)
class AppListening:
    """How much an app downloaded."""

    #: Empty for what nobody has listed.
    app: str
    downloads: int


@dataclass(frozen=True, slots=True)
class LineListening:
    """How many heard a line on the page."""

    line: str
    text: str
    #: Seconds from the start of the episode.
    start: float
    plays: int
    #: Of all plays of the episode, from 0 to 1.
    share: float


class Statistics:
    """What was counted of one library's episodes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def episodes(self, days: Days, key: str = "") -> tuple[EpisodeListening, ...]:
        """Return the episodes anybody listened to on those days, most heard first; or the one with that guid or slug.

        Raises:
            EpisodeNotFoundError: There is no such episode.
        """
        with self._database.reading() as session:
            only = _guid(session, key)
            downloads = _sums(session, DownloadRow.guid, func.sum(DownloadRow.count), *_of(DownloadRow, days, only))
            plays, seconds, through = (
                _sums(session, PlayRow.guid, func.sum(column), *where, *_of(PlayRow, days, only))
                for column, where in (
                    (PlayRow.plays, ()),
                    (PlayRow.seconds, ()),
                    (PlayRow.plays, (PlayRow.tenths >= _THROUGH,)),
                )
            )
            guids = {only} if only else downloads.keys() | plays.keys()
            named = select(EpisodeRow.guid, EpisodeRow.slug, EpisodeRow.title)
            named = named.where(EpisodeRow.guid.in_(guids)) if len(guids) <= _ASKED else named
            told = [
                EpisodeListening(
                    guid=guid,
                    slug=slug,
                    title=title,
                    downloads=int(downloads.get(guid, 0)),
                    plays=int(plays.get(guid, 0)),
                    seconds=float(seconds.get(guid, 0.0)),
                    through=int(through.get(guid, 0)),
                )
                for guid, slug, title in session.execute(named)
                if guid in guids
            ]
        return tuple(sorted(told, key=lambda one: (-one.downloads - one.plays, one.title)))

    def days(self, days: Days, key: str = "") -> tuple[DayListening, ...]:
        """Return every one of those days, of all episodes or of one."""
        with self._database.reading() as session:
            only = _guid(session, key)
            downloads = _sums(session, DownloadRow.day, func.sum(DownloadRow.count), *_of(DownloadRow, days, only))
            plays = _sums(session, PlayRow.day, func.sum(PlayRow.plays), *_of(PlayRow, days, only))
        return tuple(DayListening(one, int(downloads.get(one, 0)), int(plays.get(one, 0))) for one in days)

    def apps(self, days: Days, key: str = "") -> tuple[AppListening, ...]:
        """Return the apps that downloaded anything on those days, most first."""
        with self._database.reading() as session:
            of = _of(DownloadRow, days, _guid(session, key))
            counts = _sums(session, DownloadRow.app, func.sum(DownloadRow.count), *of)
        return tuple(AppListening(app, int(counts[app])) for app in sorted(counts, key=lambda app: (-counts[app], app)))

    def tenths(self, days: Days, key: str = "") -> tuple[int, ...]:
        """Return how many plays heard no tenth of the episode, one, and so on to all ten."""
        with self._database.reading() as session:
            of = _of(PlayRow, days, _guid(session, key))
            counts = _sums(session, PlayRow.tenths, func.sum(PlayRow.plays), *of)
        return tuple(int(counts.get(at, 0)) for at in range(TENTHS + 1))

    def lines(self, key: str) -> tuple[LineListening, ...]:
        """Return the lines of an episode as it stands, each with how many have heard it on the page so far."""
        with self._database.reading() as session:
            guid = found(session, key)[0].guid
            wanted = heard().where(EpisodeRow.guid == guid).options(undefer(RevisionRow.cues))
            cues = session.execute(wanted).one()[1].cues
            counted = select(LinePlayRow.line, LinePlayRow.plays).where(LinePlayRow.guid == guid)
            plays = {line: count for line, count in session.execute(counted)}  # noqa: C416 (rows are no pairs to mypy)
            all_plays = session.scalar(select(func.sum(PlayRow.plays)).where(PlayRow.guid == guid)) or 0
        return tuple(
            LineListening(
                cue.line, cue.text, cue.start, (heard_by := plays.get(cue.line, 0)), heard_by / (all_plays or 1)
            )
            for cue in cues
            if cue.text.strip()
        )


#: Names that are put into a question; of more, all are asked.
_ASKED = 500


def _guid(session: Session, key: str) -> str:
    return found(session, key)[0].guid if key else ""


def _of(table: Any, days: Days, guid: str) -> tuple[ColumnElement[bool], ...]:
    within = (table.day >= days.first, table.day <= days.last)
    return (*within, table.guid == guid) if guid else within


def _sums(session: Session, by: Any, total: Any, *where: ColumnElement[bool]) -> dict[Any, Any]:
    rows = session.execute(select(by, total).where(*where).group_by(by))
    return {key: value for key, value in rows}  # noqa: C416 (as above)
