"""The library beside its media, as JSON: what the database knows goes out, and comes back when the database is lost.

``media/show.json``, ``media/strands.json`` for the strands with feeds, and for every episode
``media/<guid>/episode.json`` with one ``revision-<number>.json`` each.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar, cast

import msgspec
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from podme_audio.exceptions import LibraryError
from podme_audio.library.archive import entries
from podme_audio.library.database import Database, decoder
from podme_audio.library.store import MediaStore
from podme_audio.library.tables import ONLY, WHOLE, EpisodeRow, RevisionRow, ShowRow, added, found, heard, origin
from podme_audio.library.tables.show import StrandRow
from podme_audio.model import Episode, Revision, Show, Store, Strand

MEDIA = "media/"

_SHOW, _STRANDS = f"{MEDIA}show.json", f"{MEDIA}strands.json"
_EPISODE = "/episode.json"
_REVISION = re.compile(r".*/(?P<guid>[^/]*)/revision-(?P<number>[1-9][0-9]*)\.json")
_FILE = re.compile(f"{MEDIA}(?P<name>[^/]*\\.(mp3|opus|jpg))")
#: What a revision's files are called.
_NAMED = (RevisionRow.media_name, RevisionRow.low_name, RevisionRow.cover)

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
        return cast("T", decoder(kind).decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LibraryError(f"this is not the JSON of a {kind.__name__}: {error}") from error


def keep_show(store: Store, show: Show) -> None:
    store.write(_SHOW, _readable(show))


def keep_strands(store: Store, strands: Sequence[Strand]) -> None:
    store.write(_STRANDS, _readable(strands))


def note(database: Database, store: Store, guid: str) -> None:
    """Make the manifest say what the rows say; seen once more after, in case another process changed them."""
    told = None
    while (manifest := _manifest(database, guid)) != told:
        there = _numbers(store, guid) - {manifest.episode.revision}
        for revision in _revisions(database, guid, there):
            store.write(_revision(guid, revision.number), to_json(revision))
        store.write(f"{MEDIA}{guid}{_EPISODE}", _readable(manifest))
        told = manifest


def rebuild(database: Database, store: MediaStore) -> tuple[str, ...]:
    """Bring rows and manifests together: each gets what only the other knows, or knows in a newer form.

    Returns:
        A sentence for each manifest that could not be put back.
    """
    complaints: list[str] = []
    with _noted(complaints):
        _put_back_show(database, store)
        _put_back_strands(database, store)
    kept: list[Manifest] = []
    for name in sorted(name for name in store.names(MEDIA) if name.endswith(_EPISODE)):
        with _noted(complaints):
            kept.append(_read(store, name, Manifest))
    for manifest in sorted(kept, key=lambda one: (one.episode.created, one.order)):
        with _noted(complaints):
            _put_back(database, store, manifest)
    told = {manifest.episode.guid: manifest.episode for manifest in kept}
    for guid in [guid for guid, episode in _episodes(database).items() if told.get(guid) != episode]:
        note(database, store, guid)
    return tuple(complaints)


def sweep(database: Database, store: MediaStore, than: datetime) -> tuple[str, ...]:
    """Forget the sound and pictures, older than a moment, that neither a row nor a manifest tells of: its maker died.

    Raises:
        LibraryError: The manifests tell of revisions that the rows do not know, so what is an orphan is not known.
    """
    told = {(at["guid"], int(at["number"])) for name in store.names(MEDIA) if (at := _REVISION.fullmatch(name))}
    with database.reading() as session:
        pairs = session.execute(select(EpisodeRow.guid, RevisionRow.number).join_from(EpisodeRow, RevisionRow))
        untold = told - {(guid, number) for guid, number in pairs}
        known = {name for names in session.execute(select(*_NAMED)) for name in names}
    if untold:
        raise LibraryError(f"the database lacks {len(untold)} revisions that lie beside the media: rebuild it first")
    files = (at["name"] for name in store.older(MEDIA, than) if (at := _FILE.fullmatch(name)))
    return tuple(sorted(name for name in files if name not in known and _swept(database, store, name)))


def _swept(database: Database, store: MediaStore, name: str) -> bool:
    """Forget one file while nobody else writes: who saved the same one meanwhile looks after it (`Library.save`)."""
    with database.writing() as session:
        named = or_(*(column == name for column in _NAMED))
        if session.scalar(select(RevisionRow.number).where(named).limit(1)) is not None:
            return False
        store.remove(MEDIA + name)
        return True


@contextmanager
def _noted(complaints: list[str]) -> Iterator[None]:
    """Go on when one of many fails, and say so at the end."""
    try:
        yield
    except LibraryError as error:
        complaints.append(str(error))


def _manifest(database: Database, guid: str) -> Manifest:
    with database.reading() as session:
        row, at = found(session, guid)
        return Manifest(row.episode(at), row.references, row.id)


def _revisions(database: Database, guid: str, known: Collection[int]) -> list[Revision]:
    """Return the episode's revisions but those *known*."""
    with database.reading() as session:
        row, _ = found(session, guid)
        wanted = select(RevisionRow).where(RevisionRow.episode_id == row.id, RevisionRow.number.not_in(known))
        return [at.whole(guid) for at in session.scalars(wanted.options(*WHOLE))]


def _episodes(database: Database) -> dict[str, Episode]:
    with database.reading() as session:
        return {row.guid: row.episode(at) for row, at in session.execute(heard())}


def _put_back_show(database: Database, store: Store) -> None:
    if store.read(_SHOW) is None:
        return
    show = _read(store, _SHOW, Show)
    with database.writing() as session:
        if session.get(ShowRow, ONLY) is None:
            added(session, ShowRow(id=ONLY)).stand(show)


def _put_back_strands(database: Database, store: Store) -> None:
    if store.read(_STRANDS) is None:
        return
    told = _read(store, _STRANDS, list[Strand])
    with database.writing() as session:
        for strand in told:
            if session.get(StrandRow, (strand.kind, strand.slug)) is None:
                added(session, StrandRow(kind=strand.kind, slug=strand.slug, title=strand.title, guid=strand.guid))


def _put_back(database: Database, store: MediaStore, manifest: Manifest) -> None:
    episode = manifest.episode
    with database.reading() as session:
        if not _lacks(session, episode):
            return
    there = {number for number in _numbers(store, episode.guid) if number < episode.revision} | {episode.revision}
    revisions = [_whole(store, _read(store, _revision(episode.guid, at), Revision)) for at in sorted(there)]
    length = store.length(MEDIA + episode.media.name)
    if length != episode.media.size:
        wrong = "missing" if length is None else f"broken: it has {length} of {episode.media.size} bytes"
        raise LibraryError(f"{MEDIA}{episode.media.name} is {wrong}", guid=episode.guid)
    with database.writing() as session:
        if _lacks(session, episode):
            _restore(session, manifest, revisions)


def _whole(store: MediaStore, revision: Revision) -> Revision:
    """Leave out what a listener can do without, when its file is lost."""
    low, cover = revision.low, revision.cover
    return replace(
        revision,
        low=low if low and store.length(MEDIA + low.name) == low.size else None,
        cover=cover if cover and store.exists(MEDIA + cover) else "",
    )


def _lacks(session: Session, episode: Episode) -> bool:
    """Whether the rows know nothing of the episode, or only what it was before."""
    updated = session.scalar(select(EpisodeRow.updated).where(EpisodeRow.guid == episode.guid))
    return updated is None or updated < episode.updated


def _restore(session: Session, manifest: Manifest, revisions: Sequence[Revision]) -> None:
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
    entries.enter(session, *found(session, episode.guid))


def _numbers(store: Store, guid: str) -> set[int]:
    """Return which revisions of the episode lie beside its media."""
    names = (_REVISION.fullmatch(name) for name in store.names(f"{MEDIA}{guid}/"))
    return {int(name["number"]) for name in names if name}


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
