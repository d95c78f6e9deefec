"""What another process does with a library: ``child.py '["what", "argument", …]'``; it starts when it is told."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from podme_audio.library import Draft, Folder, Library
from podme_audio.library.listening import Delivered
from podme_audio.model import Recording, Script

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def migrate(home: str, database_url: str, media_url: str) -> None:
    with Library(Path(home), database_url=database_url, media_url=media_url) as library:
        _say(len(library.episodes()))


def save(home: str, database_url: str, media_url: str, times: str, *references: str) -> None:
    """Save episodes under one title; the first process's recording is the next one's too."""
    with Library(Path(home), database_url=database_url, media_url=media_url) as library:
        for number in range(int(times)):
            _say(library.save(_draft(Path(home), number, references), now=NOW).guid)


def adopt(root: str, name: str, file: str) -> None:
    Folder(Path(root)).adopt(name, Path(file))


def listen(home: str, database_url: str, media_url: str, name: str, at: str) -> None:
    """One listener gets a third of a minute and more from each process, and six others a minute from this one."""
    with Library(Path(home), database_url=database_url, media_url=media_url) as library:
        begin = int(at) * 2500
        part = Delivered(name, "203.0.113.9", "AntennaPod/3.8.1", ((begin, begin + 2500),))
        others = [Delivered(name, f"198.51.{at}.{one}", "AntennaPod/3.8.1", ((0, 6000),)) for one in range(6)]
        for one in others:
            library.downloads.note([part, one], now=datetime.now(UTC))


def _draft(home: Path, number: int, references: tuple[str, ...]) -> Draft:
    path = home / f"recording-{os.getpid()}.mp3"
    path.write_bytes(f"sound {number}".encode())
    return Draft("Banjir surut", "", Script((), ()), Recording(path, 1.0, -16.0, -1.0, (), ()), "tone", "A", references)


def _say(*words: object) -> None:
    sys.stdout.write(f"{' '.join(map(str, words))}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    what, *arguments = json.loads(sys.argv[1])
    _say("ready")
    sys.stdin.readline()
    globals()[what](*arguments)
