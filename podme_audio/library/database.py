"""Where the rows live: a URL goes in; sessions to read and to write come out, safe beside other processes.

All that is SQLite's or PostgreSQL's own stands here; see the measured pitfalls at ``_connected`` and ``_begun``.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

import msgspec
from sqlalchemy import JSON, URL, Connection, DateTime, Dialect, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from podme_audio.exceptions import LibraryError, LibraryUnavailableError

#: The newest migration. A database that stands there is opened without loading Alembic.
HEAD = "0011"

_MAKING = threading.Lock()
_WRITES = "podme_writes"
_PATIENCE = 30.0
_POSTGRESQL: Final = "postgresql+psycopg"
#: PostgreSQL's lock that writers take one after the other: "podme" in ASCII. Each database has its own.
_TURN = 0x706F646D65
#: What a connection to PostgreSQL asks for, where its address does not say otherwise. A process that is frozen in a
#: transaction loses it after ten seconds and with it the turn; one that waits for its turn gives up after thirty; a
#: server that is cut off is noticed within half a minute.
_MANNERS = {
    "options": f"-c idle_in_transaction_session_timeout=10s -c lock_timeout={_PATIENCE:.0f}s",
    "connect_timeout": "10",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "podme",
}
#: How a connection reads and writes. PostgreSQL's writer must not see the world as it was before its turn came.
_READING: dict[str, dict[str, Any]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
_WRITING: dict[str, dict[str, Any]] = {
    "sqlite": {_WRITES: True},
    "postgresql": {_WRITES: True, "isolation_level": "READ COMMITTED"},
}
#: What is forgotten is overwritten, where that costs nothing more: a salt must not be left in the file.
_PRAGMAS = (f"busy_timeout={_PATIENCE * 1000:.0f}", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=FAST")


class Database:
    """The database behind *url*, with its tables as this version needs them.

    Raises:
        LibraryError: It cannot be opened, or a newer version has made it.
        LibraryUnavailableError: Its server does not answer, or another process held it for half a minute.
    """

    def __init__(self, url: str | URL) -> None:
        self._where, self._engine = _engine(url)
        self._reader = self._engine.execution_options(**_READING[self._engine.dialect.name])
        self._writer = self._engine.execution_options(**_WRITING[self._engine.dialect.name])
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view, which no writer waits for."""
        with self.told(), Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, kept whole or not at all; one at a time, so what was read stays true until it ends.

        SQLite has one writer by nature. On PostgreSQL the transaction begins with one lock for all writers: what was
        tried on the one is then true of the other, no code has to expect a conflict, and as every transaction is a few
        short statements (never a request, never a voice) the turn comes round hundreds of times a second.
        """
        with self.told(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @property
    def address(self) -> str:
        """The whole URL, its password in it: for who keeps tables of its own in the same database."""
        return self._engine.url.render_as_string(hide_password=False)

    def compact(self) -> None:
        """Let nothing of what was deleted stand in SQLite's file; PostgreSQL sees to that by itself."""
        if self._engine.dialect.name != "sqlite":
            return
        with self.told(), closing(self._engine.raw_connection()) as connection:
            for order in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.cursor().execute(order).close()

    def close(self) -> None:
        self._engine.dispose()

    def _migrate(self) -> None:
        with self.told(), self._reader.connect() as connection:
            if _revision(connection) == HEAD:
                return
        with self.told(), self._writer.begin() as connection:
            _upgrade(connection, self._where)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what the database refuses into one sentence that names it."""
        try:
            yield
        except (DBAPIError, sqlite3.Error, NoConnectionError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            kind = LibraryUnavailableError if _passes(error) else LibraryError
            raise kind(f"the library's database {self._where} cannot be used: {reason}") from error


class Moment(TypeDecorator[datetime]):
    """An aware datetime; SQLite keeps it in UTC and gives it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


def decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Return what decodes JSON of that kind; made by one thread at a time.

    msgspec 0.22.0 crashes the whole process when several threads are the first to decode a dataclass. What a decoder
    was made for once, any number of them may decode or convert.
    """
    with _MAKING:
        return msgspec.json.Decoder(kind)


class Whole(TypeDecorator[Any]):
    """A frozen thing of the model, kept as JSON."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return msgspec.to_builtins(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - as above
        return msgspec.convert(value, self.kind)


def _engine(url: str | URL) -> tuple[str, Engine]:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise LibraryError(f"the database address makes no sense: {error}") from error
    name = {"postgres": "postgresql"}.get(address.get_backend_name(), address.get_backend_name())
    if name not in _READING:
        raise LibraryError(f"the database address makes no sense: write sqlite:///… or postgresql://…, not {name}://…")
    return _on_server(address) if name == "postgresql" else _in_file(address)


def _in_file(address: URL) -> tuple[str, Engine]:
    engine = create_engine(address, json_serializer=_json, json_deserializer=msgspec.json.decode)
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return address.database or "", engine


def _on_server(address: URL) -> tuple[str, Engine]:
    """Reach PostgreSQL over TCP: over a Unix socket a build hung for ever when the server had restarted."""
    where = address.set(drivername="postgresql", query={}).render_as_string()
    given = address.query.get("host", address.host or "")
    hosts = [given] if isinstance(given, str) else list(given)
    if not all(host and unquote(host)[0] not in "/@" for host in hosts):
        raise LibraryError(f"the database address {where} is a Unix socket: name PostgreSQL's host, such as 127.0.0.1")
    address = address.set(drivername=_POSTGRESQL, query=_MANNERS | dict(address.query))
    try:
        engine = create_engine(
            address, json_serializer=_json, json_deserializer=msgspec.json.decode, pool_pre_ping=True
        )
    except ImportError as error:
        raise LibraryError(f"PostgreSQL needs psycopg: install podme-audio[distributed] ({error})") from error
    event.listen(engine, "begin", _in_turn)
    return where, engine


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _connected(connection: Any, _record: Any) -> None:
    """Stop the driver from beginning late: as it comes, it lost 447 of 600 updates of four processes."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    _keep_a_log(connection)


def _keep_a_log(connection: Any) -> None:
    """Switch to WAL. The first process to do so needs the file to itself, and busy_timeout does not wait for that."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begun(connection: Connection) -> None:
    """Take the write lock first: a reader that turns writer fails at once, whatever the busy_timeout."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _in_turn(connection: Connection) -> None:
    """Wait until no other writes; the turn ends with the transaction, however that ends."""
    if connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")


def _passes(error: Exception) -> bool:
    """Whether the same may well succeed after a while."""
    reason = getattr(error, "orig", error)
    if isinstance(reason, sqlite3.Error):
        return getattr(reason, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return isinstance(error, OperationalError | NoConnectionError) or getattr(error, "connection_invalidated", False)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection, where: str) -> None:
    """Bring the tables to HEAD, inside a transaction that only one process can hold."""
    from podme_audio.library import migrations  # noqa: PLC0415 - Alembic is loaded only when there is work for it

    found = _revision(connection)
    if found is not None and not migrations.knows(found):
        raise LibraryError(f"the library's database {where} was made by a newer Podme Audio (migration {found})")
    migrations.upgrade(connection)
