"""Disks that refuse. A limit on the size of files plays the full disk; root plays a user who may only read."""

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from podme_audio.exceptions import LibraryError
from podme_audio.library import Folder, Library
from podme_audio.model import Cue
from tests.library.drafts import NOW, Drafting

NOBODY = 65534


@contextmanager
def room_for(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    user = os.geteuid()
    folder.chmod(0o555)
    os.seteuid(user or NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("clips/a", b"before")

    with room_for(1 << 16), pytest.raises(LibraryError) as caught:
        folder.write("clips/a", bytes(1 << 20))

    assert str(caught.value) == f"the library cannot write {tmp_path}/clips/a: File too large"
    assert folder.read("clips/a") == b"before"
    assert list((tmp_path / "clips/.partial").iterdir()) == []


def test_a_full_disk_under_the_database_is_told_and_loses_nothing(
    local: Library, home: Path, drafting: Drafting
) -> None:
    before = local.save(drafting(), now=NOW)
    long = tuple(Cue(str(number), number, number + 1, "kata " * 40) for number in range(10_000))

    with room_for(1 << 20), pytest.raises(LibraryError) as caught:
        local.save(drafting(cues=long, references=()), now=NOW)

    assert str(caught.value).startswith(f"the library's database {home}/podme.db cannot be used: ")
    assert local.episodes() == (before,)
    after = local.save(drafting(cues=long, references=()), now=NOW)
    assert local.episodes() == (after, before)
    with closing(sqlite3.connect(home / "podme.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    with read_only(tmp_path), pytest.raises(LibraryError) as caught:
        folder.write("clips/a", b"x")

    assert str(caught.value) == f"the library cannot write {tmp_path}/clips/a: Permission denied"
