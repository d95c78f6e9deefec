from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from podme_audio.builds import schedules, watching
from podme_audio.exceptions import LibraryError
from podme_audio.library import Library
from podme_audio.model import State
from podme_audio.settings import Settings
from podme_audio.studio import Studio, Wish
from tests.servers import running

SIX = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
ITEM = "<item><title>{title}</title><link>{link}</link><description>{text}</description></item>"


class Newsroom:
    """A site with a feed."""

    def __init__(self) -> None:
        self.items: list[tuple[str, str]] = []
        self.body: bytes | None = None
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = room.feed()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def feed(self) -> bytes:
        if self.body is not None:
            return self.body
        items = "".join(ITEM.format(title=name, link=f"{self.url}/{name}", text=text) for name, text in self.items)
        return f"<rss version='2.0'><channel><title>Berita</title>{items}</channel></rss>".encode()


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    room = Newsroom()
    with running(room.server):
        yield room


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "home") as opened:
        yield opened


def watched(library: Library, newsroom: Newsroom, minutes: int = 10) -> Studio:
    inside = newsroom.url.removeprefix("http://")
    chosen = Settings(engine="tone", watch_feed=f"{newsroom.url}/feed", watch_minutes=minutes, fetch_allow=inside)
    return Studio(chosen, library)


def poll(studio: Studio, at: datetime) -> None:
    watching.poll(studio, at, lambda: 1.0)


def built(studio: Studio) -> list[str]:
    return sorted(build.references[0].rpartition("/")[2] for build in studio.library.ledger.builds())


def test_what_stands_in_the_feed_at_the_first_look_is_old_news(library: Library, newsroom: Newsroom) -> None:
    newsroom.items = [("banjir", "Air naik.")]
    studio = watched(library, newsroom)

    poll(studio, SIX)

    assert built(studio) == []


def test_what_is_new_or_changed_since_is_built_once(library: Library, newsroom: Newsroom) -> None:
    newsroom.items = [("banjir", "Air naik."), ("pasar", "Pasar buka.")]
    studio = watched(library, newsroom)
    poll(studio, SIX)

    newsroom.items = [("pemilu", "Hari tenang."), ("banjir", "Air surut."), ("pasar", "Pasar buka.")]
    poll(studio, SIX + timedelta(minutes=10))
    poll(studio, SIX + timedelta(minutes=20))

    assert built(studio) == ["banjir", "pemilu"]


def test_the_feed_is_looked_at_only_every_so_many_minutes(library: Library, newsroom: Newsroom) -> None:
    newsroom.items = [("banjir", "Air naik.")]
    studio = watched(library, newsroom, minutes=30)
    poll(studio, SIX)

    newsroom.items.append(("pasar", "Pasar buka."))
    poll(studio, SIX + timedelta(minutes=10))

    assert built(studio) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><body>Bukan umpan</body></html>", "no feed"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>", "entities"),
        (b"", "no feed"),
    ],
)
def test_what_is_no_honest_feed_is_told(library: Library, newsroom: Newsroom, body: bytes, reason: str) -> None:
    newsroom.body = body

    poll(watched(library, newsroom), SIX)

    (feed,) = library.intake.watched.feeds([f"{newsroom.url}/feed"])
    assert reason in feed.error
    assert (feed.failed, feed.failures, feed.succeeded) == (SIX, 1, None)


@pytest.fixture
def scheduled(library: Library, tmp_path: Path) -> Studio:
    article = tmp_path / "pasar.txt"
    article.write_text("Pasar Dibuka\n\nPasar itu dibuka lagi pagi ini oleh wali kota.\n", "utf-8")
    studio = Studio(Settings(engine="tone"), library, now=lambda: SIX)
    episode = studio.produce(Wish((str(article),))).episode
    studio.schedule(episode.guid, SIX + timedelta(hours=1))
    return studio


def test_a_scheduled_episode_is_published_when_it_is_due_and_not_before(scheduled: Studio) -> None:
    schedules.publish_due(scheduled, SIX + timedelta(minutes=59))
    assert [one.state for one in scheduled.library.episodes()] == [State.SCHEDULED]

    schedules.publish_due(scheduled, SIX + timedelta(minutes=60))
    schedules.publish_due(scheduled, SIX + timedelta(minutes=61))

    episode = scheduled.library.episodes()[0]
    assert (episode.state, episode.due, episode.revision) == (State.PUBLISHED, None, 1)
    assert episode.guid in scheduled.press.feed().content.decode()


def test_a_moment_that_is_past_publishes_at_once(scheduled: Studio) -> None:
    guid = scheduled.library.episodes()[0].guid

    assert scheduled.schedule(guid, SIX - timedelta(minutes=1)).state is State.PUBLISHED


def test_a_published_episode_cannot_be_scheduled(scheduled: Studio) -> None:
    guid = scheduled.publish(scheduled.library.episodes()[0].guid).guid

    with pytest.raises(LibraryError, match="cannot be scheduled"):
        scheduled.schedule(guid, SIX + timedelta(days=1))
