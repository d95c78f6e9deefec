from collections.abc import Iterator

import pytest

from podme_audio.builds import Workshop
from podme_audio.model import Rank
from tests.web.desk.newsroom import Newsroom, Visitor, opened
from tests.web.shelf import Opening


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
