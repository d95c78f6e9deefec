"""The address of an article in, the episode it is heard in out; and the other way round."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import undefer

from podme_audio.library.articles.addresses import forms, plain
from podme_audio.library.database import Database
from podme_audio.library.tables import ArticleRow, EpisodeRow, RevisionRow, heard
from podme_audio.model import Chapter, Episode, State


@dataclass(frozen=True, slots=True)
class Reading:
    """Where an article is heard: in which episode, and from which second of it on."""

    episode: Episode
    start: float = 0.0


def reading(database: Database, address: str) -> Reading | None:
    """Return where everyone can hear the article at *address*, None if nowhere.

    An episode of this article alone goes before a bulletin, a newer one before an older one.
    """
    written = forms(address)
    if not written:
        return None
    with database.reading() as session:
        read = {(id, number) for id, number in session.execute(_revisions(written))}
        for row, at, articles in session.execute(_published({id for id, _ in read})) if read else ():
            if (row.id, at.number) in read:
                return Reading(row.episode(at), _start(at.chapters, written) if articles > 1 else 0.0)
    return None


def sources(database: Database, episode: Episode) -> tuple[str, ...]:
    """Return the addresses of the articles an episode reads, in order; empty where one has none."""
    with database.reading() as session:
        of = select(ArticleRow.url).join(EpisodeRow, and_(EpisodeRow.id == ArticleRow.episode_id))
        rows = of.where(EpisodeRow.guid == episode.guid, ArticleRow.number == episode.revision)
        return tuple(session.scalars(rows.order_by(ArticleRow.position)))


def _revisions(written: tuple[str, ...]) -> Select[int, int]:
    """Ask by itself which revisions read it: in one question with the rest, SQLite would walk through all episodes."""
    here = or_(ArticleRow.url.in_(written), ArticleRow.reference.in_(written))
    return select(ArticleRow.episode_id, ArticleRow.number).where(here)


def _published(ids: set[int]) -> Select[EpisodeRow, RevisionRow, int]:
    here = and_(ArticleRow.episode_id == RevisionRow.episode_id, ArticleRow.number == RevisionRow.number)
    articles = select(func.count()).where(here).correlate(RevisionRow).scalar_subquery()
    return (
        heard()
        .add_columns(articles)
        .where(EpisodeRow.id.in_(ids), EpisodeRow.state == State.PUBLISHED)
        .order_by(case((articles == 1, 0), else_=1), EpisodeRow.listed.desc(), EpisodeRow.id.desc())
        .options(undefer(RevisionRow.chapters))
    )


def _start(chapters: tuple[Chapter, ...], written: tuple[str, ...]) -> float:
    """Return when the chapter of the article begins; the first begins with the episode, its opening included."""
    return next((chapter.start for chapter in chapters if plain(chapter.url) in written), 0.0)
