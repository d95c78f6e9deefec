"""Several processes at one library, and what is left when one is killed."""

import os
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from subprocess import Popen

from podme_audio.library import Folder
from tests.library.drafts import Starting
from tests.library.sites import Site

PIECE = 1 << 20


def begin(*processes: Popen[str]) -> None:
    """Let them all begin at once, when each is there."""
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()


def said(*processes: Popen[str]) -> list[list[str]]:
    """Let them begin, and return what each says until its end."""
    begin(*processes)
    lines = [process.communicate(timeout=300)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return lines


def where(site: Site) -> tuple[object, ...]:
    return site.home, site.database_url, site.media_url


def whole(site: Site) -> bool:
    """Whether the database file is sound; PostgreSQL looks after itself."""
    if site.database_url:
        return True
    with closing(sqlite3.connect(site.home / "podme.db")) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_three_processes_that_open_a_new_library_at_once_all_succeed(new: Site, starting: Starting) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(starting("migrate", *where(new))) for _ in range(3)]

        assert said(*processes) == [["0"]] * 3

    with new.open() as library:
        assert library.episodes() == ()


def test_four_processes_that_save_at_once_lose_nothing(site: Site, starting: Starting) -> None:
    site.home.mkdir(exist_ok=True)
    with ExitStack() as stack:
        processes = [stack.enter_context(starting("save", *where(site), 5)) for _ in range(4)]

        guids = {guid for lines in said(*processes) for guid in lines}

    assert whole(site)
    with site.open() as library:
        episodes = library.episodes()
        assert {episode.guid for episode in episodes} == guids
        assert {episode.slug for episode in episodes} == {
            "banjir-surut",
            *(f"banjir-surut-{number}" for number in range(2, 21)),
        }
        for episode in episodes:
            assert library.store.exists(f"media/{episode.media.name}")
            assert library.store.exists(f"media/{episode.guid}/revision-1.json")


def test_processes_that_save_the_same_references_at_once_revise_one_episode(site: Site, starting: Starting) -> None:
    site.home.mkdir(exist_ok=True)
    with ExitStack() as stack:
        processes = [stack.enter_context(starting("save", *where(site), 4, "banjir.txt")) for _ in range(2)]

        guids = {guid for lines in said(*processes) for guid in lines}

    with site.open() as library:
        (episode,) = library.episodes()
        assert guids == {episode.guid}
        assert episode.revision == 8
        assert [library.revision(episode.guid, number).number for number in range(1, 9)] == list(range(1, 9))
        told = library.store.read(f"media/{episode.guid}/episode.json") or b""
        assert b'"revision": 8' in told


def test_a_process_killed_in_the_middle_of_a_write_leaves_what_was_there(tmp_path: Path, starting: Starting) -> None:
    root, pipe = tmp_path / "home", tmp_path / "pipe"
    Folder(root).write("media/a.mp3", b"before")
    os.mkfifo(pipe)

    with starting("adopt", root, "media/a.mp3", pipe) as process:
        begin(process)
        with pipe.open("wb", buffering=0) as feed:
            for _ in range(4):
                feed.write(bytes(PIECE))
            process.kill()
            process.wait()

    half = [path.stat().st_size for path in (root / "media/.partial").iterdir()]
    assert len(half) == 1
    assert half[0] >= PIECE
    assert Folder(root).read("media/a.mp3") == b"before"
    later = (root / "media/.partial").stat().st_mtime + 3700
    assert list(Folder(root, clock=lambda: later).names("")) == ["media/a.mp3"]
    assert list((root / "media/.partial").iterdir()) == []


def test_a_process_killed_while_it_saves_loses_nothing_it_had_told(site: Site, starting: Starting) -> None:
    site.home.mkdir(exist_ok=True)
    with starting("save", *where(site), 1_000_000) as process:
        begin(process)
        assert process.stdout
        told = [process.stdout.readline().strip() for _ in range(8)]
        process.kill()
        process.wait()

    assert whole(site)
    with site.open() as library:
        for guid in told:
            episode = library.episode(guid)
            assert library.store.exists(f"media/{episode.media.name}")
            assert library.store.exists(f"media/{guid}/episode.json")
