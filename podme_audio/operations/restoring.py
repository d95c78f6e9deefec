"""A backup in, an empty library filled out: in a folder, on PostgreSQL, in a bucket, whatever it was made from."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from podme_audio.exceptions import LibraryError
from podme_audio.library import Library
from podme_audio.library.manifest import MEDIA
from podme_audio.operations import rows
from podme_audio.operations.unpacking import DATABASE, unpack


@dataclass(frozen=True, slots=True)
class Place:
    """Where the library is to be: the settings of these names."""

    home: Path
    database_url: str = ""
    media_url: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether all of it lies in `home`."""
        return not self.database_url and not self.media_url

    def open(self) -> Library:
        return Library(self.home, database_url=self.database_url, media_url=self.media_url)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    files: int
    episodes: int
    #: A sentence for each manifest that could not be brought together with the database.
    complaints: tuple[str, ...]


def restore(file: Path, place: Place) -> Restored:
    """Bring the library in the backup *file* to *place*, which must have none.

    All is unpacked and checked in a hidden folder in the home first; an error leaves nothing behind.

    Raises:
        LibraryError: There is a library already, the backup is damaged, or disk or servers refuse.
    """
    _refuse_a_library_in(place)
    with _beside(place.home) as folder:
        files = unpack(file, folder)
        with Library(folder) as library:
            rows.settle(library.database)
            complaints = library.rebuild()
            episodes = rows.count(library.database, "episodes")
            if not place.is_folder:
                _pour(library, place)
        if place.is_folder:
            _move_in(folder, place.home)
    return Restored(files, episodes, complaints)


def _refuse_a_library_in(place: Place) -> None:
    names = {entry.name for entry in place.home.iterdir()} if place.home.is_dir() else set()
    there = sorted(name for name in names if name in {DATABASE, MEDIA.rstrip("/")})
    if there and place.is_folder:
        raise LibraryError(f"{place.home} holds a library already ({', '.join(there)}): choose another PODME_HOME")


@contextmanager
def _beside(home: Path) -> Iterator[Path]:
    """A folder on the disk of the library that no library looks into; gone at the end, as is a home made for it."""
    made = not home.exists()
    folder = home / f".restoring-{uuid4().hex[:8]}"
    try:
        folder.mkdir(parents=True, mode=0o700)
        yield folder
    except OSError as error:
        raise LibraryError(f"{home} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if made and home.is_dir() and not any(home.iterdir()):
            home.rmdir()


def _move_in(folder: Path, home: Path) -> None:
    """Give home what lies in *folder*; the database comes last, for with it there is a library."""
    moved: list[Path] = []
    try:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name == DATABASE):
            entry.rename(home / entry.name)
            moved.append(home / entry.name)
    except OSError:
        for path in moved:
            path.rename(folder / path.name)
        raise
    descriptor = os.open(home, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pour(library: Library, place: Place) -> None:
    """Copy media and then rows to where they are to be; rows are seen all at once."""
    with place.open() as target:
        kept = [name for name in target.store.names(MEDIA) if name != f"{MEDIA}show.json"]
        if kept or any(rows.count(target.database, name) for name in ("episodes", "builds")):
            raise LibraryError("where the library is to be restored to, there is one already: choose an empty place")
        written: list[str] = []
        try:
            for name in sorted(library.store.names(MEDIA)):
                path = library.store.path(name)
                if path is not None:
                    target.store.adopt(name, path)
                    written.append(name)
            rows.copy(library.database, target.database)
        except BaseException:
            for name in written:
                target.store.remove(name)
            raise
