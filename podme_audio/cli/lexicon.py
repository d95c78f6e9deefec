"""``podme lexicon``: the words that the show says in a way of its own."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podme_audio.cli.episodes import opened
from podme_audio.cli.telling import Told, tells
from podme_audio.exceptions import LexiconError

if TYPE_CHECKING:
    from podme_audio.settings import Settings

EDITOR = "podme lexicon"


@click.group()
def lexicon() -> None:
    """Keep the show's own words, which editors add at the desk."""


@lexicon.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_obj
@tells
def import_(chosen: "Settings", file: Path) -> Told:
    """Add the words of a lexicon FILE (TOML; - for standard input) to the show's; a word that is there is replaced."""
    from podme_audio.script import editing

    read = editing.entries(_text(file), str(file))
    with opened(chosen) as studio:
        changed = studio.library.lexicon.put(read, editor=EDITOR, now=datetime.now(UTC))
        total = len(studio.library.lexicon.entries())
    told = {"read": len(read), "changed": changed, "words": total}
    return Told(
        told, f"{len(read)} words read, {changed} of them new or changed; the show has {total} words of its own"
    )


@lexicon.command()
@click.pass_obj
@tells
def export(chosen: "Settings") -> Told:
    """Print the show's own words as a lexicon (TOML)."""
    from podme_audio.script import editing

    with opened(chosen) as studio:
        entries = studio.library.lexicon.entries()
    return Told(entries, editing.toml(entries).rstrip())


@lexicon.command()
@click.argument("word")
@click.pass_obj
@tells
def drop(chosen: "Settings", word: str) -> Told:
    """Forget one of the show's own words."""
    with opened(chosen) as studio:
        if not studio.library.lexicon.drop(word):
            raise LexiconError(f"the show has no word {word!r} of its own: `podme lexicon export` lists them")
    return Told({"dropped": word}, f"{word} is said by the rules again")


def _text(file: Path) -> str:
    try:
        return sys.stdin.buffer.read().decode() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{file}: cannot be read: {error}") from error
