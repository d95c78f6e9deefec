"""The desk against the clock, over its real pages: from paste to the first sound, and from a correction to the feed."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from podme_audio import speech
from podme_audio.bench.editor import Editor
from podme_audio.bench.served import free_port, serving
from podme_audio.bench.stock import WORDS
from podme_audio.exceptions import PodmeError
from podme_audio.library import Library
from podme_audio.model import State

#: Minutes of a bulletin that one story takes, the paragraphs of a story, and the seconds of its title and bridge.
EACH, PARAGRAPHS, AROUND = 3, 9, 24
#: Letters that a news reader says in a second.
LETTERS = 14
#: Seconds between two looks at the feed, and how long it is looked at.
_GLANCE, _PATIENCE = 0.02, 3600.0
_FEED = "/feed.xml"

Murmur = Callable[[str], None]


def paste(engine: str, runs: int, told: Murmur) -> dict[str, Any]:
    """Paste an article and hear its first line, *runs* times, each another one; once before, uncounted.

    Raises:
        PodmeError: The server did not start, or refused.
    """
    whole: list[float] = []
    own: list[float] = []
    voice = _ready(engine)
    with _desk(engine) as (library, editor):
        for number in range(runs + 1):
            seconds, line = _first_sound(editor, library, _story(number, 8))
            whole.append(seconds)
            own.append(_seconds(lambda line=line: voice.synthesize(line)))  # type: ignore[misc]  # a line, bound now
            told(f"run {number}: {whole[-1]:.2f} s, of them {own[-1]:.2f} s for the line itself")
    rest = [one - line for one, line in zip(whole[1:], own[1:], strict=True)]
    return {"engine": engine, "seconds": median(whole[1:]), "line": median(own[1:]), "beside": median(rest)}


def correction(engine: str, runs: int, minutes: int, told: Murmur) -> dict[str, Any]:
    """Publish a bulletin of so many *minutes*, and correct one line of it, *runs* times.

    Raises:
        PodmeError: The server did not start, refused, or did not publish in an hour.
    """
    whole: list[float] = []
    own: list[float] = []
    voice = _ready(engine)
    with _desk(engine) as (library, editor):
        first, sound = _bulletin(editor, library, minutes)
        told(f"a bulletin of {sound / 60:.0f} minutes: published {first:.1f} s after it was asked for")
        low = _seconds(lambda: _settled(library))
        told(f"its version for little data followed {low:.1f} s later")
        for number in range(runs):
            seconds, line = _corrected(editor, library, number)
            whole.append(seconds)
            own.append(_seconds(lambda line=line: voice.synthesize(line)))  # type: ignore[misc]  # a line, bound now
            told(f"correction {number + 1}: in the feed after {whole[-1]:.2f} s, of them {own[-1]:.2f} s for the line")
            _settled(library)
    rest = [one - line for one, line in zip(whole, own, strict=True)]
    return {
        "engine": engine,
        "minutes": sound / 60,
        "first": first,
        "low": low,
        "seconds": median(whole),
        "line": median(own),
        "beside": median(rest),
    }


@contextmanager
def _desk(engine: str) -> Iterator[tuple[Library, Editor]]:
    """Open a desk on this machine, with an editor at it."""
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder) / "home", free_port()
        home.mkdir()
        with (
            Library(home) as library,
            serving(home, port, "serve", PODME_ENGINE=engine),
            closing(Editor(port, library.desk.accounts.first(datetime.now(UTC)))) as editor,
        ):
            yield library, editor


def _first_sound(editor: Editor, library: Library, story: str) -> tuple[float, str]:
    """Return the seconds from sending the article to having its first line's sound, and what the line says."""
    editor.get("/desk/artikel")
    started = time.perf_counter()
    page = editor.post("/desk/artikel", teks=story)
    shown = editor.get(page)
    address = shown.partition('data-listen href="')[2].partition('"')[0]
    editor.get(address)
    seconds = time.perf_counter() - started
    return seconds, library.manuscripts.manuscript(page.rpartition("/")[2]).script.lines[0].spoken


def _bulletin(editor: Editor, library: Library, minutes: int) -> tuple[float, float]:
    """Publish a bulletin; return the seconds until it was in the feed, and the seconds that it lasts."""
    pages = []
    stories = max(2, minutes // EACH)
    for number in range(stories):
        editor.get("/desk/artikel")
        pages.append(editor.post("/desk/artikel", teks=_story(number, (minutes * 60 // stories - AROUND) * LETTERS)))
    ids = [page.rpartition("/")[2] for page in pages]
    script = editor.post("/desk/artikel/buletin", naskah=ids)
    seconds = _published(editor, script)
    (episode,) = library.episodes(state=State.PUBLISHED)
    return seconds, episode.media.duration


def _corrected(editor: Editor, library: Library, number: int) -> tuple[float, str]:
    """Write one line of the middle anew and publish that; return the seconds it took, and what the line says."""
    (episode,) = library.episodes(state=State.PUBLISHED)
    editor.get(f"/desk/episode/{episode.slug}")
    script = editor.post(f"/desk/episode/{episode.slug}/ralat")
    lines = library.manuscripts.manuscript(script.rpartition("/")[2]).script.lines
    line = lines[len(lines) // 2 + number]
    editor.get(script)
    editor.post(f"{script}/baris/{line.id}/tulis", teks=f"{line.written} Ralat ke-{number + 1} dari redaksi.")
    seconds = _published(editor, script)
    said = library.manuscripts.manuscript(script.rpartition("/")[2]).script.lines
    return seconds, next(one.spoken for one in said if one.id == line.id)


def _published(editor: Editor, script: str) -> float:
    """Press the button that publishes; return the seconds until the feed tells something else."""
    editor.get(script)
    before, started = editor.get(_FEED), time.perf_counter()
    editor.post(f"{script}/buat", terbit="1")
    while editor.get(_FEED) == before:
        if time.perf_counter() - started > _PATIENCE:
            raise PodmeError("nothing was published in an hour: look at the log of `podme serve`")
        time.sleep(_GLANCE)
    return time.perf_counter() - started


def _settled(library: Library) -> None:
    """Wait until nothing is being made any more: the version for little data comes last."""
    until = time.monotonic() + _PATIENCE
    while library.ledger.builds(limit=1, open_only=True) and time.monotonic() < until:
        time.sleep(_GLANCE * 10)


def _story(number: int, letters: int) -> str:
    """Write a story that no other is like: so many *letters*, in paragraphs."""
    chance = random.Random(number)  # noqa: S311 - the same words each time
    title = f"Kabar {' '.join(chance.choices(WORDS, k=4))} bagian {number}"
    told = []
    for _ in range(PARAGRAPHS):
        words = chance.choices(WORDS, k=4)
        while len(" ".join(words)) < letters // PARAGRAPHS - 1:
            words += chance.choices(WORDS, k=1)
        told.append(" ".join(words).capitalize() + ".")
    return "\n\n".join((title, *told))


def _ready(engine: str) -> speech.Engine:
    """Return the engine once it has loaded whatever it speaks with."""
    voice = speech.find(engine)
    voice.synthesize("Selamat pagi.")
    return voice


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
