"""Sections and authors: which of them have episodes, and the guids of their feeds."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from podme_audio.library import manifest as manifests
from podme_audio.library.database import Database
from podme_audio.library.tables import EpisodeRow, StrandRow, added
from podme_audio.model import Kind, State, Store, Strand

#: What an episode says of its section and of its author: the slug, and the title.
COLUMNS: dict[Kind, tuple[InstrumentedAttribute[str], InstrumentedAttribute[str]]] = {
    Kind.SECTION: (EpisodeRow.section_slug, EpisodeRow.section),
    Kind.AUTHOR: (EpisodeRow.author_slug, EpisodeRow.author),
}


@dataclass(frozen=True, slots=True)
class Count:
    """A strand, and what of it can be heard."""

    strand: Strand
    episodes: int
    #: When the newest of them was published.
    latest: datetime


class Strands:
    """The strands of one library."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database, self._store = database, store

    def kept(self) -> tuple[Strand, ...]:
        """Return the strands that ever had a feed, whether or not there is an episode of them now."""
        with self._database.reading() as session:
            rows = session.scalars(select(StrandRow).order_by(StrandRow.kind, StrandRow.slug))
            return tuple(Strand(Kind(row.kind), row.slug, row.title, row.guid) for row in rows)

    def keep(self, strand: Strand) -> Strand:
        """Keep what a strand is called; a guid once stored stays."""
        with self._database.writing() as session:
            row = session.get(StrandRow, (strand.kind.value, strand.slug)) or added(
                session, StrandRow(kind=strand.kind.value, slug=strand.slug, guid="")
            )
            row.title, row.guid = strand.title, row.guid or strand.guid
            named = replace(strand, guid=row.guid)
        manifests.keep_strands(self._store, self.kept())
        return named

    def counts(self, kind: Kind) -> tuple[Count, ...]:
        """Return the strands of published episodes, by title."""
        slug, title = COLUMNS[kind]
        newest = aliased(EpisodeRow)
        titled = select(getattr(newest, title.key)).where(newest.state == State.PUBLISHED)
        titled = titled.where(getattr(newest, slug.key) == slug).order_by(newest.listed.desc(), newest.id.desc())
        published = EpisodeRow.state == State.PUBLISHED  # no criterion: the index by slug has it all, and in order
        count, latest = func.count().filter(published), func.max(EpisodeRow.listed).filter(published)
        with self._database.reading() as session:
            wanted = select(slug, titled.limit(1).scalar_subquery(), count, latest).where(slug > "").group_by(slug)
            rows = session.execute(wanted.having(count > 0))
            found = [Count(Strand(kind, name, called), many, at) for name, called, many, at in rows]
        return tuple(sorted(found, key=lambda one: one.strand.title.casefold()))

    def strand(self, kind: Kind, slug: str) -> Strand | None:
        """Return the strand of that slug; None when no published episode is of it."""
        with self._database.reading() as session:
            title = _title(session, kind, slug) if slug else ""
            return Strand(kind, slug, title) if title else None


def _title(session: Session, kind: Kind, slug: str) -> str:
    """Return what the newest published episode of a strand calls it; empty when there is none."""
    column, title = COLUMNS[kind]
    newest = select(title).where(column == slug, EpisodeRow.state == State.PUBLISHED)
    return session.scalar(newest.order_by(EpisodeRow.listed.desc(), EpisodeRow.id.desc()).limit(1)) or ""
