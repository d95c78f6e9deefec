"""An episode goes for good: every revision, its sound and its text, and what it was made with.

The manifests go first: while one is there, rows can be put back from it. Sound that a crash left behind has neither row
nor manifest, and is swept.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from podme_audio.exceptions import LibraryError
from podme_audio.library.database import Database
from podme_audio.library.episodes.previews import PreviewRow
from podme_audio.library.intake.origins import OriginRow
from podme_audio.library.listening.rows import OF_EPISODES
from podme_audio.library.making.ledger import OPEN, BuildLineRow, BuildRow
from podme_audio.library.manuscripts.manuscripts import ManuscriptRow
from podme_audio.library.store import MediaStore
from podme_audio.library.tables import WHOLE, EpisodeRow, RevisionRow, found
from podme_audio.model import Build, Episode, Line

_MEDIA = "media/"


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone: whoever keeps something of it elsewhere forgets that too."""

    episode: Episode
    #: The builds that were made of it, with who spoke.
    builds: tuple[Build, ...]
    #: Every line that was ever said for it, with the engine and the voice of its revision.
    lines: tuple[tuple[Line, str, str], ...]


def erase(database: Database, store: MediaStore, key: str) -> Erased:
    """Forget the episode with that guid or slug.

    Raises:
        EpisodeNotFoundError: There is none.
        LibraryError: It is being built now.
    """
    with database.reading() as session:
        guid = found(session, key)[0].guid
        _refuse_open(session, guid)
    for name in list(store.names(f"{_MEDIA}{guid}/")):
        store.remove(name)
    with database.writing() as session:
        _refuse_open(session, guid)
        erased, names = _forget(session, guid)
    for name in names:
        store.remove(name)
    return erased


def _forget(session: Session, guid: str) -> tuple[Erased, frozenset[str]]:
    row, at = found(session, guid, to_change=True)
    episode = row.episode(at)
    of_it = select(RevisionRow).where(RevisionRow.episode_id == row.id)
    revisions = session.scalars(of_it.options(*WHOLE)).all()
    lines = tuple((line, one.engine, one.voice) for one in revisions for line in one.lines)
    names = frozenset(_names(revisions)) | frozenset(line.recording for line, _, _ in lines if line.recording)
    builds = _builds(session, row)
    ids = [build.id for build in builds]
    session.execute(delete(BuildLineRow).where(BuildLineRow.build.in_(ids)))
    session.execute(delete(BuildRow).where(BuildRow.id.in_(ids)))
    session.execute(delete(ManuscriptRow).where(ManuscriptRow.guid == guid))
    for table in (*OF_EPISODES, PreviewRow, OriginRow):
        session.execute(delete(table).where(table.guid == guid))
    session.execute(delete(EpisodeRow).where(EpisodeRow.id == row.id))
    return Erased(episode, tuple(builds), lines), names


def _names(revisions: Iterable[RevisionRow]) -> Iterable[str]:
    for one in revisions:
        yield from (_MEDIA + name for name in (one.media_name, one.low_name, one.cover) if name)


def _builds(session: Session, row: EpisodeRow) -> list[Build]:
    """Return the builds that made it, and those of the same references that made nothing."""
    builds = [one.build() for one in session.scalars(select(BuildRow))]
    same = row.references
    return [one for one in builds if one.guid == row.guid or (not one.guid and same and one.references == same)]


def _refuse_open(session: Session, guid: str) -> None:
    row, at = found(session, guid)
    if any(build.state in OPEN for build in _builds(session, row)):
        raise LibraryError(f"{row.episode(at).title!r} is being built: cancel its build first", guid=guid)
