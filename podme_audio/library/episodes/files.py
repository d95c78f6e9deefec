"""A draft's files go to their place in the store, and what lies there is found again by its name."""

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from podme_audio.library.episodes.draft import Draft, Files
from podme_audio.library.manifest import MEDIA
from podme_audio.library.store import MediaStore
from podme_audio.library.tables import EpisodeRow, RevisionRow, heard
from podme_audio.model import Episode, Media

PICTURE, LOW = ".jpg", ".opus"


def place(store: MediaStore, draft: Draft, files: Files, *, missing: bool = False) -> None:
    """Keep the draft's files under their names; only those that are *missing*, when that is asked."""
    for name, put in _puts(store, draft, files):
        if not (missing and store.exists(MEDIA + name)):
            put(MEDIA + name)


def answering(session: Session, name: str) -> tuple[Media, Episode] | None:
    """Return what the file of that name is, of whatever revision, and the episode as it is heard now."""
    of_name = select(RevisionRow).join(EpisodeRow).where(_named(name)).order_by(RevisionRow.number.desc())
    at = session.scalars(of_name.limit(1)).first()
    if at is None:
        return None
    row, heard_at = session.execute(heard().where(EpisodeRow.id == at.episode_id)).one()
    media = at.low if name.endswith(LOW) else _picture(name) if name.endswith(PICTURE) else at.media()
    return None if media is None else (media, row.episode(heard_at))


def _puts(store: MediaStore, draft: Draft, files: Files) -> Iterator[tuple[str, Callable[[str], None]]]:
    yield files.media.name, partial(store.adopt, file=draft.recording.path)
    if files.low and draft.low:
        yield files.low.name, partial(store.adopt, file=draft.low.path)
    if files.cover:
        yield files.cover, partial(store.write, content=draft.cover)


def _named(name: str) -> ColumnElement[bool]:
    """Find by an index: a picture by the slug that its name begins with."""
    if name.endswith(PICTURE):
        return (EpisodeRow.slug == name.rpartition("-")[0]) & (RevisionRow.cover == name)
    return RevisionRow.low_name == name if name.endswith(LOW) else RevisionRow.media_name == name


def _picture(name: str) -> Media:
    """A picture is not heard; how large it is, its file says."""
    return Media(name, 0, "image/jpeg", 0.0, 0.0, 0.0)
