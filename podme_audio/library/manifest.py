"""The library beside its media, as JSON: what the database knows goes out, and comes back when the database is lost.

``media/show.json``, and for every episode ``media/<guid>/episode.json`` with one ``revision-<number>.json`` each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from podme_audio.exceptions import LibraryError
from podme_audio.library.tables import EpisodeRow, RevisionRow, added, origin
from podme_audio.model import Episode, Revision, Show, Store

MEDIA = "media/"

_SHOW = f"{MEDIA}show.json"
_EPISODE = "/episode.json"
_REVISION = re.compile(r".*/revision-(?P<number>[1-9][0-9]*)\.json")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is told of an episode besides its revisions."""

    episode: Episode
    references: tuple[str, ...]
    #: Episodes made at one moment come in this order.
    order: int


def to_json(value: object) -> bytes:
    """Return a frozen thing of the model as JSON."""
    return msgspec.json.encode(value)


def from_json(content: bytes, kind: type[T]) -> T:
    """Return the thing of the model that `to_json` was given.

    Raises:
        LibraryError: It is not one.
    """
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LibraryError(f"this is not the JSON of a {kind.__name__}: {error}") from error


def keep_show(store: Store, show: Show) -> None:
    store.write(_SHOW, _readable(show))


def kept_show(store: Store) -> Show | None:
    content = store.read(_SHOW)
    return None if content is None else from_json(content, Show)


def keep(store: Store, manifest: Manifest) -> None:
    store.write(f"{MEDIA}{manifest.episode.guid}{_EPISODE}", _readable(manifest))


def keep_revision(store: Store, revision: Revision) -> None:
    store.write(_revision(revision.guid, revision.number), to_json(revision))


def numbers(store: Store, guid: str) -> set[int]:
    """Return which revisions of the episode lie beside its media."""
    names = (_REVISION.fullmatch(name) for name in store.names(f"{MEDIA}{guid}/"))
    return {int(name["number"]) for name in names if name}


def every(store: Store) -> tuple[list[Manifest], list[str]]:
    """Return the manifests in the order the episodes were made, and a sentence for each that cannot be read."""
    found, complaints = [], []
    for name in store.names(MEDIA):
        if name.endswith(_EPISODE):
            try:
                found.append(_read(store, name, Manifest))
            except LibraryError as error:
                complaints.append(str(error))
    return sorted(found, key=lambda one: (one.episode.created, one.order)), complaints


def kept_revisions(store: Store, episode: Episode) -> list[Revision]:
    """Return the episode's revisions; one that never came to lie beside the media is left out.

    Raises:
        LibraryError: One cannot be read, or the one that is heard is not there.
    """
    there = {number for number in numbers(store, episode.guid) if number < episode.revision} | {episode.revision}
    return [_read(store, _revision(episode.guid, number), Revision) for number in sorted(there)]


def lacks(session: Session, episode: Episode) -> bool:
    """Whether the rows know nothing of the episode, or only what it was before."""
    updated = session.scalar(select(EpisodeRow.updated).where(EpisodeRow.guid == episode.guid))
    return updated is None or updated < episode.updated


def restore(session: Session, manifest: Manifest, revisions: Sequence[Revision]) -> None:
    episode, references = manifest.episode, manifest.references
    if session.scalar(select(EpisodeRow.id).where(EpisodeRow.slug == episode.slug, EpisodeRow.guid != episode.guid)):
        raise LibraryError(f"{episode.title!r} was not put back: {episode.slug} is another episode", guid=episode.guid)
    row = session.scalars(select(EpisodeRow).where(EpisodeRow.guid == episode.guid)).first()
    row = row or added(session, EpisodeRow(origin=origin(references), references=references))
    row.stand(episode)
    session.flush()
    numbers = [revision.number for revision in revisions]
    session.execute(delete(RevisionRow).where(RevisionRow.episode_id == row.id, RevisionRow.number.in_(numbers)))
    session.add_all(RevisionRow.of(revision, row.id) for revision in revisions)


def _revision(guid: str, number: int) -> str:
    return f"{MEDIA}{guid}/revision-{number}.json"


def _read(store: Store, name: str, kind: type[T]) -> T:
    content = store.read(name)
    if content is None:
        raise LibraryError(f"{name} is missing")
    try:
        return from_json(content, kind)
    except LibraryError as error:
        raise LibraryError(f"{name} cannot be read: {error}") from error


def _readable(value: object) -> bytes:
    return msgspec.json.format(to_json(value), indent=2) + b"\n"
