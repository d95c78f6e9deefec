"""A draft as the studio would hand it over."""

import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from podme_audio.library import Draft
from podme_audio.model import Article, Block, Chapter, Cue, Line, Recording, Removed, Role, Script, Word

#: Makes a draft whose recording holds the sound given, with whatever else is to differ.
Drafting = Callable[..., Draft]

#: Starts ``child.py`` in a process of its own, which waits until it is told to begin.
Starting = Callable[..., AbstractContextManager[subprocess.Popen[str]]]

NOW = datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

DRAFT = Draft(
    title="Harga cabai di Pasar Senen turun",
    description="Pedagang menyebut panen raya sebagai sebabnya.",
    script=Script(
        articles=(
            Article(
                reference="cabai.txt",
                title="Harga cabai di Pasar Senen turun",
                blocks=(Block(Role.PARAGRAPH, "Harga cabai turun."), Block(Role.LIST_ITEM, "Rawit", "1.")),
                url="https://podme.id/cabai",
                published=datetime(2026, 11, 3, 2, 15, tzinfo=UTC),
                removed=(Removed(Block(Role.PARAGRAPH, "Berita Terkait"), "related links", 2),),
            ),
        ),
        lines=(
            Line("a1", Role.HEADLINE, "Harga cabai turun.", "harga cabai turun", 0.6, 0, "Cabai"),
            Line("a2", Role.LIST_ITEM, "1. Rawit", "pertama, rawit", 0.4, 0),
        ),
    ),
    recording=Recording(
        path=Path("set by the fixture"),
        duration=3.5,
        loudness=-16.1,
        true_peak=-1.2,
        cues=(
            Cue("a1", 0.0, 1.5, "Harga cabai turun.", (Word("harga", 0.0, 0.4),)),
            Cue("a2", 2.1, 3.5, "1. Rawit"),
        ),
        chapters=(Chapter(0.0, "Cabai", "https://podme.id/cabai"),),
    ),
    engine="tone",
    voice="A",
    references=("cabai.txt",),
    section="Ekonomi",
    author="Redaksi",
    links=("https://podme.id/cabai",),
)
