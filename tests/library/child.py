"""What another process does with a library: ``child.py '["what", "argument", …]'``; it starts when it is told."""

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from podme_audio.exceptions import LibraryError
from podme_audio.library import Draft, Folder, Library
from podme_audio.model import Cue, Recording, Script

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def save(home: str, times: str, *references: str) -> None:
    """Save episodes under one title; the first process's recording is the next one's too."""
    with Library(Path(home)) as library:
        for number in range(int(times)):
            _say(library.save(_draft(Path(home), number, references), now=NOW).guid)


def adopt(root: str, name: str, file: str) -> None:
    Folder(Path(root)).adopt(name, Path(file))


def fill(root: str) -> None:
    """Write more than the disk has room for, as far as a limit on the size of a file can play a full disk."""
    folder = Folder(Path(root))
    folder.write("clips/a", b"before")
    _limit(1 << 16)
    _tell(lambda: folder.write("clips/a", bytes(1 << 20)))


def fill_database(home: str) -> None:
    with Library(Path(home)) as library:
        draft = _draft(Path(home), 0, ())
        cues = tuple(Cue(str(number), number, number + 1, "kata " * 40) for number in range(10_000))
        _limit(1 << 20)
        _tell(lambda: library.save(replace(draft, recording=replace(draft.recording, cues=cues)), now=NOW))
        _limit(resource.RLIM_INFINITY)
        _say(len(library.episodes()), library.save(draft, now=NOW).slug)


def write_without_leave(root: str) -> None:
    """Write where a user who is not root may only read."""
    folder = Folder(Path(root))
    Path(root).chmod(0o555)
    if os.getuid() == 0:
        os.setuid(65534)
    _tell(lambda: folder.write("clips/a", b"x"))


def _draft(home: Path, number: int, references: tuple[str, ...]) -> Draft:
    path = home / f"recording-{os.getpid()}.mp3"
    path.write_bytes(f"sound {number}".encode())
    return Draft("Banjir surut", "", Script((), ()), Recording(path, 1.0, -16.0, -1.0, (), ()), "tone", "A", references)


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _say(*words: object) -> None:
    sys.stdout.write(f"{' '.join(map(str, words))}\n")
    sys.stdout.flush()


def _tell(act: Callable[[], object]) -> None:
    try:
        act()
    except LibraryError as error:
        _say(error)


if __name__ == "__main__":
    what, *arguments = json.loads(sys.argv[1])
    _say("ready")
    sys.stdin.readline()
    globals()[what](*arguments)
