import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from podme_audio.builds import Workshop
from podme_audio.library import Library
from podme_audio.model import Rank
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web.desk.house import WORDS, House, house
from tests.web.desk.newsroom import Newsroom, Visitor, opened
from tests.web.shelf import Opening, Shelf


@pytest.fixture
def newsroom(opening: Opening) -> Newsroom:
    return opened(opening())


@pytest.fixture
def ana(newsroom: Newsroom) -> Visitor:
    return newsroom.at_work("ana", Rank.CHIEF)


@pytest.fixture
def working(newsroom: Newsroom) -> Iterator[Newsroom]:
    """A newsroom with somebody who builds."""
    with Workshop(newsroom.work.studio, lines=2).open():
        yield newsroom


@pytest.fixture(scope="session")
def opening_once(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opening]:
    """Open libraries that many tests look at."""
    libraries: list[Library] = []

    def open_(**settings: str) -> Shelf:
        at = tmp_path_factory.mktemp("house") / "episodes"
        shutil.copytree(empty, at)
        libraries.append(Library(at))
        return Shelf(Press(Settings(home=at, **settings), libraries[-1]), libraries[-1])  # type: ignore[arg-type]

    yield open_
    for library in libraries:
        library.close()


@pytest.fixture(scope="session")
def kind(opening_once: Opening) -> Iterator[House]:
    """A newsroom where all is well, with something on every page."""
    with house(opening_once, WORDS.__getitem__) as one:
        yield one
