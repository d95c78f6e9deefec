"""Published articles where they came from: whether each still stands there, and says the same."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Database, Whole
from podme_audio.library.desk.trail import audit
from podme_audio.library.tables import ArticleRow, Base, EpisodeRow, added
from podme_audio.model import Article, Change, State

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
    #: What stands there: another mark when it is another text.
    mark: Mapped[str] = mapped_column(default="", server_default="")
    #: The mark of what an editor chose to let be, and who did.
    dismissed: Mapped[str] = mapped_column(default="", server_default="")
    who: Mapped[str] = mapped_column(default="", server_default="")
    #: What stands there where that is not what was published.
    article: Mapped[Article | None] = mapped_column(Whole(Article | None), deferred=True)

    def origin(self, title: str) -> "Origin":
        by = self.who if self.mark and self.mark == self.dismissed else ""
        standing = Standing(self.standing)
        return Origin(self.guid, self.reference, title, standing, self.told, self.looked, self.since, by)


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
    #: The editor who let it be as it stands now; empty when nobody did.
    dismissed: str = ""


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

    def note(
        self, look: Look, standing: Standing | None, now: datetime, told: str = "", article: Article | None = None
    ) -> bool:
        """Note how an article stands, or that nobody could tell; True when it stood otherwise before.

        Args:
            look: Which one.
            standing: How it stands; None when nobody could tell.
            now: The moment.
            told: Why it is thought so.
            article: What stands there now, where that is not what was published.
        """
        with self._database.writing() as session:
            row = session.get(OriginRow, (look.guid, look.reference))
            if row is None:
                row = added(session, OriginRow(guid=look.guid, reference=look.reference, since=now, article=None))
                row.standing, row.mark, row.dismissed = Standing.THERE, "", ""
            before = row.mark
            if standing is not None:
                row.standing, row.mark, row.article = standing, _mark(standing, article), article
            if row.mark != before:
                row.since = now
            if not row.mark:
                row.dismissed = ""
            row.looked, row.told = now, told
            return row.mark != before

    def notices(self) -> tuple[Origin, ...]:
        """Return what an editor should know: published articles that are no longer there as they were, newest first.

        Those that an editor let be stand among them until they change again; see `Origin.dismissed`. One whose episode
        was corrected since is left out until it is looked at again.
        """
        wanted = select(OriginRow, EpisodeRow.title).join(EpisodeRow, EpisodeRow.guid == OriginRow.guid)
        seen = or_(EpisodeRow.corrected.is_(None), EpisodeRow.corrected <= OriginRow.looked)
        wanted = wanted.where(OriginRow.standing != Standing.THERE, EpisodeRow.state == State.PUBLISHED, seen)
        with self._database.reading() as session:
            rows = session.execute(wanted.order_by(OriginRow.since.desc(), OriginRow.reference))
            return tuple(row.origin(title) for row, title in rows)

    def notice(self, guid: str, reference: str) -> tuple[Origin, Article | None] | None:
        """Return a notice, with what stands at the source now; None where there is nothing to know."""
        with self._database.reading() as session:
            row = session.get(OriginRow, (guid, reference))
            title = session.scalar(select(EpisodeRow.title).where(EpisodeRow.guid == guid))
            if row is None or title is None or row.standing == Standing.THERE:
                return None
            return row.origin(title), row.article

    def dismiss(self, guid: str, reference: str, *, who: str, now: datetime) -> bool:
        """Let an article be as it stands now; False when there is nothing to let be. It comes back when it changes."""
        with self._database.writing() as session:
            row = session.get(OriginRow, (guid, reference))
            if row is None or row.standing == Standing.THERE:
                return False
            row.mark = row.mark or row.standing
            row.dismissed, row.who = row.mark, who
            audit(
                session,
                who,
                now,
                Change("notice dismissed", guid, {}, {"standing": row.standing, "address": reference}),
            )
            return True


def _mark(standing: Standing, article: Article | None) -> str:
    if standing is Standing.THERE:
        return ""
    told = [article.title, *(block.text for block in article.blocks)] if article else [standing]
    return sha256("\0".join(told).encode()).hexdigest()[:32]
