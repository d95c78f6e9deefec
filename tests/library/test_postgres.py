"""What is PostgreSQL's own: turns to write, addresses, and a server that goes away."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from podme_audio.exceptions import LibraryError, LibraryUnavailableError
from podme_audio.library import Library
from podme_audio.library.database import Database
from podme_audio.library.tables import DocumentRow
from tests.library.drafts import NOW
from tests.servers import Postgres

DOCUMENT = {"etag": "0", "fingerprint": "", "modified": NOW, "content": b""}
HASTY = "?options=-c%20idle_in_transaction_session_timeout%3D300ms%20-c%20lock_timeout%3D{patience}"


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    with closing(Database(postgres_url)) as opened:
        yield opened


def hasty(url: str, *, patience: str = "10s") -> Database:
    return Database(url + HASTY.format(patience=patience))


def test_what_a_writer_read_stays_true_until_it_has_written(database: Database) -> None:
    def count(_: int) -> None:
        with database.writing() as session:
            row = session.get(DocumentRow, "counter")
            if row is None:
                session.add(row := DocumentRow(name="counter", **DOCUMENT))
            row.etag = str(int(row.etag) + 1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(80)))

    with database.reading() as session:
        assert session.scalars(select(DocumentRow.etag)).all() == ["80"]


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    with database.reading() as session:
        assert session.scalars(select(DocumentRow.name)).all() == []
        with database.writing() as other:
            other.execute(insert(DocumentRow), {"name": "a"} | DOCUMENT)
        assert session.scalars(select(DocumentRow.name)).all() == []


def test_a_process_that_freezes_while_it_writes_loses_its_turn(postgres_url: str) -> None:
    with closing(hasty(postgres_url)) as frozen, closing(Database(postgres_url)) as other:
        turn = frozen.writing()
        turn.__enter__().execute(insert(DocumentRow), {"name": "lost"} | DOCUMENT)
        with other.writing() as session:
            session.execute(insert(DocumentRow), {"name": "kept"} | DOCUMENT)

        with pytest.raises(LibraryUnavailableError) as caught:
            turn.__exit__(None, None, None)

        assert caught.value.transient
        with other.reading() as session:
            assert session.scalars(select(DocumentRow.name)).all() == ["kept"]


def test_a_frozen_writer_loses_its_turn_after_ten_seconds_unless_the_address_says_otherwise(
    database: Database,
) -> None:
    with database.writing() as session:
        assert session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "10s"
        assert session.scalar(text("SHOW lock_timeout")) == "30s"


def test_who_waits_too_long_for_a_turn_is_told(postgres_url: str, database: Database) -> None:
    def write(to: Database) -> None:
        with to.writing() as session:
            session.execute(insert(DocumentRow), {"name": "late"} | DOCUMENT)

    with closing(hasty(postgres_url, patience="50ms")) as other, database.writing() as session:
        session.execute(insert(DocumentRow), {"name": "first"} | DOCUMENT)
        with pytest.raises(LibraryUnavailableError, match="cannot be used: canceling statement due to lock timeout"):
            write(other)


def test_a_library_goes_on_after_its_server_was_started_again(
    postgres: Postgres, postgres_url: str, home: Path
) -> None:
    with Library(home, database_url=postgres_url) as library:
        library.documents.keep("a", b"1", fingerprint="", now=NOW)
        postgres.stop("immediate")
        try:
            with pytest.raises(
                LibraryUnavailableError, match=r"postgresql://postgres@127\.0\.0\.1:\d+/\w+ cannot be used"
            ):
                library.documents.read("a")
        finally:
            postgres.start()

        assert library.documents.read("a")

        postgres.stop("fast")
        postgres.start()

        document = library.documents.read("a")
        assert document
        assert document.content == b"1"


def test_no_password_is_told(home: Path) -> None:
    with pytest.raises(LibraryUnavailableError) as caught:
        Library(home, database_url="postgresql://podme:secret@127.0.0.1:1/podme")

    assert "postgresql://podme:***@127.0.0.1:1/podme" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///podme",
        "postgresql://podme@/podme?host=/run/postgresql",
        "postgresql://podme@%2Frun%2Fpostgresql/podme",
        "postgresql://podme@/podme?host=127.0.0.1&host=/run/postgresql",
    ],
)
def test_a_unix_socket_is_refused(home: Path, url: str) -> None:
    with pytest.raises(LibraryError, match=r"is a Unix socket: name PostgreSQL's host, such as 127\.0\.0\.1"):
        Library(home, database_url=url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_address_may_be_written_as_is_usual(home: Path, postgres_url: str, scheme: str) -> None:
    with Library(home, database_url=postgres_url.replace("postgresql", scheme, 1)) as library:
        assert library.episodes() == ()


def test_a_driver_that_is_missing_is_told_with_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(LibraryError, match=r"install podme-audio\[distributed\]"):
        Library(home, database_url="postgresql://127.0.0.1/podme")
