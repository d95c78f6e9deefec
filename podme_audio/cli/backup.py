"""``podme backup`` and ``podme restore``: the whole library in one file, and back."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podme_audio.cli.telling import Told, tells

if TYPE_CHECKING:
    from podme_audio.operations.restoring import Place
    from podme_audio.settings import Settings

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@FILE
@click.pass_obj
@tells
def backup(chosen: "Settings", file: Path) -> Told:
    """Carry database and media into the new FILE, also while others work.

    It holds every table, of PostgreSQL too, and what subscribers hear: recordings and manifests. What can be made
    again stays behind: spoken lines and encoded segments. A build that is being made comes back as cancelled, to be
    resumed. FILE is a plain tar that only its owner may read; what stands in the environment is not in it.
    """
    from podme_audio.operations import backup as backups

    with _place(chosen).open() as library:
        made = backups.backup(library, file)
    return Told(made, f"{made.file}: {made.episodes} episodes, {made.files} files, {made.size:,} bytes")


@click.command()
@FILE
@click.pass_obj
@tells
def restore(chosen: "Settings", file: Path) -> Told:
    """Bring the library in FILE back to an empty place: PODME_HOME, or the database and bucket of the settings.

    All of it is checked before anything is put in place; where a library is already, nothing is done. A backup of
    SQLite can be restored to PostgreSQL and the other way round. Restore your own backups only: a database is trusted.
    """
    from podme_audio.operations import restoring

    restored = restoring.restore(file, _place(chosen))
    text = f"restored {restored.episodes} episodes, {restored.files} files from {file}"
    return Told(restored, "\n".join([text, *restored.complaints]))


def _place(chosen: "Settings") -> "Place":
    from podme_audio.operations.restoring import Place

    return Place(chosen.home, chosen.database_url, chosen.media_url)
