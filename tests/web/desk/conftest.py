import pytest

from tests.web.desk.newsroom import Newsroom, opened
from tests.web.shelf import Opening


@pytest.fixture
def newsroom(opening: Opening) -> Newsroom:
    return opened(opening())
