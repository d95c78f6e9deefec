"""A finished recording with all that is said about it goes in; the names and the forms it is kept in come out."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest, sha256
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from podme_audio.exceptions import LibraryError, PublishedError
from podme_audio.library.archive import entries
from podme_audio.library.episodes.corrections import corrects
from podme_audio.library.episodes.moves import told
from podme_audio.library.episodes.slugs import STEM, numbered, slug
from podme_audio.library.episodes.taste import taste
from podme_audio.library.hooks import tell
from podme_audio.library.tables import EpisodeRow, RevisionRow, added, found, made_from, origin
from podme_audio.model import Episode, Event, Media, Recording, Revision, Script, State

#: Media types of sound, by how its name ends.
TYPES = {"mp3": "audio/mpeg", "opus": "audio/ogg"}


@dataclass(frozen=True, slots=True)
class Claim:
    """On whose behalf a draft is kept: a build, and the execution of it that owns it. Nobody's claims nothing."""

    build: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the studio hands over to be kept."""

    title: str
    description: str
    script: Script
    #: Its file is copied; the original stays where it is.
    recording: Recording
    engine: str
    voice: str
    #: What the episode was made from. The same again, in the same order, makes its next revision.
    references: tuple[str, ...] = ()
    section: str = ""
    author: str = ""
    links: tuple[str, ...] = ()
    #: The guid of the episode it revises, whatever that was made from; empty to go by the references.
    revises: str = ""
    #: The same for little data, and the episode's own artwork (JPEG).
    low: Recording | None = None
    cover: bytes = b""
    #: What listeners are told, should it put right what they could hear before; empty to tell them nothing.
    correction: str = ""
    claim: Claim = Claim()
    #: Whether it may change what listeners hear now.
    correct: bool = True


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a draft will be kept: its slug, and the episode it revises if there is one."""

    slug: str
    revises: int | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """A draft's files as they are kept: their names tell their content."""

    media: Media
    low: Media | None = None
    cover: str = ""


def files(draft: Draft, slug: str) -> Files:
    """Name the draft's files by their content, and measure them.

    Raises:
        LibraryError: One cannot be read.
    """
    low = _media(draft.low, slug, "opus") if draft.low else None
    cover = f"{slug}-{sha256(draft.cover).hexdigest()[:16]}.jpg" if draft.cover else ""
    return Files(_media(draft.recording, slug, "mp3"), low, cover)


def lighter(low: Recording, slug: str) -> Media:
    """Name the version for little data of an episode that is there already.

    Raises:
        LibraryError: It cannot be read.
    """
    return _media(low, slug, "opus")


def _media(recording: Recording, slug: str, ending: str) -> Media:
    try:
        with recording.path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise LibraryError(f"the recording {recording.path} cannot be read: {error.strerror}") from error
    return Media(
        name=f"{slug}-{digest[:16]}.{ending}",
        size=size,
        type=TYPES[ending],
        duration=recording.duration,
        loudness=recording.loudness,
        true_peak=recording.true_peak,
    )


def seat(session: Session, draft: Draft, *, new: bool) -> Seat:
    row = found(session, draft.revises)[0] if draft.revises else None
    row = row or (None if new else made_from(session, draft.references))
    if row is not None:
        return Seat(row.slug, row.id)
    wanted = slug(draft.title)
    if session.scalar(select(EpisodeRow.id).where(EpisodeRow.slug == wanted)) is None:
        return Seat(wanted)
    alike = session.scalars(select(EpisodeRow.slug).where(EpisodeRow.slug.startswith(wanted[:STEM])))
    return Seat(numbered(wanted, set(alike)))


def keep(session: Session, seat: Seat, draft: Draft, files: Files, now: datetime) -> Episode:
    row, corrected = None if seat.revises is None else session.get_one(EpisodeRow, seat.revises), False
    if row is None:
        episode = _first(draft, files, seat.slug, now)
        row = added(session, EpisodeRow(origin=origin(draft.references), references=draft.references))
    else:
        _, before = found(session, row.guid, to_change=True)
        unheard(row.episode(before), correct=draft.correct)
        episode = _following(row.episode(before), draft, files, now)
        corrected = bool(draft.correction) and episode.published is not None
        corrected = corrected and corrects(before.lines, draft.script.lines)
    if corrected:
        episode = replace(episode, correction=draft.correction, corrected=episode.updated)
    row.stand(episode)
    session.flush()
    at = added(session, RevisionRow.of(_revision(draft, episode, draft.correction if corrected else ""), row.id))
    entries.enter(session, row, at)
    if corrected and episode.state is State.PUBLISHED:
        tell(session, Event.CORRECTED, told(episode), now)
    return episode


def unheard(episode: Episode, *, correct: bool) -> None:
    """Refuse to change what listeners hear now for somebody who may not *correct* it.

    Raises:
        PublishedError: It is published.
    """
    if episode.state is State.PUBLISHED and not correct:
        raise PublishedError(
            f"{episode.title!r} is published: correcting it takes the right to publish", guid=episode.guid
        )


def _first(draft: Draft, files: Files, slug: str, now: datetime) -> Episode:
    """Return a new episode, under a guid of its own."""
    return Episode(
        guid=str(uuid4()),
        slug=slug,
        title=draft.title,
        description=draft.description,
        state=State.DRAFT,
        revision=1,
        engine=draft.engine,
        voice=draft.voice,
        media=files.media,
        low=files.low,
        cover=files.cover,
        created=now,
        updated=now,
        taste=taste(draft.script, draft.recording.cues),
        section=draft.section,
        author=draft.author,
        links=draft.links,
    )


def _following(episode: Episode, draft: Draft, files: Files, now: datetime) -> Episode:
    """Return the episode at its next revision. Its state stays: what is published is heard anew at once."""
    return replace(
        episode,
        title=draft.title,
        description=draft.description,
        revision=episode.revision + 1,
        engine=draft.engine,
        voice=draft.voice,
        media=files.media,
        low=files.low,
        cover=files.cover,
        updated=max(now, episode.updated),
        taste=taste(draft.script, draft.recording.cues),
        section=draft.section,
        author=draft.author,
        links=draft.links,
    )


def _revision(draft: Draft, episode: Episode, correction: str) -> Revision:
    """Return what *episode*, as the draft has just made it, says and when."""
    return Revision(
        guid=episode.guid,
        number=episode.revision,
        created=episode.updated,
        script=draft.script,
        cues=draft.recording.cues,
        chapters=draft.recording.chapters,
        engine=episode.engine,
        voice=episode.voice,
        media=episode.media,
        low=episode.low,
        cover=episode.cover,
        taste=episode.taste,
        correction=correction,
    )
