"""Two databases in; all rows of the one in the other, whichever of SQLite and PostgreSQL each of them is."""

from typing import Any

from podme_audio.library.database import Database
from podme_audio.library.tables import PASSING, Base

#: Rows in memory at once.
BATCH = 200
#: What is forgotten within days anyway, and tells of listeners until then, is carried nowhere.
PASSED_OVER = frozenset(table.name for table in Base.metadata.sorted_tables if PASSING.items() <= table.info.items())
#: Builds that were being made when the copy was taken have no worker where it is brought to.
CLOSED = "it was being made when the backup was taken: resume it"


def copy(source: Database, target: Database) -> None:
    """Make *target* hold the rows of *source*, as they were at one moment, and none of its own.

    It happens in one transaction: until it ends, nobody sees any of it.
    """
    tables = Base.metadata.sorted_tables
    with source.reading() as old, target.writing() as new:
        for table in reversed(tables):
            new.execute(table.delete())
        for table in tables:
            if table.name in PASSED_OVER:
                continue
            found = old.execute(table.select().execution_options(yield_per=BATCH)).mappings()
            for rows in found.partitions():
                new.execute(table.insert(), [dict(row) for row in rows])
        if new.get_bind().dialect.name == "postgresql":
            _count_on(new.connection())


def count(database: Database, name: str) -> int:
    """Return how many rows the table *name* has."""
    with database.reading() as session:
        counted = session.connection().exec_driver_sql(f"SELECT count(*) FROM {Base.metadata.tables[name].name}")  # noqa: S608 (a table of ours)
        return int(counted.scalar_one())


#: What was open when the copy was taken and must not be open where it is brought to: who holds an old backup, or an
#: old cookie or link, does not get in by it.
OPEN = ("workers", "sessions", "invitations", "attempts", "secrets", "previews")


def settle(database: Database) -> None:
    """Close what was open: builds can be resumed like any that was cancelled, and everyone signs in anew."""
    builds = Base.metadata.tables["builds"]
    with database.writing() as session:
        for name in OPEN:
            session.execute(Base.metadata.tables[name].delete())
        open_ = builds.update().where(builds.c.state.in_(("queued", "running")))
        session.execute(open_.values(state="cancelled", owner="", error=CLOSED, finished=builds.c.updated))


def _count_on(connection: Any) -> None:
    """Let PostgreSQL's sequences go on after the highest number that was brought."""
    for table in Base.metadata.sorted_tables:
        keys = list(table.primary_key)
        if len(keys) == 1 and keys[0].type.python_type is int:
            name, key = table.name, keys[0].name
            going_on = f"SELECT setval(pg_get_serial_sequence('{name}', '{key}'), max({key}))"
            connection.exec_driver_sql(f"{going_on} FROM {name} HAVING max({key}) > 0")
