import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from tests.servers import Absent, ObjectStore, Postgres

# How long an example takes is the machine's affair: `podme bench` measures, tests do not.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

Server = TypeVar("Server", Postgres, ObjectStore)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("PODME_", "AWS_"))]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """No attempt of a test may leave the machine; one that tries fails here, at once and by name."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def judged(address: Any) -> None:
        _ATTEMPTS.append(address)
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise ConnectionRefusedError(f"a test tried to reach {host}")

    def guarded(self: socket.socket, address: Any) -> None:
        judged(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        judged(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


#: Where this process tried to connect to since the last `attempts`.
_ATTEMPTS: list[Any] = []


@pytest.fixture
def attempts() -> list[Any]:
    """Every address that the test tries to connect to, reached or not."""
    _ATTEMPTS.clear()
    return _ATTEMPTS


class Compiled(BytecodeCache):
    """Templates, compiled once for each process of tests instead of for each application."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(autouse=True, scope="session")
def compiled() -> Iterator[None]:
    make, kept = Flask.create_jinja_environment, Compiled()

    def making(app: Flask) -> Environment:
        environment = make(app)
        environment.bytecode_cache = kept
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "create_jinja_environment", making)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, started for the first test of this process that asks."""
    with closing(_started(Postgres)) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    """An S3-compatible store, started for the first test of this process that asks."""
    with closing(_started(ObjectStore)) as server:
        yield server


@pytest.fixture
def bucket_url(object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a folder in an empty bucket; endpoint and keys are in the environment, children's too."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://{object_store.create()}/library"


def _started(kind: Callable[[], Server]) -> Server:
    try:
        return kind()
    except Absent as error:
        if os.environ.get("TEST_PROGRAMS") == "required":
            raise
        pytest.skip(str(error))
