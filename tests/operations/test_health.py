"""What a process says of itself when it is asked whether it is ready."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from podme_audio.exceptions import LibraryError
from podme_audio.library import Library
from podme_audio.operations import health
from podme_audio.operations.health import Readiness


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "episodes") as library:
        yield library


@pytest.fixture
def ready(library: Library, tmp_path: Path) -> tuple[Readiness, Clock]:
    clock = Clock()
    checks = health.checks(library, tmp_path) | {"disk": lambda: health.disk(5_000_000_000)}
    return Readiness(checks, clock=clock), clock


def test_all_is_well_with_a_new_library(ready: tuple[Readiness, Clock], tmp_path: Path) -> None:
    assert ready[0].look() == (True, "database: ok\nmigrations: ok\nstore: ok\ndisk: ok\n")
    assert [path for path in (tmp_path / "episodes" / "health").rglob("*") if path.is_file()] == []


def test_tables_of_another_version_are_told(ready: tuple[Readiness, Clock], tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "episodes" / "podme.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    well, text = ready[0].look()

    assert not well
    assert "migrations: the tables stand at 9999, this program needs " in text
    assert "database: ok" in text


def test_a_database_that_is_gone_is_told_without_saying_where_it_was(
    ready: tuple[Readiness, Clock], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(tmp_path / "episodes" / "podme.db") as connection:
        connection.execute("DROP TABLE alembic_version")
    connection.close()

    well, text = ready[0].look()

    assert not well
    assert "migrations: does not answer\n" in text
    assert str(tmp_path) not in text
    assert "podme.db" in caplog.text


def test_a_store_that_cannot_be_written_is_told_and_asked_again_after_half_a_minute(
    ready: tuple[Readiness, Clock], tmp_path: Path
) -> None:
    readiness, clock = ready
    (tmp_path / "episodes" / "health").write_text("in the way")
    first = readiness.look()
    (tmp_path / "episodes" / "health").unlink()
    clock.now += 29
    soon = readiness.look()
    clock.now += 2
    later = readiness.look()

    assert "store: does not answer" in first[1]
    assert (first[0], soon[0], later[0]) == (False, False, True)


def test_a_database_is_asked_about_every_second(ready: tuple[Readiness, Clock], tmp_path: Path) -> None:
    readiness, clock = ready
    readiness.look()
    with sqlite3.connect(tmp_path / "episodes" / "podme.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    assert readiness.look()[0]
    clock.now += 1
    assert not readiness.look()[0]


@pytest.mark.parametrize(("free", "well"), [(1_000_000_001, True), (1_000_000_000, False), (0, False)])
def test_a_gigabyte_must_be_free(free: int, well: bool) -> None:
    assert (health.disk(free) == "") == well


def test_what_a_process_looks_at_itself_counts_too() -> None:
    said = {"worker": "its last sign of life was 40 seconds ago"}
    readiness = Readiness({"worker": lambda: said["worker"]}, clock=Clock())

    assert readiness.look() == (False, "worker: its last sign of life was 40 seconds ago\n")


def test_a_process_that_was_told_to_end_is_not_ready() -> None:
    leaving = threading.Event()
    readiness = Readiness({}, leaving=leaving)
    before = readiness.look()
    leaving.set()

    assert before == (True, "process: ok\n")
    assert readiness.look() == (False, "process: is ending\n")


def test_a_check_that_hangs_holds_one_thread_and_is_told() -> None:
    clock, begun, end = Clock(), threading.Event(), threading.Event()

    def hang() -> str:
        begun.set()
        end.wait(10)
        return ""

    readiness = Readiness({"store": hang}, clock=clock)
    thread = threading.Thread(target=readiness.look)
    thread.start()
    begun.wait(10)
    first = readiness.look()
    clock.now += 7
    second = readiness.look()
    end.set()
    thread.join()

    assert first == (False, "store: has not answered yet\n")
    assert second == (False, "store: has not answered for 7 seconds\n")
    assert readiness.look() == (True, "store: ok\n")


@pytest.mark.parametrize("error", [LibraryError("postgresql://10.0.0.7 refuses"), OSError("10.0.0.7")])
def test_what_stands_behind_a_failure_goes_to_the_log_once(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise error

    clock = Clock()
    readiness = Readiness({"database": fail}, clock=clock)
    with caplog.at_level(logging.ERROR):
        for _ in range(5):
            clock.now += 10
            assert readiness.look() == (False, "database: does not answer\n")

    assert caplog.text.count("10.0.0.7") == 1


def test_a_failure_that_comes_back_is_logged_again(caplog: pytest.LogCaptureFixture) -> None:
    answers = iter(["is late", "", "is late"])
    check: Callable[[], str] = lambda: next(answers)  # noqa: E731
    clock = Clock()
    readiness = Readiness({"worker": check}, clock=clock)
    for _ in range(3):
        clock.now += 10
        readiness.look()

    assert caplog.text.count("worker: is late") == 2
