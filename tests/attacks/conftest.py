import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from podme_audio.library import Library
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.attacks.planted import LINK, evil
from tests.web.chromium import browser  # noqa: F401  (a fixture)
from tests.web.conftest import empty, home, opening, serving, stock  # noqa: F401  (fixtures)
from tests.web.desk.conftest import newsroom  # noqa: F401  (a fixture)
from tests.web.desk.house import WORDS, House, house
from tests.web.shelf import Opening, Shelf

#: What cannot be said with marks in it, for it is no text of a line, or decides where one ends.
PLAIN = {"said": "ke diri"}
ADDRESSES = {"address": "https://podme.id/\"'><svg/onload=siege()>", "reference": LINK}


def attacked(field: str) -> str:
    """Say a field as an attacker does."""
    return PLAIN.get(field) or ADDRESSES.get(field) or evil(field)


@pytest.fixture(scope="module")
def opening_once(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opening]:  # noqa: F811  (the fixture)
    """Open libraries that a whole module's tests look at."""
    opened: list[Library] = []

    def open_(**settings: str) -> Shelf:
        at = tmp_path_factory.mktemp("house") / "episodes"
        shutil.copytree(empty, at)
        opened.append(Library(at))
        return Shelf(Press(Settings(home=at, **settings), opened[-1]), opened[-1])  # type: ignore[arg-type]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture(scope="module")
def kind(opening_once: Opening) -> Iterator[House]:
    """A newsroom where all is well."""
    with house(opening_once, WORDS.__getitem__) as one:
        yield one


@pytest.fixture(scope="module")
def hostile(opening_once: Opening) -> Iterator[House]:
    """A newsroom where whatever somebody could write was written by an attacker."""
    with house(opening_once, attacked) as one:
        yield one
