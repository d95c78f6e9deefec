import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from podme_audio.exceptions import LibraryError
from podme_audio.library import Folder
from podme_audio.library.store import MediaStore
from podme_audio.library.store.bucket import Bucket
from podme_audio.model import Store

HOUR = 3600.0

Clock = Callable[[float], None]


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    """What holds for any store."""
    if request.param == "folder":
        return Folder(tmp_path / "home")
    return Bucket(request.getfixturevalue("bucket_url"), Folder(tmp_path / "copies"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "home")


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_what_was_written_is_read(store: MediaStore) -> None:
    plain: Store = store

    plain.write("clips/ab/abcdef", b"sound")

    assert plain.read("clips/ab/abcdef") == b"sound"
    assert store.exists("clips/ab/abcdef")
    assert store.length("clips/ab/abcdef") == 5


def test_nothing_is_something(store: MediaStore) -> None:
    store.write("clips/a", b"")

    assert store.read("clips/a") == b""
    assert store.length("clips/a") == 0
    assert store.path("clips/a")


def test_a_file_that_is_not_as_long_as_it_was_made_is_not_served(store: MediaStore) -> None:
    store.write("media/a.mp3", b"sou")

    assert store.path("media/a.mp3", size=5) is None
    store.write("media/a.mp3", b"sound")
    path = store.path("media/a.mp3", size=5)
    assert path
    assert path.read_bytes() == b"sound"


def test_names_that_were_written_before_a_moment_are_told(store: MediaStore) -> None:
    store.write("media/a.mp3", b"x")
    store.write("clips/a", b"x")

    assert list(store.older("media/", datetime.now(UTC) - timedelta(hours=1))) == []
    assert list(store.older("media/", datetime.now(UTC) + timedelta(hours=1))) == ["media/a.mp3"]


def test_trimming_gives_back_what_is_too_much_and_keeps_what_it_must(store: MediaStore) -> None:
    for name in ("clips/a", "clips/b", "clips/c", "media/a"):
        store.write(name, b"12345")

    assert store.trim("clips/", 9, keep={"clips/b"}) == 10
    assert set(store.names("")) == {"clips/b", "media/a"}


def test_a_second_write_replaces_the_first(store: MediaStore) -> None:
    store.write("clips/a", b"first, and longer")

    store.write("clips/a", b"second")

    assert store.read("clips/a") == b"second"


@pytest.mark.parametrize("name", ["clips/b", "clips/a/b", "clips/ab", "nowhere/at/all"])
def test_an_unknown_name_is_none(store: MediaStore, name: str) -> None:
    store.write("clips/a", b"x")
    store.write("clips/ab/c", b"x")

    assert store.read(name) is None
    assert store.path(name) is None
    assert store.length(name) is None
    assert not store.exists(name)


def test_removing_forgets_and_removing_nothing_is_no_error(store: MediaStore) -> None:
    store.write("clips/a", b"x")

    store.remove("clips/a")
    store.remove("clips/a")
    store.remove("clips/a/b")

    assert store.read("clips/a") is None


@pytest.mark.parametrize(
    "name",
    [
        *("", "a", "/etc/passwd", "../a/b", "clips/../podme.db", "clips//a", "clips/", "clips/.hidden", ".partial/a"),
        *("clips/a b", "clips/a\0", "clips/a\n", "clips/é", "clips\\a", "./clips/a", "clips/a/..", "podme.db"),
    ],
)
def test_a_name_that_leaves_its_folder_or_is_not_plain_is_refused(store: MediaStore, name: str) -> None:
    for act in (store.read, store.remove, store.path, store.length, lambda name: store.write(name, b"x")):
        with pytest.raises(LibraryError, match="not a name"):
            act(name)


def test_names_are_those_that_begin_with_the_prefix(store: MediaStore) -> None:
    for name in ("clips/ab/1", "clips/ab/2", "clips/b", "segments/a"):
        store.write(name, b"x")

    assert set(store.names("clips/a")) == {"clips/ab/1", "clips/ab/2"}
    assert set(store.names("")) == {"clips/ab/1", "clips/ab/2", "clips/b", "segments/a"}
    assert set(store.names("media/")) == set()


def test_names_are_not_looked_for_outside(store: MediaStore) -> None:
    with pytest.raises(LibraryError, match="can begin"):
        list(store.names("../"))


def test_what_lies_in_the_root_or_is_hidden_has_no_name(folder: Folder, tmp_path: Path) -> None:
    folder.write("clips/a", b"x")
    (tmp_path / "home" / "podme.db").write_bytes(b"x")
    (tmp_path / "home" / "clips" / ".DS_Store").write_bytes(b"x")

    assert list(folder.names("")) == ["clips/a"]


def test_a_name_has_a_file_for_serving(folder: Folder, tmp_path: Path) -> None:
    folder.write("media/a.mp3", b"sound")

    path = folder.path("media/a.mp3")

    assert path == tmp_path / "home" / "media" / "a.mp3"
    assert path.read_bytes() == b"sound"


def test_an_adopted_file_stays_its_makers_too(store: MediaStore, tmp_path: Path) -> None:
    finished = tmp_path / "finished.mp3"
    finished.write_bytes(b"sound")

    store.adopt("media/a.mp3", finished)

    finished.write_bytes(b"the maker goes on")
    assert store.read("media/a.mp3") == b"sound"


def test_adopting_what_is_not_there_names_it(store: MediaStore, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"cannot read .*/gone\.mp3: No such file"):
        store.adopt("media/a.mp3", tmp_path / "gone.mp3")


def test_the_size_is_that_of_all_names_under_the_prefix(store: MediaStore) -> None:
    store.write("clips/a", b"123")
    store.write("clips/b/c", b"45")
    store.write("media/a", b"6")

    assert store.size("clips/") == 5


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for name in ("clips/a", "clips/b", "clips/c", "media/a"):
        folder.write(name, b"12345")
        os.utime(tmp_path / name, (1, 1))
    folder.read("clips/a")

    given_back = folder.trim("clips/", 9)

    assert given_back == 10
    assert set(folder.names("")) == {"clips/a", "media/a"}


def test_what_is_kept_stays_however_old(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for name in ("clips/a", "clips/b"):
        folder.write(name, b"12345")
    os.utime(tmp_path / "clips/a", (1, 1))

    folder.trim("clips/", 0, keep={"clips/a"})

    assert list(folder.names("")) == ["clips/a"]


def test_nothing_goes_while_there_is_room(store: MediaStore) -> None:
    store.write("clips/a", b"12345")

    assert store.trim("clips/", 5) == 0
    assert store.read("clips/a") == b"12345"


def test_reading_does_not_change_when_a_file_was_changed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("media/a", b"x")
    os.utime(tmp_path / "media/a", (1, 1))

    folder.read("media/a")

    assert (tmp_path / "media/a").stat().st_mtime == 1


def test_an_abandoned_write_is_cleared_away_after_an_hour(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("clips/a", b"x")
    (tmp_path / "clips/.partial/old").write_bytes(b"half")
    os.utime(tmp_path / "clips/.partial/old", (HOUR, HOUR))

    Folder(tmp_path, clock=lambda: 2 * HOUR - 1)
    assert files(tmp_path) == {"clips/a", "clips/.partial/old"}

    Folder(tmp_path, clock=lambda: 2 * HOUR + 1)
    assert files(tmp_path) == {"clips/a"}


def test_trimming_clears_abandoned_writes_too(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("clips/a", b"x")
    (tmp_path / "clips/.partial/old").write_bytes(b"half")
    os.utime(tmp_path / "clips/.partial/old", (HOUR, HOUR))

    folder.trim("segments/", 0)

    assert files(tmp_path) == {"clips/a"}


def test_a_workshop_is_swept_when_nobody_worked_in_it_for_an_hour(tmp_path: Path) -> None:
    workshop = Folder(tmp_path).workshop()
    for name in ("dead", "alive"):
        (workshop / name / "parts").mkdir(parents=True)
        (workshop / name / "parts" / "episode.mp3").write_bytes(b"half")
        for path in (workshop / name / "parts" / "episode.mp3", workshop / name / "parts", workshop / name):
            os.utime(path, (HOUR, HOUR))
    os.utime(workshop / "alive" / "parts" / "episode.mp3", (2 * HOUR, 2 * HOUR))

    folder = Folder(tmp_path, clock=lambda: 2 * HOUR + 1)

    assert [path.name for path in workshop.iterdir()] == ["alive"]
    assert list(folder.names("")) == []


def test_a_folder_that_is_a_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "clips").write_bytes(b"in the way")
    folder = Folder(tmp_path)

    with pytest.raises(LibraryError, match=r"^the library cannot write .*/clips/a: (Not a directory|File exists)$"):
        folder.write("clips/a", b"x")
    with pytest.raises(LibraryError, match=r"^the library cannot open .*/clips: File exists$"):
        Folder(tmp_path / "clips")


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("clips/a/b", b"x")

    with pytest.raises(LibraryError, match="cannot write"):
        folder.write("clips/a", b"y")

    assert files(tmp_path) == {"clips/a/b"}
