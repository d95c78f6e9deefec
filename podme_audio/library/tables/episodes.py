"""The rows of the shelf: episodes, their revisions, and the articles those read."""

from dataclasses import fields
from datetime import datetime
from hashlib import sha256

import msgspec
from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Select, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, undefer

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.library.articles.addresses import plain
from podme_audio.library.database import Whole
from podme_audio.library.episodes.slugs import slug
from podme_audio.library.tables.base import Base
from podme_audio.model import Article, Chapter, Cue, Episode, Line, Media, Revision, Script, State


class EpisodeRow(Base):
    """What the lists and the feed say of an episode; its sound is in the revision it stands at."""

    __tablename__ = "episodes"
    __table_args__ = (
        Index(None, "state", "listed", "id"),
        Index(None, "listed", "id"),
        Index(None, "section_slug", "state", "listed", "id"),
        Index(None, "author_slug", "state", "listed", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    #: The hash of the references it was made from; empty when there were none.
    origin: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    description: Mapped[str]
    section: Mapped[str]
    author: Mapped[str]
    #: The strands it belongs to; empty for none.
    section_slug: Mapped[str]
    author_slug: Mapped[str]
    state: Mapped[str]
    revision: Mapped[int]
    created: Mapped[datetime]
    updated: Mapped[datetime]
    published: Mapped[datetime | None]
    due: Mapped[datetime | None]
    correction: Mapped[str]
    corrected: Mapped[datetime | None]
    #: Where it stands in every list: when it was published first, and until then when it was made.
    listed: Mapped[datetime]
    links: Mapped[tuple[str, ...]] = mapped_column(Whole(tuple[str, ...]))
    references: Mapped[tuple[str, ...]] = mapped_column(Whole(tuple[str, ...]))

    def stand(self, episode: Episode) -> None:
        """Say what *episode* says."""
        for name in _EPISODE:
            setattr(self, name, getattr(episode, name))
        self.listed = episode.published or episode.created
        self.section_slug, self.author_slug = slug(episode.section, ""), slug(episode.author, "")

    def episode(self, at: "RevisionRow") -> Episode:
        """Return the episode as heard in the revision it stands at."""
        said = {name: getattr(self, name) for name in _EPISODE}
        heard = {name: getattr(at, name) for name in _HEARD}
        return Episode(**said | heard | {"state": State(self.state), "media": at.media()})


class RevisionRow(Base):
    """One version of an episode. What is long comes last and is read only when it is asked for."""

    __tablename__ = "revisions"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[datetime]
    engine: Mapped[str]
    voice: Mapped[str]
    media_name: Mapped[str] = mapped_column(index=True)
    media_size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    duration: Mapped[float]
    loudness: Mapped[float]
    true_peak: Mapped[float]
    cover: Mapped[str]
    #: Found again by its name, beside what it is.
    low_name: Mapped[str] = mapped_column(index=True)
    low: Mapped[Media | None] = mapped_column(Whole(Media | None))
    taste: Mapped[tuple[float, float] | None] = mapped_column(Whole(tuple[float, float] | None))
    correction: Mapped[str]
    chapters: Mapped[tuple[Chapter, ...]] = mapped_column(Whole(tuple[Chapter, ...]), deferred=True)
    lines: Mapped[tuple[Line, ...]] = mapped_column(Whole(tuple[Line, ...]), deferred=True)
    cues: Mapped[tuple[Cue, ...]] = mapped_column(Whole(tuple[Cue, ...]), deferred=True)
    articles: Mapped[list["ArticleRow"]] = relationship(order_by="ArticleRow.position")

    @classmethod
    def of(cls, revision: Revision, episode_id: int) -> "RevisionRow":
        media = revision.media
        return cls(
            episode_id=episode_id,
            number=revision.number,
            created=revision.created,
            engine=revision.engine,
            voice=revision.voice,
            media_name=media.name,
            media_size=media.size,
            media_type=media.type,
            duration=media.duration,
            loudness=media.loudness,
            true_peak=media.true_peak,
            cover=revision.cover,
            low_name=revision.low.name if revision.low else "",
            low=revision.low,
            taste=revision.taste,
            correction=revision.correction,
            chapters=revision.chapters,
            lines=revision.script.lines,
            cues=revision.cues,
            articles=[ArticleRow.of(article, at) for at, article in enumerate(revision.script.articles)],
        )

    def media(self) -> Media:
        return Media(
            name=self.media_name,
            size=self.media_size,
            type=self.media_type,
            duration=self.duration,
            loudness=self.loudness,
            true_peak=self.true_peak,
        )

    def whole(self, guid: str) -> Revision:
        return Revision(
            guid=guid,
            number=self.number,
            created=self.created,
            script=Script(tuple(row.content for row in self.articles), self.lines),
            cues=self.cues,
            chapters=self.chapters,
            engine=self.engine,
            voice=self.voice,
            media=self.media(),
            cover=self.cover,
            low=self.low,
            taste=self.taste,
            correction=self.correction,
        )


class ArticleRow(Base):
    """An article as one revision read it; found again by its reference and by its address."""

    __tablename__ = "articles"
    __table_args__ = (
        ForeignKeyConstraint(
            ("episode_id", "number"), ("revisions.episode_id", "revisions.number"), ondelete="CASCADE"
        ),
    )

    episode_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(index=True)
    #: Without what tells where readers come from; the article's own is in its content.
    url: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    content: Mapped[Article] = mapped_column(Whole(Article))

    @classmethod
    def of(cls, article: Article, position: int) -> "ArticleRow":
        return cls(
            position=position,
            reference=article.reference,
            url=plain(article.url),
            title=article.title,
            content=article,
        )


#: Asks for all of a revision at once.
WHOLE = (undefer(RevisionRow.lines), undefer(RevisionRow.cues), undefer(RevisionRow.chapters))


def heard() -> Select[EpisodeRow, RevisionRow]:
    """Every episode, with the revision it stands at."""
    at = and_(RevisionRow.episode_id == EpisodeRow.id, RevisionRow.number == EpisodeRow.revision)
    return select(EpisodeRow, RevisionRow).join(RevisionRow, at)


def found(session: Session, key: str, *, to_change: bool = False) -> tuple[EpisodeRow, RevisionRow]:
    """Return the episode with that guid or slug, nobody else's until the transaction ends when it is *to_change*.

    Raises:
        EpisodeNotFoundError: There is none.
    """
    wanted = heard().where(or_(EpisodeRow.guid == key, EpisodeRow.slug == key))
    wanted = wanted.with_for_update(of=EpisodeRow) if to_change else wanted
    pair = session.execute(wanted).first() if key.isprintable() else None  # PostgreSQL takes no NUL
    if pair is None:
        raise EpisodeNotFoundError(f"there is no episode {key!r}", guid=key)
    row, at = pair
    return row, at


def made_from(session: Session, references: tuple[str, ...]) -> EpisodeRow | None:
    """Return the youngest episode made from these references, in this order."""
    same = select(EpisodeRow).where(EpisodeRow.origin == origin(references)).order_by(EpisodeRow.id.desc())
    return session.scalars(same.limit(1)).first() if references else None


def origin(references: tuple[str, ...]) -> str:
    """Return what finds the episode made from *references* again; empty when there are none."""
    return sha256(msgspec.json.encode(references)).hexdigest() if references else ""


#: What an Episode says that is not said by its revision.
_HEARD = ("engine", "voice", "cover", "low", "taste")
_EPISODE = tuple(field.name for field in fields(Episode) if field.name not in {*_HEARD, "media"})
