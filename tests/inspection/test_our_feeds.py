"""What we serve holds to what we ask of others: the show's feed, its pages, and those of sections and authors."""

from collections.abc import Iterator

import pytest

from podme_audio.inspection import Plan, inspect
from podme_audio.sheets import FULL
from tests import stocked


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running show with more episodes than two pages hold, and a hub."""
    with stocked.show(tmp_path_factory.mktemp("ours"), 2 * FULL + 10, hub="https://hub.example/") as (address, _):
        yield address


@pytest.mark.parametrize(
    "path",
    [
        "/feed.xml",
        "/feed.xml?arsip=2",
        "/feed.xml?arsip=1",
        "/feed/dunia.xml",
        "/feed/penulis/ana-wulandari.xml",
    ],
)
def test_our_own_feeds_yield_nothing(home: str, path: str) -> None:
    report = inspect(home + path, Plan(recent=1 if path == "/feed.xml" else 0, audio=False))

    assert [(one.id, one.where, one.seen) for one in report.findings] == []
    assert report.episodes > 100
