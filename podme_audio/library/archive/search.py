"""Words that somebody looks for in, the episodes that have them out, and where in each they are heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select, tuple_
from sqlalchemy.orm import Session

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.library.archive.index import Within, matching
from podme_audio.library.archive.words import EXCERPT, Piece, Wanted, are_in, best, marked
from podme_audio.library.tables import EpisodeRow, WordsRow, heard
from podme_audio.model import Episode, State

_ONCE_PUBLISHED = (State.PUBLISHED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Hit:
    """An episode that was found."""

    episode: Episode
    title: tuple[Piece, ...]
    #: The line that has most of what was looked for, and when it is heard; empty and None when it is read only.
    line: tuple[Piece, ...] = ()
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """Where an episode stands in every list, or stood until it was withdrawn."""

    listed: datetime
    id: int
    title: str
    description: str


def stood(session: Session, slug: str) -> Stood:
    """Return where the episode of this slug stands.

    Raises:
        EpisodeNotFoundError: Nobody ever saw one.
    """
    columns = (EpisodeRow.listed, EpisodeRow.id, EpisodeRow.title, EpisodeRow.description)
    wanted = select(*columns).where(EpisodeRow.slug == slug, EpisodeRow.state.in_(_ONCE_PUBLISHED))
    row = session.execute(wanted).first() if slug.isprintable() else None  # PostgreSQL takes no NUL
    if row is None:
        raise EpisodeNotFoundError(f"there is no episode {slug!r}", guid=slug)
    return Stood(*row)


def count(session: Session, wanted: Wanted) -> int:
    """Return how many episodes have all that is wanted."""
    ids = matching(_dialect(session), Within.WHOLE, wanted).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def hits(session: Session, wanted: Wanted, limit: int, before: str | None) -> tuple[Hit, ...]:
    """Return the episodes that have all that is wanted, as `Archive.search` promises."""
    ids = session.scalars(_ranked(session, wanted, before).limit(limit)).all()
    rows = heard().add_columns(WordsRow.lines).join(WordsRow, WordsRow.episode_id == EpisodeRow.id)
    rows = rows.where(EpisodeRow.id.in_(ids), EpisodeRow.state == State.PUBLISHED)
    told = {row.id: (row.episode(at), lines) for row, at, lines in session.execute(rows)}
    return tuple(_hit(wanted, *told[id]) for id in ids if id in told)


def _ranked(session: Session, wanted: Wanted, before: str | None) -> Select[int]:
    """Select the ids of what is found, in the order it is shown in.

    A title weighs more than a description and that more than what is heard, and then the day counts: it is news.
    Weights as databases reckon them would be others on each database, and change with each episode.
    """
    title, summary, whole = (matching(_dialect(session), within, wanted) for within in Within)
    rank = case((EpisodeRow.id.in_(title), 2), (EpisodeRow.id.in_(summary), 1), else_=0)
    place = (rank, EpisodeRow.listed, EpisodeRow.id)
    ranked = select(EpisodeRow.id).where(EpisodeRow.id.in_(whole)).order_by(*(one.desc() for one in place))
    if before is None:
        return ranked
    last = stood(session, before)
    return ranked.where(tuple_(*place) < (_rank(wanted, last), last.listed, last.id))


def _rank(wanted: Wanted, last: Stood) -> int:
    """Return what the database would say if it still knew the words of the episode."""
    return 2 if are_in(wanted, last.title) else int(are_in(wanted, f"{last.title}\n{last.description}"))


def _hit(wanted: Wanted, episode: Episode, lines: Sequence[tuple[float, str]]) -> Hit:
    title, line = marked(wanted, episode.title), best(wanted, lines, episode.title)
    if line is None:
        return Hit(episode, title)
    start, text = line
    return Hit(episode, title, marked(wanted, text, longest=EXCERPT), start)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
