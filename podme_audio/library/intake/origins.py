"""Published articles where they came from: whether each still stands there, and says the same."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Database
from podme_audio.library.tables import ArticleRow, Base, EpisodeRow, added
from podme_audio.model import Article, State

_HTTP = ("http://", "https://")


class Standing(StrEnum):
    """How an article stands at its source."""

    THERE = "there"
    CHANGED = "changed"
    GONE = "gone"
    UNREADABLE = "unreadable"


class OriginRow(Base):
    __tablename__ = "origins"

    guid: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    standing: Mapped[str]
    #: Why it is thought so.
    told: Mapped[str] = mapped_column(default="")
    looked: Mapped[datetime]
    since: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Origin:
    """How a published article stands at its source."""

    guid: str
    reference: str
    title: str
    standing: Standing
    told: str
    looked: datetime
    #: Since when it stands so, as far as was seen.
    since: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """An article that is to be looked at again."""

    guid: str
    reference: str
    #: As it was published.
    article: Article


class Origins:
    """The sources of published articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next(self, most: int, before: datetime) -> Look | None:
        """Return the article that was not looked at for longest, among those of so many newest published episodes.

        One that was looked at after *before* is left for later.
        """
        newest = select(EpisodeRow.id, EpisodeRow.revision, EpisodeRow.guid).where(EpisodeRow.state == State.PUBLISHED)
        newest = newest.order_by(EpisodeRow.listed.desc(), EpisodeRow.id.desc()).limit(most)
        episodes = newest.subquery()
        heard = and_(ArticleRow.episode_id == episodes.c.id, ArticleRow.number == episodes.c.revision)
        seen = and_(OriginRow.guid == episodes.c.guid, OriginRow.reference.in_((ArticleRow.reference, ArticleRow.url)))
        wanted = select(ArticleRow, episodes.c.guid).join(episodes, heard).outerjoin(OriginRow, seen)
        fetched = or_(
            *(column.startswith(scheme) for column in (ArticleRow.reference, ArticleRow.url) for scheme in _HTTP)
        )
        late = or_(OriginRow.looked.is_(None), OriginRow.looked < before)
        order = (OriginRow.looked.asc().nulls_first(), episodes.c.id.desc(), ArticleRow.position)
        with self._database.reading() as session:
            found = session.execute(wanted.where(fetched, late).order_by(*order).limit(1)).first()
            if found is None:
                return None
            row, guid = found
            return Look(guid, row.reference if row.reference.startswith(_HTTP) else row.url, row.content)

    def note(self, look: Look, standing: Standing | None, now: datetime, told: str = "") -> bool:
        """Note how an article stands, or that nobody could tell; True when it stood otherwise before."""
        with self._database.writing() as session:
            row = session.get(OriginRow, (look.guid, look.reference))
            before = row.standing if row else Standing.THERE
            standing = standing or Standing(before)
            if row is None:
                row = added(session, OriginRow(guid=look.guid, reference=look.reference, since=now, standing=standing))
            if row.standing != standing:
                row.standing, row.since = standing, now
            row.looked, row.told = now, told
            return before != standing

    def notices(self) -> tuple[Origin, ...]:
        """Return what an editor should know: published articles that are no longer there as they were, newest first."""
        wanted = select(OriginRow, EpisodeRow.title).join(EpisodeRow, EpisodeRow.guid == OriginRow.guid)
        wanted = wanted.where(OriginRow.standing != Standing.THERE, EpisodeRow.state == State.PUBLISHED)
        with self._database.reading() as session:
            rows = session.execute(wanted.order_by(OriginRow.since.desc(), OriginRow.reference))
            return tuple(
                Origin(row.guid, row.reference, title, Standing(row.standing), row.told, row.looked, row.since)
                for row, title in rows
            )
