import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Dialect, create_engine, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from podme_audio.exceptions import LibraryError
from podme_audio.library import Draft, Library, database, migrations
from podme_audio.library.archive import index, wanted
from podme_audio.library.tables import Base, heard
from tests.library.drafts import NOW, Drafting
from tests.library.sites import Site


def downgrade(site: Site, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = create_engine(site.database_url or f"sqlite:///{site.home}/podme.db", poolclass=NullPool)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_the_migrations_make_the_tables_as_the_code_knows_them(new: Site) -> None:
    new.open().close()
    engine = create_engine(new.database_url or f"sqlite:///{new.home}/podme.db", poolclass=NullPool)

    def is_a_table_of_ours(name: str | None, *_: object) -> bool:
        return index.NAME not in (name or "")

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_a_table_of_ours})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_a_library_of_the_first_version_is_brought_up_to_date_with_all_it_holds(new: Site, draft: Draft) -> None:
    with new.open() as library:
        saved = library.save(draft, now=NOW)
    downgrade(new, "0001")
    engine = create_engine(new.database_url or f"sqlite:///{new.home}/podme.db", poolclass=NullPool)
    with engine.connect() as connection:
        assert "builds" not in inspect(connection).get_table_names()

    with new.open() as library:
        assert library.episode(saved.guid) == saved
        assert library.ledger.builds() == ()


def test_what_was_published_before_there_was_a_search_is_found(new: Site, drafting: Drafting) -> None:
    with new.open() as library:
        library.publish(library.save(drafting(), now=NOW).guid, now=NOW)
        for title in ("Cabai besok", "Cabai ditarik"):
            library.save(drafting(title=title, references=()), now=NOW)
        library.publish("cabai-ditarik", now=NOW)
        library.withdraw("cabai-ditarik", now=NOW)
    downgrade(new, "0003")

    with new.open() as library:
        (hit,) = library.archive.search(wanted("rawit cabai"), limit=9)

    assert (hit.episode.title, hit.start) == ("Harga cabai di Pasar Senen turun", 0.0)


def test_a_library_is_opened_without_alembic_when_it_stands_at_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))

    assert scripts.get_heads() == [database.HEAD]


def test_the_lists_need_nothing_that_only_postgresql_knows() -> None:
    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap

    written = [str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables]

    assert not any("JSONB" in table for table in written)
    assert "FOR UPDATE OF episodes" in str(
        heard().with_for_update(of=Base.metadata.tables["episodes"]).compile(dialect=dialect)
    )


def test_the_database_keeps_a_log_so_that_readers_never_wait(local: Library, home: Path, draft: Draft) -> None:
    local.save(draft, now=NOW)

    with closing(sqlite3.connect(home / "podme.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.execute("BEGIN IMMEDIATE")
        assert len(local.episodes()) == 1


def test_a_database_of_a_newer_version_is_left_alone(home: Path) -> None:
    Library(home).close()
    with closing(sqlite3.connect(home / "podme.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(LibraryError, match=r"podme\.db was made by a newer Podme Audio \(migration 9999\)"):
        Library(home)


def test_a_file_that_is_no_database_is_told(home: Path) -> None:
    home.mkdir()
    (home / "podme.db").write_bytes(b"no database, but long enough to be looked at" * 100)

    with pytest.raises(LibraryError, match=r"database .*/podme\.db cannot be used: file is not a database"):
        Library(home)


def test_a_database_that_cannot_be_opened_is_told(home: Path) -> None:
    (home / "podme.db").mkdir(parents=True)

    with pytest.raises(LibraryError, match=r"podme\.db cannot be used: unable to open database file"):
        Library(home)


@pytest.mark.parametrize("url", ["nonsense", "nosuchdatabase://host/name"])
def test_an_address_that_makes_no_sense_is_told(home: Path, url: str) -> None:
    with pytest.raises(LibraryError, match="the database address makes no sense"):
        Library(home, database_url=url)


def test_the_database_may_lie_elsewhere(home: Path, tmp_path: Path, draft: Draft) -> None:
    url = f"sqlite:///{tmp_path}/else where.db"

    with Library(home, database_url=url) as library:
        library.save(draft, now=NOW)

    assert (tmp_path / "else where.db").exists()
    assert not (home / "podme.db").exists()


def test_a_home_may_have_any_name(tmp_path: Path, draft: Draft) -> None:
    with Library(tmp_path / "50% ?mode=ro é") as library:
        assert library.save(draft, now=NOW) == library.episodes()[0]
