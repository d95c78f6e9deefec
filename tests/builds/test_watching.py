from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from podme_audio import script, sources
from podme_audio import standing as changes
from podme_audio.builds import schedules, watching
from podme_audio.library import Library
from podme_audio.library.intake import Standing
from podme_audio.model import Article, Block, Role, Script
from podme_audio.settings import Settings
from podme_audio.studio import Studio, means
from tests.library.drafts import DRAFT
from tests.servers import running
from tests.sources.wordpress import Kept, Site, site

SIX = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
TEN = timedelta(minutes=10)


class Feeds:
    """A host with a feed at every path; it says what a test wants it to say."""

    def __init__(self) -> None:
        self.links: dict[str, list[str]] = {}
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        feeds = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feeds.asked.append((self.path, self.headers.get("If-None-Match", "")))
                items = "".join(
                    f"<item><title>{link}</title><link>{link}</link></item>" for link in feeds.links[self.path]
                )
                body = f"<rss version='2.0'><channel><title>Berita</title>{items}</channel></rss>".encode()
                etag = f'"{len(body)}"'
                same = self.headers.get("If-None-Match") == etag
                self.send_response(304 if same else feeds.status)
                told = {"Content-Type": "application/rss+xml", "ETag": etag, **feeds.headers}
                for name, value in {**told, "Content-Length": str(0 if same else len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"" if same else body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}"


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    host = Feeds()
    with running(host.server):
        yield host


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "home") as opened:
        yield opened


def watched(library: Library, feeds: Feeds, *addresses: str) -> Studio:
    chosen = Settings(engine="tone", watch_feed=" ".join(addresses), fetch_allow=feeds.host)
    return Studio(chosen, library)


def poll(studio: Studio, at: datetime) -> None:
    watching.poll(studio, at, lambda: 1.0)


def built(studio: Studio) -> list[str]:
    return sorted(build.references[0].rpartition("/")[2] for build in studio.library.ledger.builds())


def test_several_feeds_are_watched_and_one_that_breaks_keeps_no_other_from_its_turn(
    library: Library, feeds: Feeds
) -> None:
    feeds.links = {"/a": [], "/b": []}
    broken = "http://127.0.0.1:9/feed"
    studio = watched(library, feeds, broken, f"{feeds.url}/a", f"{feeds.url}/b")
    poll(studio, SIX)

    feeds.links = {"/a": ["https://podme.id/banjir"], "/b": ["https://podme.id/pasar"]}
    poll(studio, SIX + TEN)

    first, second, third = library.intake.watched.feeds(studio.settings.watch_feeds)
    assert built(studio) == ["banjir", "pasar"]
    assert (first.address, first.failures, first.succeeded) == (broken, 1, None) or first.failures == 2
    assert second.succeeded == third.succeeded == SIX + TEN
    assert second.error == third.error == ""


@pytest.mark.parametrize(("publish", "names"), [(False, []), (True, ["pasar"])])
def test_what_is_published_already_is_corrected_by_itself_only_where_publishing_is(
    library: Library, feeds: Feeds, tmp_path: Path, publish: bool, names: list[str]
) -> None:
    sound = tmp_path / "sound.mp3"
    sound.write_bytes(b"sound")
    article = "https://podme.id/pasar"
    draft = replace(DRAFT, references=(article,), recording=replace(DRAFT.recording, path=sound))
    library.publish(library.save(draft, now=SIX).guid, now=SIX)
    feeds.links = {"/a": []}
    studio = watched(library, feeds, f"{feeds.url}/a")
    studio = Studio(replace(studio.settings, watch_publish=publish), library)
    poll(studio, SIX)

    feeds.links = {"/a": [article]}
    poll(studio, SIX + TEN)

    assert built(studio) == names
    assert library.intake.watched.feeds(studio.settings.watch_feeds)[0].error == ""


def test_a_feed_that_was_empty_at_the_first_look_has_news_at_the_second(library: Library, feeds: Feeds) -> None:
    feeds.links = {"/a": []}
    studio = watched(library, feeds, f"{feeds.url}/a")
    poll(studio, SIX)

    feeds.links = {"/a": ["https://podme.id/banjir"]}
    poll(studio, SIX + TEN)

    assert built(studio) == ["banjir"]


def test_a_feed_is_asked_only_for_what_is_newer(library: Library, feeds: Feeds) -> None:
    feeds.links = {"/a": ["https://podme.id/banjir"]}
    studio = watched(library, feeds, f"{feeds.url}/a")

    for minutes in (0, 10, 20):
        poll(studio, SIX + timedelta(minutes=minutes))

    (feed,) = library.intake.watched.feeds(studio.settings.watch_feeds)
    etags = [etag for _, etag in feeds.asked]
    assert etags == ["", feed.etag, feed.etag]
    assert feed.succeeded == SIX + 2 * TEN
    assert built(studio) == []


def test_looks_are_spread_by_a_tenth(library: Library, feeds: Feeds) -> None:
    feeds.links = {"/a": []}
    studio = watched(library, feeds, f"{feeds.url}/a")
    dues = set()

    for day in range(12):
        watching.poll(studio, SIX + timedelta(days=day))
        (feed,) = library.intake.watched.feeds(studio.settings.watch_feeds)
        assert feed.due is not None
        dues.add(feed.due - (SIX + timedelta(days=day)))

    assert len(dues) > 1
    assert all(timedelta(minutes=9) <= due <= timedelta(minutes=11) for due in dues)


def test_a_host_that_fails_is_left_alone_longer_each_time_and_forgiven_at_once(library: Library, feeds: Feeds) -> None:
    feeds.links, feeds.status = {"/a": []}, 503
    studio = watched(library, feeds, f"{feeds.url}/a")
    waits, at = [], SIX

    for _ in range(8):
        poll(studio, at)
        (feed,) = library.intake.watched.feeds(studio.settings.watch_feeds)
        assert feed.due is not None
        waits.append(int((feed.due - at).total_seconds() // 60))
        at = feed.due

    assert waits == [10, 20, 40, 80, 160, 320, 360, 360]
    assert feed.failures == 8
    assert "answered 503" in feed.error
    feeds.status = 200
    poll(studio, at)
    (feed,) = library.intake.watched.feeds(studio.settings.watch_feeds)
    assert (feed.failures, feed.error, feed.due) == (0, "", at + TEN)


def test_a_host_that_says_when_to_come_again_is_left_alone_until_then(library: Library, feeds: Feeds) -> None:
    feeds.links, feeds.status, feeds.headers = {"/a": []}, 429, {"Retry-After": "7200"}
    studio = watched(library, feeds, f"{feeds.url}/a")

    poll(studio, SIX)
    poll(studio, SIX + timedelta(minutes=119))

    assert len(feeds.asked) == 1


def test_the_posts_of_a_wordpress_site_are_watched_by_its_api(library: Library) -> None:
    with site(Kept(1, "lama", date="2026-11-20T20:00:00", modified="2026-11-20T20:00:00")) as room:
        chosen = Settings(engine="tone", watch_feed=f"wordpress:{room.url}", fetch_allow=room.url[7:])
        studio = Studio(chosen, library)
        poll(studio, SIX)

        room.posts.append(Kept(2, "baru", modified="2026-11-20T23:05:00"))
        poll(studio, SIX + TEN)
        poll(studio, SIX + 2 * TEN)

    assert [one.rpartition("baru")[1] for one in (build.references[0] for build in library.ledger.builds())] == ["baru"]


# -- published articles, looked at again


@pytest.fixture
def wordpress() -> Iterator[Site]:
    with site(Kept(77, "pasar")) as room:
        yield room


def published(library: Library, room: Site, tmp_path: Path, *, edited: bool = False) -> Studio:
    """A studio with an episode of the site's post, which is published."""
    studio = Studio(Settings(engine="tone", fetch_allow=room.url[7:]), library, now=lambda: SIX)
    reference = f"{room.url}/pasar/"
    article = script.clean(sources.fetch(reference, sources.installed(means(studio.settings))))
    article = script.remove(script.restore(article, 0), 2) if edited else article
    sound = tmp_path / "sound"
    sound.write_bytes(b"sound")
    recording = replace(DRAFT.recording, path=sound)
    told = Script((article,), DRAFT.script.lines)
    episode = library.save(replace(DRAFT, script=told, references=(reference,), recording=recording), now=SIX)
    library.publish(episode.guid, now=SIX)
    return studio


def standing(studio: Studio, at: datetime) -> list[tuple[Standing, datetime]]:
    watching.look_again(studio, at)
    return [(one.standing, one.since) for one in studio.library.intake.origins.notices()]


@pytest.mark.parametrize("edited", [False, True])
def test_an_article_that_stands_as_it_was_published_is_no_notice(
    library: Library, wordpress: Site, tmp_path: Path, edited: bool
) -> None:
    studio = published(library, wordpress, tmp_path, edited=edited)

    assert standing(studio, SIX) == []


def test_an_article_that_changes_and_disappears_is_noted_with_the_moment(
    library: Library, wordpress: Site, tmp_path: Path
) -> None:
    studio = published(library, wordpress, tmp_path)
    assert standing(studio, SIX) == []

    wordpress.posts = [Kept(77, "pasar", content="<p>Pasar terapung ditutup sementara karena arus deras.</p>")]
    assert standing(studio, SIX + 2 * TEN) == [(Standing.CHANGED, SIX + 2 * TEN)]
    assert "are new" in library.intake.origins.notices()[0].told

    wordpress.posts = []
    assert standing(studio, SIX + 4 * TEN) == [(Standing.GONE, SIX + 4 * TEN)]
    assert standing(studio, SIX + 6 * TEN) == [(Standing.GONE, SIX + 4 * TEN)]


def test_a_site_that_is_down_says_nothing_about_its_articles(library: Library, wordpress: Site, tmp_path: Path) -> None:
    studio = published(library, wordpress, tmp_path)
    wordpress.posts = []
    assert [kind for kind, _ in standing(studio, SIX)] == [Standing.GONE]

    wordpress.down = True
    assert [kind for kind, _ in standing(studio, SIX + 2 * TEN)] == [Standing.GONE]

    wordpress.down, wordpress.posts = False, [Kept(77, "pasar")]
    assert standing(studio, SIX + 4 * TEN) == []


def test_an_article_is_looked_at_again_only_after_a_while(library: Library, wordpress: Site, tmp_path: Path) -> None:
    studio = published(library, wordpress, tmp_path)
    watching.look_again(studio, SIX)
    asked = len(wordpress.asked)

    watching.look_again(studio, SIX + timedelta(minutes=14))
    assert len(wordpress.asked) == asked

    watching.look_again(studio, SIX + timedelta(minutes=16))
    assert len(wordpress.asked) > asked


def test_none_is_looked_at_again_where_that_is_not_wished(library: Library, wordpress: Site, tmp_path: Path) -> None:
    studio = published(library, wordpress, tmp_path)
    asked = len(wordpress.asked)

    watching.look_again(Studio(replace(studio.settings, watch_articles=0), library), SIX)

    assert len(wordpress.asked) == asked


def test_what_was_withdrawn_is_no_notice(library: Library, wordpress: Site, tmp_path: Path) -> None:
    studio = published(library, wordpress, tmp_path)
    wordpress.posts = []
    assert len(standing(studio, SIX)) == 1

    library.withdraw(library.episodes()[0].guid, now=SIX)

    assert standing(studio, SIX + 2 * TEN) == []


def test_another_title_is_a_change_and_white_space_is_none() -> None:
    article = Article("a", "Pasar  Dibuka", (Block(Role.PARAGRAPH, "Satu."),))

    assert changes.difference(article, replace(article, title="Pasar Dibuka")) == ""
    assert "title" in changes.difference(article, replace(article, title="Pasar Ditutup"))


def test_the_minute_does_all_of_it() -> None:
    assert {watching.poll, watching.look_again} <= set(schedules.PARTS.values())
