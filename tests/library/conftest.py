import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podme_audio.library import Draft, Library
from podme_audio.model import Recording
from tests.library.drafts import DRAFT, Drafting, Starting
from tests.library.sites import Site
from tests.servers import Postgres


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "episodes"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty library's database, made once: its migrations take longer than most tests."""
    home = tmp_path_factory.mktemp("empty")
    Library(home).close()
    return home / "podme.db"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> str:
    """The same on PostgreSQL: the name of a database to copy."""
    name = postgres.create()
    Library(tmp_path_factory.mktemp("template"), database_url=postgres.url(name)).close()
    return name


@pytest.fixture(params=["files", "servers"])
def place(request: pytest.FixtureRequest) -> str:
    """Where the library lives: every test that has one runs in both places."""
    return str(request.param)


@pytest.fixture
def new(place: str, home: Path, request: pytest.FixtureRequest) -> Site:
    """A site where no library was ever opened."""
    if place == "files":
        return Site(home)
    return Site(home, request.getfixturevalue("postgres_url"), request.getfixturevalue("bucket_url"))


@pytest.fixture
def making(place: str, empty: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Make an empty library's database, in the file given or on the server; return its address."""
    names: list[str] = []

    def in_file(path: Path) -> str:
        path.parent.mkdir(exist_ok=True)
        shutil.copy(empty, path)
        return f"sqlite:///{path}"

    def on_server(_: Path) -> str:
        names.append(server.create(request.getfixturevalue("template")))
        return server.url(names[-1])

    if place == "files":
        yield in_file
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield on_server
    for name in names:
        server.drop(name)


@pytest.fixture
def site(place: str, home: Path, making: Callable[[Path], str], request: pytest.FixtureRequest) -> Site:
    """A site with an empty library."""
    url = making(home / "podme.db")
    return Site(home) if place == "files" else Site(home, url, request.getfixturevalue("bucket_url"))


@pytest.fixture
def library(site: Site) -> Iterator[Library]:
    with site.open() as opened:
        yield opened


@pytest.fixture
def local(home: Path, empty: Path) -> Iterator[Library]:
    """A library in files, for what is true of files alone."""
    home.mkdir()
    shutil.copy(empty, home)
    with Library(home) as opened:
        yield opened


@pytest.fixture
def drafting(tmp_path: Path) -> Drafting:
    """Make a draft; ``sound`` is what its recording holds, ``low`` the version for little data."""

    def make(sound: bytes = b"sound", *, low: bytes = b"", **changes: Any) -> Draft:
        path = tmp_path / "recording.mp3"
        path.write_bytes(sound)
        if low:
            path.with_suffix(".opus").write_bytes(low)
            changes["low"] = Recording(path.with_suffix(".opus"), 3.5, -16.2, -1.0, (), ())
        heard = {name: changes.pop(name) for name in ("cues", "chapters") if name in changes}
        return replace(DRAFT, recording=replace(DRAFT.recording, path=path, **heard), **changes)

    return make


@pytest.fixture
def draft(drafting: Drafting) -> Draft:
    return drafting()


@pytest.fixture
def starting() -> Starting:
    @contextmanager
    def start(*arguments: object) -> Iterator[subprocess.Popen[str]]:
        wish = json.dumps([str(argument) for argument in arguments])
        with subprocess.Popen(  # noqa: S603 - our own child, beside this file
            [sys.executable, "-W", "error", str(Path(__file__).with_name("child.py")), wish],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    return start
