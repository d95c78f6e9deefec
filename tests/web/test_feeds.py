"""What is asked of the library for a feed, and what is answered when it does not answer."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from podme_audio import web
from podme_audio.library import Document, DocumentMark, Library
from podme_audio.press import Press
from podme_audio.settings import Settings
from podme_audio.web.feeds import MOST
from tests.web import shelf
from tests.web.shelf import Opening, Shelf
from tests.web.test_http import ask


class Watched(Press):
    """A press that notes what is asked of it."""

    def __init__(self, settings: Settings, library: Library) -> None:
        super().__init__(settings, library)
        self.asked: list[str] = []
        self.read: list[str] = []

    def glance(self, name: str) -> DocumentMark | None:
        self.asked.append(name)
        return super().glance(name)

    def sheet(self, name: str) -> Document | None:
        self.read.append(name)
        return super().sheet(name)


@pytest.fixture
def watched(opening: Opening, tmp_path: Path) -> Shelf:
    opened = opening()
    shelf.publish(opened.library, shelf.draft(tmp_path, "Kabar pertama", section="Dunia", sound=b"sound"))
    press = Watched(Settings(), opened.library)
    press.print()
    return Shelf(press, opened.library)


def watching(watched: Shelf) -> Watched:
    assert isinstance(watched.press, Watched)
    return watched.press


def test_a_feed_that_did_not_change_is_read_once_however_often_it_is_asked_for(watched: Shelf) -> None:
    clock = iter(range(100))
    client = web.create_app(watched, clock=lambda: float(next(clock))).test_client()

    for _ in range(5):
        assert ask(client, "/feed.xml").status_code == 200

    assert watching(watched).asked == ["feed.xml"] * 5
    assert watching(watched).read == ["feed.xml"]


def test_within_a_second_nothing_is_asked(watched: Shelf) -> None:
    client = web.create_app(watched, clock=lambda: 7.0).test_client()

    for _ in range(5):
        assert ask(client, "/feed.xml").status_code == 200

    assert watching(watched).asked == ["feed.xml"]


def test_a_feed_is_answered_from_memory_while_the_database_is_away(
    watched: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    clock = iter(range(100))
    client = web.create_app(watched, clock=lambda: float(next(clock))).test_client()
    first = ask(client, "/feed.xml")
    with watched.library.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE documents RENAME TO gone")

    again = ask(client, "/feed.xml")

    assert (again.status_code, again.data) == (200, first.data)
    assert "whether feed.xml has changed is not known" in caplog.text
    assert ask(client, "/feed/dunia.xml").status_code == 503


def test_many_readers_at_once_get_whole_feeds(watched: Shelf) -> None:
    app = web.create_app(watched)

    def read(number: int) -> bytes:
        path = "/feed/dunia.xml" if number % 2 else "/feed.xml"
        return bytes(ask(app.test_client(), path).data).partition(b"<item>")[2]

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(read, range(40)))

    assert len(answers) == 1
    assert b"Kabar pertama" in answers.pop()


def test_no_more_feeds_are_in_memory_than_fit(watched: Shelf) -> None:
    names = [f"feed/desa-{number}.xml" for number in range(MOST + 1)]
    for name in names:
        watched.library.documents.keep(name, name.encode(), fingerprint="", now=shelf.NOON)
    client = web.create_app(watched, clock=lambda: 7.0).test_client()

    for name in [*names, names[-1], names[0]]:
        assert ask(client, f"/{name}").data == name.encode()

    assert watching(watched).read == [*names, names[0]]
