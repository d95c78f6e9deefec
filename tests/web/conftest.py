import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from podme_audio import web
from podme_audio.library import Library
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web import shelf
from tests.web.chromium import browser, looking  # noqa: F401  (fixtures)
from tests.web.shelf import Opening, Serving, Shelf, Stock

PUBLIC = "https://audio.kabar.example"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a show and its artwork: migrations and drawing take longer than most tests."""
    home = tmp_path_factory.mktemp("empty") / "episodes"
    with Library(home) as library:
        Press(Settings(home=home), library).artwork()
    return home


@pytest.fixture
def opening(empty: Path, tmp_path: Path) -> Iterator[Opening]:
    """Open a library of the test's own, under settings it may bend."""
    opened: list[Library] = []

    def open_(**settings: str) -> Shelf:
        home = tmp_path / f"episodes-{len(opened)}"
        shutil.copytree(empty, home)
        opened.append(Library(home))
        return Shelf(Press(Settings(home=home, **settings), opened[-1]), opened[-1])  # type: ignore[arg-type]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture(scope="session")
def home(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with an episode in every state, and the names they have."""
    home = tmp_path_factory.mktemp("stocked") / "episodes"
    shutil.copytree(empty, home)
    return home


@pytest.fixture(scope="session")
def stock(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    folder = tmp_path_factory.mktemp("recordings")
    with Library(home) as library:
        press = Press(Settings(home=home, public_url=PUBLIC), library)
        older = shelf.publish(library, shelf.draft(folder, "Harga cabai turun", section="Ekonomi"), hours=-30)
        withdrawn = shelf.publish(library, shelf.draft(folder, "Kabar yang keliru"), hours=-10)
        library.withdraw(withdrawn.guid, now=shelf.NOON)
        draft = library.save(shelf.draft(folder, "Belum boleh didengar"), now=shelf.NOON)
        published = shelf.publish(library, shelf.draft(folder))
        press.print()
        yield Stock(Shelf(press, library), published, older, draft, withdrawn)


@pytest.fixture(scope="session")
def client(stock: Stock) -> FlaskClient:
    return web.create_app(stock.shelf).test_client()


@pytest.fixture(scope="session")
def serving() -> Serving:
    @contextmanager
    def serve(home: Path, *more: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
        with subprocess.Popen(  # noqa: S603 - our own child, beside this file
            [sys.executable, "-W", "error", str(Path(__file__).with_name("child.py")), str(home), *more],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        ) as process:
            assert process.stdout
            try:
                yield int(process.stdout.readline()), process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(15)

    return serve


@pytest.fixture(scope="module")
def server(home: Path, stock: Stock, serving: Serving) -> Iterator[int]:
    """The port of a running server of the stocked library."""
    assert stock
    with serving(home) as (port, _):
        yield port
