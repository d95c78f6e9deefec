"""The shelf: finished recordings go in; episodes, what they say, and the show they belong to come out.

Rows are in a database, bytes in a store beside it, and manifests among the bytes tell what the rows say.
"""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from sqlalchemy import URL, select
from sqlalchemy.orm import Session

from podme_audio.exceptions import LibraryError
from podme_audio.library import manifest as manifests
from podme_audio.library.archive import Archive
from podme_audio.library.database import Database
from podme_audio.library.desk import Desk
from podme_audio.library.documents import Documents
from podme_audio.library.episodes import draft as drafts
from podme_audio.library.episodes import files, moves
from podme_audio.library.episodes.draft import Draft
from podme_audio.library.episodes.previews import Previews
from podme_audio.library.hooks import Hooks
from podme_audio.library.intake import Intake
from podme_audio.library.listening import Downloads, Plays, Statistics
from podme_audio.library.listing import Listing, Selection, Strands
from podme_audio.library.making import Ledger, Usage, Workers, deliver, delivered
from podme_audio.library.manifest import MEDIA
from podme_audio.library.manuscripts import Manuscripts, ShowLexicon
from podme_audio.library.store import opened
from podme_audio.library.tables import (
    ONLY,
    WHOLE,
    EpisodeRow,
    RevisionRow,
    ShowRow,
    added,
    found,
    heard,
    made_from,
)
from podme_audio.model import Correction, Episode, Media, Recording, Revision, Show, State

#: What can be made again: lines as they were spoken, segments as they were encoded.
CACHES = ("clips/", "segments/")
#: So long after it was made, sound without a row has no maker any more.
_ORPHANED = timedelta(days=1)


class Library(AbstractContextManager["Library"]):
    """The library under *home*, opened, made or brought up to date.

    Any number of processes may have it open. Every method raises LibraryError when disk or database refuse.

    Args:
        home: The folder with ``podme.db`` and the store's ``media/``, ``clips/`` and ``segments/``.
        database_url: Another database, as SQLAlchemy writes it: ``sqlite:///…`` or ``postgresql://…``.
        media_url: An S3-compatible bucket for the store: ``s3://bucket/folder``. Files that are served, and what is
            being made, still lie under *home*.
    """

    def __init__(self, home: Path, *, database_url: str = "", media_url: str = "") -> None:
        self.store = opened(home, media_url)
        self._database = Database(database_url or URL.create("sqlite", database=str(home.absolute() / "podme.db")))
        self.ledger, self.workers = Ledger(self._database), Workers(self._database)
        self.intake, self.usage = Intake(self._database), Usage(self._database)
        self.listing, self.strands = Listing(self._database), Strands(self._database, self.store)
        self.documents, self.hooks = Documents(self._database), Hooks(self._database)
        self.manuscripts, self.lexicon = Manuscripts(self._database), ShowLexicon(self._database)
        self.desk, self.previews = Desk(self._database), Previews(self._database)
        self.downloads, self.plays = Downloads(self._database), Plays(self._database)
        self.statistics = Statistics(self._database)
        self.archive = Archive(self._database)

    @property
    def database(self) -> Database:
        """The rows, for who looks after all of them."""
        return self._database

    def close(self) -> None:
        self._database.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def keep_show(self, show: Show) -> Show:
        """Keep what the settings say of the show; a guid once stored stays."""
        with self._database.writing() as session:
            row = session.get(ShowRow, ONLY) or added(session, ShowRow(id=ONLY, guid=""))
            row.stand(replace(show, guid=row.guid or show.guid))
        return self._noted_show()

    def name_feed(self, guid: str) -> Show:
        """Give the show's feed its guid, the first time; later ones change nothing."""
        with self._database.writing() as session:
            row = _show(session)
            row.guid = row.guid or guid
        return self._noted_show()

    def show(self) -> Show:
        """Return the show.

        Raises:
            LibraryError: None was kept yet.
        """
        with self._database.reading() as session:
            return _show(session).show()

    def save(self, draft: Draft, *, now: datetime, new: bool = False) -> Episode:
        """Keep a recording: a new episode, or the next revision of the one made from the same references.

        The media is in its place before one transaction tells of it. What was kept for a build before is returned.

        Args:
            draft: What to keep.
            now: The moment it is kept.
            new: Make another episode even of references that made one before.
        """
        while True:
            with self._database.reading() as session:
                seat = drafts.seat(session, draft, new=new)
            made = drafts.files(draft, seat.slug)
            files.place(self.store, draft, made)
            with self._database.writing() as session:
                if (kept := delivered(session, draft.claim)) is not None:
                    row, at = found(session, kept)
                    return row.episode(at)
                if drafts.seat(session, draft, new=new) == seat:
                    episode = drafts.keep(session, seat, draft, made, now)
                    deliver(session, draft.claim, episode.guid)
                    break
        files.place(self.store, draft, made, missing=True)  # swept as an orphan of the same sound in between
        manifests.note(self._database, self.store, episode.guid)
        return episode

    def lighten(self, episode: Episode, low: Recording, *, now: datetime) -> Episode:
        """Keep the version for little data of the sound that *episode* has; of what is not heard any more, nothing.

        Raises:
            EpisodeNotFoundError: It was erased meanwhile.
        """
        media = drafts.lighter(low, episode.slug)
        self.store.adopt(MEDIA + media.name, low.path)
        with self._database.writing() as session:
            row, at = found(session, episode.guid, to_change=True)
            if at.media_name == episode.media.name:
                at.low, at.low_name, row.updated = media, media.name, max(now, row.updated)
            lighter = row.episode(at)
        manifests.note(self._database, self.store, episode.guid)
        return lighter

    def episode(self, key: str) -> Episode:
        """Return the episode with that guid or slug.

        Raises:
            EpisodeNotFoundError: There is none.
        """
        with self._database.reading() as session:
            row, at = found(session, key)
            return row.episode(at)

    def episodes(
        self, *, state: State | None = None, limit: int | None = None, before: str | None = None
    ) -> tuple[Episode, ...]:
        """Return episodes, newest first; see `Listing.episodes`."""
        return self.listing.episodes(Selection(state), limit=limit, before=before)

    def revision(self, guid: str, number: int | None = None) -> Revision:
        """Return one version of an episode whole; without a number the one that is heard.

        Raises:
            EpisodeNotFoundError: There is no such episode.
            LibraryError: It has no revision of that number.
        """
        with self._database.reading() as session:
            row, _ = found(session, guid)
            at = session.get(RevisionRow, (row.id, number or row.revision), options=WHOLE)
            if at is None:
                raise LibraryError(f"{row.title!r} has no revision {number}", guid=row.guid)
            return at.whole(row.guid)

    def lines(self, references: tuple[str, ...]) -> dict[str, str]:
        """Return the line ids, by what was written, of the episode made from these references; empty without one."""
        with self._database.reading() as session:
            row = made_from(session, references)
            at = row and session.get(RevisionRow, (row.id, row.revision), options=WHOLE)
            return {line.written: line.id for line in reversed(at.lines)} if at else {}

    def media(self, name: str, *, locate: bool = True) -> tuple[Path | None, Media, Episode] | None:
        """Return what answers at a media name, of any revision, whatever the episode's state; None if nothing ever did.

        The path is None when the file is lost, is not as long as it was made, or need not be located: another sends it.
        """
        with self._database.reading() as session:
            found_ = files.answering(session, name)
        if found_ is None:
            return None
        media, episode = found_
        path = self.store.path(MEDIA + name, size=media.size or None) if locate else None
        return path, media, episode

    def corrections(self, guid: str) -> tuple[Correction, ...]:
        """Return what was put right in public, newest first."""
        with self._database.reading() as session:
            row, _ = found(session, guid)
            of_it = select(RevisionRow).where(RevisionRow.episode_id == row.id, RevisionRow.correction != "")
            newest_first = session.scalars(of_it.order_by(RevisionRow.number.desc()))
            return tuple(Correction(at.created, at.correction) for at in newest_first)

    def audio(self, of: Episode | Revision) -> Path | None:
        """Return the file of its sound, or None when that is lost, or is not as long as it was made."""
        return self.store.path(MEDIA + of.media.name, size=of.media.size)

    def workshop(self) -> Path:
        """Return a folder for what is being made; what a dead maker left in it is swept away with other leftovers."""
        return self.store.workshop()

    def tidy(self, limit: int) -> None:
        """Forget the lines and segments that were not used for longest, until both fit in *limit* bytes."""
        for prefix in CACHES:
            self.store.trim(prefix, limit // len(CACHES))

    def sweep(self, *, now: datetime) -> tuple[str, ...]:
        """Forget the sound, a day old, that a maker put in place and did not live to tell of; return its names.

        Raises:
            LibraryError: The database knows less than the manifests: `rebuild` it first.
        """
        return manifests.sweep(self._database, self.store, now - _ORPHANED)

    def publish(self, key: str, *, now: datetime) -> Episode:
        """Let everyone hear the episode. The moment of its first publishing stays, even after it was withdrawn.

        An episode that is published already stays as it is.
        """
        return self._moved(key, State.PUBLISHED, now)

    def withdraw(self, key: str, *, now: datetime) -> Episode:
        """Take the published episode away from everyone; one withdrawn already stays as it is.

        Raises:
            LibraryError: It is not published.
        """
        return self._moved(key, State.WITHDRAWN, now)

    def rebuild(self) -> tuple[str, ...]:
        """Put back from the manifests what the database lacks, or knows in an older form, and the other way round.

        Nothing is taken away. It is also what puts a manifest right after a crash between database and manifest.

        Returns:
            A sentence for each manifest that could not be put back.
        """
        return manifests.rebuild(self._database, self.store)

    def schedule(self, key: str, due: datetime, *, now: datetime) -> Episode:
        """Have the draft published at a moment; scheduled already, it gets the other moment.

        Raises:
            LibraryError: It is published or withdrawn.
        """
        return self._moved(key, State.SCHEDULED, now, due.astimezone(UTC))

    def unschedule(self, key: str, *, now: datetime) -> Episode:
        """Make the scheduled episode a draft again; a draft stays as it is.

        Raises:
            LibraryError: It is published or withdrawn.
        """
        return self._moved(key, State.DRAFT, now)

    def due(self, at: datetime) -> tuple[Episode, ...]:
        """Return the scheduled episodes whose moment has come."""
        with self._database.reading() as session:
            wanted = heard().where(EpisodeRow.state == State.SCHEDULED, EpisodeRow.due <= at).order_by(EpisodeRow.due)
            return tuple(row.episode(at) for row, at in session.execute(wanted))

    def _moved(self, key: str, state: State, now: datetime, due: datetime | None = None) -> Episode:
        with self._database.writing() as session:
            episode = moves.move(session, key, state, now, due)
        manifests.note(self._database, self.store, episode.guid)
        return episode

    def _noted_show(self) -> Show:
        manifests.keep_show(self.store, show := self.show())
        return show


def _show(session: Session) -> ShowRow:
    row = session.get(ShowRow, ONLY)
    if row is None:
        raise LibraryError("the library has no show yet")
    return row
