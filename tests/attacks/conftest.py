from collections.abc import Iterator

import pytest

from tests.attacks.planted import LINK, evil
from tests.web.chromium import browser  # noqa: F401  (a fixture)
from tests.web.conftest import empty, home, opening, serving, stock  # noqa: F401  (fixtures)
from tests.web.desk.conftest import kind, newsroom, opening_once  # noqa: F401  (fixtures)
from tests.web.desk.house import House, house
from tests.web.shelf import Opening

#: What cannot be said with marks in it, or is an address.
STRANGE = "https://podme.id/\"'><svg/onload=siege()>"
OTHERWISE = {"said": "ke diri", "address": STRANGE, "receiver": STRANGE, "reference": LINK}


@pytest.fixture(scope="session")
def hostile(opening_once: Opening) -> Iterator[House]:  # noqa: F811  (the fixture)
    """A newsroom where whatever somebody could write was written by an attacker."""
    with house(opening_once, lambda field: OTHERWISE.get(field) or evil(field)) as one:
        yield one
