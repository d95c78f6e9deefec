"""The rows of the bar that are about HTTP, as tables."""

import gzip
import json
from datetime import timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
import feedparser
import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from podme_audio import web
from podme_audio.bench.stock import stock as stock_up
from podme_audio.library import Library
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web import shelf
from tests.web.conftest import PUBLIC
from tests.web.shelf import Opening, Shelf, Stock

GZIP = {"Accept-Encoding": "gzip, deflate"}


def ask(client: FlaskClient, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> TestResponse:
    """Ask and read to the end, so that no file stays open."""
    response = client.open(path, method=method, headers=headers or {})
    with response:
        assert response.data is not None
    return response


@pytest.fixture(scope="session")
def paths(stock: Stock) -> dict[str, str]:
    page = f"/episodes/{stock.published.slug}"
    artwork = stock.shelf.press.artwork()[0]
    return {
        "feed": "/feed.xml",
        "home": "/",
        "page": page,
        "vtt": f"{page}/transcript.vtt",
        "srt": f"{page}/transcript.srt",
        "json": f"{page}/transcript.json",
        "chapters": f"{page}/chapters.json",
        "sound": f"/media/{stock.published.media.name}",
        "artwork": f"/{artwork}",
        "cover": f"/{artwork.replace('artwork', 'cover')}",
        "style": "/static/podme.css",
        "script": "/static/player.js",
        "robots": "/robots.txt",
        "favicon": "/favicon.ico",
        "health": "/healthz",
    }


@pytest.mark.parametrize(
    ("what", "type"),
    [
        ("feed", "application/rss+xml; charset=utf-8"),
        ("home", "text/html; charset=utf-8"),
        ("page", "text/html; charset=utf-8"),
        ("vtt", "text/vtt; charset=utf-8"),
        ("srt", "application/x-subrip; charset=utf-8"),
        ("json", "application/json; charset=utf-8"),
        ("chapters", "application/json+chapters"),
        ("sound", "audio/mpeg"),
        ("artwork", "image/jpeg"),
        ("cover", "image/jpeg"),
        ("style", "text/css; charset=utf-8"),
        ("script", "text/javascript; charset=utf-8"),
        ("robots", "text/plain; charset=utf-8"),
        ("favicon", "image/vnd.microsoft.icon"),
        ("health", "text/plain; charset=utf-8"),
    ],
)
def test_everything_answers_as_what_it_is(client: FlaskClient, paths: dict[str, str], what: str, type: str) -> None:
    got, head = ask(client, paths[what]), ask(client, paths[what], method="HEAD")

    assert got.status_code == head.status_code == 200
    assert got.headers["Content-Type"] == head.headers["Content-Type"] == type
    assert int(head.headers["Content-Length"]) == len(got.data) > 0
    assert not head.data
    assert head.headers.get("ETag") == got.headers.get("ETag")


@pytest.mark.parametrize("what", ["feed", "vtt", "srt", "json", "chapters", "sound"])
def test_what_apps_fetch_again_need_not_be_sent_again(client: FlaskClient, paths: dict[str, str], what: str) -> None:
    first = ask(client, paths[what])
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    earlier = format_datetime(first.last_modified - timedelta(seconds=1), usegmt=True) if first.last_modified else ""

    for headers, status in (
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f'"other", {etag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-Modified-Since": modified}, 304),
        ({"If-Modified-Since": earlier}, 200),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": modified}, 200),
    ):
        got = ask(client, paths[what], headers)

        assert (headers, got.status_code) == (headers, status)
        assert got.headers["ETag"] == etag
        assert bool(got.data) == (status == 200)
    assert not etag.startswith("W/")


@pytest.mark.parametrize("what", ["home", "page"])
def test_a_page_is_asked_about_each_time_and_sent_when_it_changed(
    client: FlaskClient, paths: dict[str, str], what: str
) -> None:
    first = ask(client, paths[what])

    assert first.headers["Cache-Control"] == "no-cache"
    assert ask(client, paths[what], {"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("what", ["feed", "home", "page", "vtt", "srt", "json", "style", "script"])
def test_text_is_compressed_for_who_can_read_it(client: FlaskClient, paths: dict[str, str], what: str) -> None:
    plain, small = ask(client, paths[what]), ask(client, paths[what], GZIP)
    refused = ask(client, paths[what], {"Accept-Encoding": "gzip;q=0"})

    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data == refused.data
    assert len(small.data) == int(small.headers["Content-Length"]) < len(plain.data)
    assert small.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert ask(client, paths[what], {**GZIP, "If-None-Match": small.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", None),
        ("", None),
        ("zstd", None),
        (";;q=%", None),
    ],
)
def test_each_gets_the_form_that_is_liked_best(
    client: FlaskClient, paths: dict[str, str], asked: str, form: str | None
) -> None:
    got = ask(client, paths["feed"], {"Accept-Encoding": asked})

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[form]
    assert got.headers.get("Content-Encoding") == form
    assert unpack(got.data) == ask(client, paths["feed"]).data


def test_the_feed_is_the_one_that_was_printed(client: FlaskClient, stock: Stock) -> None:
    got = ask(client, "/feed.xml")

    assert got.data == stock.shelf.press.feed().content
    assert got.headers["Cache-Control"] == "public, max-age=300"
    assert got.last_modified == stock.shelf.press.feed().modified


def test_what_another_process_publishes_is_in_the_feed_and_on_the_page(opening: Opening, tmp_path: Path) -> None:
    ours, clock = opening(), count()
    client = web.create_app(ours, clock=lambda: float(next(clock))).test_client()
    before = ask(client, "/"), ask(client, "/feed.xml", GZIP)
    with Library(tmp_path / "episodes-0") as theirs:
        shelf.publish(theirs, shelf.draft(tmp_path, "Kabar dari proses lain", sound=b"x" * 900))
        Press(Settings(), theirs).print()

    page, feed = ask(client, "/"), ask(client, "/feed.xml", GZIP)

    assert b"Kabar dari proses lain" in page.data
    assert b"Kabar dari proses lain" in gzip.decompress(feed.data)
    assert page.headers["ETag"] != before[0].headers["ETag"]
    assert feed.headers["ETag"] != before[1].headers["ETag"]


@pytest.mark.parametrize("what", ["feed", "vtt", "srt", "json", "chapters", "sound", "artwork"])
def test_players_on_other_sites_may_read_it(client: FlaskClient, paths: dict[str, str], what: str) -> None:
    assert ask(client, paths[what]).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("what", ["home", "page", "health"])
def test_pages_are_for_their_own_site(client: FlaskClient, paths: dict[str, str], what: str) -> None:
    assert "Access-Control-Allow-Origin" not in ask(client, paths[what]).headers


@pytest.mark.parametrize("what", ["sound", "artwork", "cover"])
def test_what_has_its_content_in_its_name_is_kept_for_a_year(
    client: FlaskClient, paths: dict[str, str], what: str
) -> None:
    assert ask(client, paths[what]).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_sound_is_the_file(client: FlaskClient, stock: Stock, paths: dict[str, str]) -> None:
    path = stock.shelf.library.audio(stock.published)
    got = ask(client, paths["sound"], GZIP)

    assert path
    assert got.data == path.read_bytes()
    assert len(got.data) == stock.published.media.size
    assert got.headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in got.headers


@pytest.mark.parametrize(
    ("wanted", "status", "first", "last"),
    [
        ("bytes=0-1", 206, 0, 1),
        ("bytes=0-", 206, 0, -1),
        ("bytes=1000-", 206, 1000, -1),
        ("bytes=-500", 206, -500, -1),
        ("bytes=0-99999999999", 206, 0, -1),
        ("bytes=-99999999999", 206, 0, -1),
        ("BYTES=5-6", 206, 5, 6),
        (" bytes=5-6 ", 206, 5, 6),
        ("lines=0-1", 200, 0, -1),
        ("bytes=0-1,4-5", 200, 0, -1),
        ("bytes=5-2", 200, 0, -1),
        ("bytes=-", 200, 0, -1),
        ("bytes=a-b", 200, 0, -1),
        ("bytes=١-٢", 200, 0, -1),
        ("bytes", 200, 0, -1),
        ("", 200, 0, -1),
    ],
)
def test_a_range_of_the_sound(  # noqa: PLR0913, PLR0917 (a table of columns)
    client: FlaskClient, stock: Stock, paths: dict[str, str], wanted: str, status: int, first: int, last: int
) -> None:
    size = stock.published.media.size
    whole = ask(client, paths["sound"]).data
    start, stop = first % size, last % size + 1

    got = ask(client, paths["sound"], {"Range": wanted.encode().decode("latin-1")})
    head = ask(client, paths["sound"], {"Range": wanted.encode().decode("latin-1")}, "HEAD")

    assert got.status_code == head.status_code == status
    assert got.data == whole[start:stop]
    assert int(got.headers["Content-Length"]) == int(head.headers["Content-Length"]) == stop - start
    assert got.headers.get("Content-Range") == (f"bytes {start}-{stop - 1}/{size}" if status == 206 else None)


@pytest.mark.parametrize("wanted", ["bytes={size}-", "bytes=99999999999-", "bytes=-0", "bytes={size}-{size}"])
def test_a_range_beyond_the_end_is_refused_with_the_length(
    client: FlaskClient, stock: Stock, paths: dict[str, str], wanted: str
) -> None:
    size = stock.published.media.size

    got = ask(client, paths["sound"], {"Range": wanted.format(size=size)})

    assert got.status_code == 416
    assert got.headers["Content-Range"] == f"bytes */{size}"
    assert not got.data


def test_a_download_is_resumed_only_of_the_same_file(client: FlaskClient, paths: dict[str, str]) -> None:
    first = ask(client, paths["sound"])
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]

    for condition, status in (
        (etag, 206),
        ('"other"', 200),
        (f"W/{etag}", 200),
        (modified, 206),
        ("Mon, 02 Jan 2006 15:04:05 GMT", 200),
        ("nonsense", 200),
    ):
        got = ask(client, paths["sound"], {"Range": "bytes=10-19", "If-Range": condition})

        assert (condition, got.status_code) == (condition, status)


def test_the_same_sound_has_the_same_etag_wherever_it_lies(client: FlaskClient, stock: Stock) -> None:
    name = stock.published.media.name

    assert ask(client, f"/media/{name}").headers["ETag"].strip('"') in name


@pytest.mark.parametrize("tail", ["", "/transcript.vtt", "/transcript.srt", "/transcript.json", "/chapters.json"])
def test_only_what_is_published_is_told(client: FlaskClient, stock: Stock, tail: str) -> None:
    for slug, status in (
        (stock.published.slug, 200),
        (stock.draft.slug, 404),
        (stock.withdrawn.slug, 410),
        ("tidak-ada", 404),
    ):
        assert (slug, ask(client, f"/episodes/{slug}{tail}").status_code) == (slug, status)


def test_only_what_is_published_is_heard(client: FlaskClient, stock: Stock) -> None:
    for name, status in (
        (stock.published.media.name, 200),
        (stock.draft.media.name, 404),
        (stock.withdrawn.media.name, 410),
        ("tidak-ada-0123456789abcdef.mp3", 404),
    ):
        assert (name, ask(client, f"/media/{name}").status_code) == (name, status)
        assert (name, ask(client, f"/media/{name}", method="HEAD").status_code) == (name, status)


def test_a_correction_changes_the_transcript_at_once(opening: Opening, tmp_path: Path) -> None:
    ours = opening()
    client = web.create_app(ours).test_client()
    slug = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"a" * 2000)).slug
    before = [ask(client, f"/episodes/{slug}{tail}") for tail in ("", "/transcript.vtt")]
    lines = (*shelf.LINES[:2], (shelf.LINES[2][0], "Tarifnya dibetulkan menjadi Rp4.000."))
    shelf.publish(ours.library, shelf.draft(tmp_path, lines=lines, sound=b"b" * 2000), hours=1)

    after = [ask(client, f"/episodes/{slug}{tail}") for tail in ("", "/transcript.vtt")]

    assert all("dibetulkan" not in one.text for one in before)
    assert all("dibetulkan" in one.text for one in after)
    assert [one.headers["ETag"] for one in before] != [one.headers["ETag"] for one in after]


@pytest.mark.parametrize(
    "path",
    [
        "/media/../podme.db",
        "/media/..%2fpodme.db",
        "/media/..%252fpodme.db",
        "/media/%2e%2e/podme.db",
        "/media/..%5cpodme.db",
        "/media/.partial",
        "/media/show.json",
        "/media/x%00.mp3",
        "/media/%ff%fe.mp3",
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/fonts",
        "/static//etc/passwd",
        "/static/fonts/headline-OFL.txt",
        "/episodes/../feed.xml/x",
        "/episodes/%2e%2e%2fpodme.db",
        "/episodes/x%00",
        "/artwork-000000000000.jpg",
        "/artwork-..%2f..%2fpodme.db",
        "/cover-.jpg",
        "//evil.example/%2f..",
        "/episodes/",
        "/media/",
        "/media/" + "a" * 4000 + ".mp3",
        "/.env",
    ],
)
def test_no_path_leads_anywhere_else(client: FlaskClient, path: str) -> None:
    got = ask(client, path)

    assert got.status_code == 404
    assert got.mimetype == "text/html"
    assert "Halaman ini tidak ada" in got.text
    assert "Traceback" not in got.text


@pytest.mark.parametrize(
    "query",
    [
        "x=" + "a" * 10_240,
        "sebelum=" + "a" * 10_240,
        "t=" + "9" * 10_240,
        "t=%ff%00&&&=",
        "sebelum=%00",
        "sebelum=..%2f",
    ],
    ids=lambda query: query[:10],
)
def test_a_query_of_any_length_does_no_harm(client: FlaskClient, paths: dict[str, str], query: str) -> None:
    for what in ("home", "page", "feed", "sound", "style", "vtt"):
        got = ask(client, f"{paths[what]}?{query}")

        assert (what, got.status_code) == (what, 404 if what == "home" and query.startswith("sebelum") else 200)
        assert b"Traceback" not in got.data


@pytest.mark.parametrize("header", ["Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "Cookie"])
@pytest.mark.parametrize("value", ["nonsense", "*/*;q=x,,;", "text/html;q=-1", "q=;=;", "\xe9\xff", "a" * 10_240, ""])
def test_nonsense_in_a_header_changes_nothing(
    client: FlaskClient, paths: dict[str, str], header: str, value: str
) -> None:
    for what in ("home", "page", "feed", "sound", "chapters"):
        got, usual = ask(client, paths[what], {header: value}), ask(client, paths[what])

        assert (what, got.status_code, got.content_type) == (what, 200, usual.content_type)
        assert got.data == usual.data


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99", "127.0.0.1:1", "a b", "évil", "[::1", ""])
@pytest.mark.parametrize("path", ["/", "/feed.xml", "/episodes/{slug}", "/episodes/{guid}", "//x", "/nope"])
def test_the_host_header_decides_nothing(client: FlaskClient, stock: Stock, host: str, path: str) -> None:
    path = path.format(slug=stock.published.slug, guid=stock.published.guid)
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"}

    got = client.get(path, headers=headers, environ_overrides={"HTTP_HOST": host})
    usual = ask(client, path)

    assert (got.status_code, got.data) == (usual.status_code, usual.data)
    assert got.headers.get("Location") == usual.headers.get("Location")


def test_a_guid_leads_to_the_page(client: FlaskClient, stock: Stock) -> None:
    got = ask(client, f"/episodes/{stock.published.guid}")

    assert got.status_code == 301
    assert got.headers["Location"] == f"/episodes/{stock.published.slug}"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed_from_outside(client: FlaskClient, paths: dict[str, str], method: str) -> None:
    for path in paths.values():
        got = ask(client, path, method=method)

        assert got.status_code == 405
        assert "GET" in got.headers["Allow"]
        assert "Permintaan ini tidak dikenal" in got.text


def test_every_answer_is_sealed(client: FlaskClient, paths: dict[str, str]) -> None:
    for path in [*paths.values(), "/nope"]:
        headers = ask(client, path).headers
        policy = dict(rule.strip().partition(" ")[::2] for rule in headers["Content-Security-Policy"].split(";"))

        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["media-src"] == "'self'"
        assert "unsafe" not in str(policy)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "Set-Cookie" not in headers


def test_files_of_ours_change_their_address_with_their_content(client: FlaskClient) -> None:
    page, style = ask(client, "/").text, ask(client, "/static/podme.css").text
    named = [part.partition('"')[0] for part in page.split('="/static/')[1:]]
    fonts = [part.partition('"')[0] for part in style.split('url("')[1:]]

    assert {name.partition("?")[0] for name in named} >= {"podme.css", "player.js", "icon.svg"}
    assert len(fonts) == 4
    for name in [*named, *fonts]:
        assert ask(client, f"/static/{name}").headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert ask(client, f"/static/{name}0").headers["Cache-Control"] == "public, max-age=300"
    for font in fonts:  # preloaded, and not fetched a second time under another name
        assert (f"/static/{font}" in page) == ("more" not in font)


def test_below_a_folder_both_ways_in_lead_to_the_same_page(opening: Opening, tmp_path: Path) -> None:
    ours = opening(public_url="https://kabar.example/suara")
    episode = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"a" * 2000))
    client = web.create_app(ours).test_client()

    kept, stripped = ask(client, f"/suara/episodes/{episode.slug}"), ask(client, f"/episodes/{episode.slug}")

    assert kept.data == stripped.data
    assert f'src="/suara/media/{episode.media.name}"' in kept.text
    assert 'href="/suara/static/podme.css?v=' in kept.text
    assert ask(client, f"/suara/media/{episode.media.name}").status_code == 200
    assert ask(client, "/suarakita/feed.xml").status_code == 404


class Broken:
    """A shelf whose disk has failed, or whose code has."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Any:
        raise self.error


def test_a_failure_is_told_kindly_and_never_in_detail(stock: Stock) -> None:
    from podme_audio.exceptions import LibraryError  # noqa: PLC0415

    for error, status in (
        (LibraryError("the library cannot read /srv/secret"), 503),
        (RuntimeError("/srv/secret"), 500),
    ):
        app = web.create_app(Shelf(stock.shelf.press, Broken(error)))  # type: ignore[arg-type]
        got = ask(app.test_client(), "/")

        assert got.status_code == status
        assert "Silakan coba lagi" in got.text
        assert "secret" not in got.text
        assert "Traceback" not in got.text
        assert got.headers["Cache-Control"] == "no-store"


def test_the_chapters_are_json_chapters(client: FlaskClient, paths: dict[str, str]) -> None:
    body = json.loads(ask(client, paths["chapters"]).data)

    assert body["version"] == "1.2.0"
    assert [chapter["title"] for chapter in body["chapters"]] == list(shelf.CHAPTERS.values())
    assert body["chapters"][0]["startTime"] == 0


def test_an_episode_without_chapters_has_no_chapters_file(opening: Opening, tmp_path: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415

    ours = opening()
    draft = shelf.draft(tmp_path, sound=b"a" * 2000)
    episode = shelf.publish(ours.library, replace(draft, recording=replace(draft.recording, chapters=())))
    client = web.create_app(ours).test_client()

    assert ask(client, f"/episodes/{episode.slug}/chapters.json").status_code == 404
    assert "data-chapter" not in ask(client, f"/episodes/{episode.slug}").text


def test_a_section_s_feed_is_a_show_of_its_own(client: FlaskClient, stock: Stock) -> None:
    got = ask(client, "/feed/ekonomi.xml")

    feed = feedparser.parse(got.data)
    assert got.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (feed.feed.title, feed.feed.link) == (f"{stock.shelf.press.show.title}: Ekonomi", f"{PUBLIC}/rubrik/ekonomi")
    assert [entry.id for entry in feed.entries] == [stock.older.guid]
    picture = feed.feed.image.href
    assert picture != feedparser.parse(ask(client, "/feed.xml").data).feed.image.href
    assert ask(client, urlsplit(picture).path).headers["Content-Type"] == "image/jpeg"
    assert ask(client, "/feed/ekonomi.xml", {"If-None-Match": got.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        *("/feed/tiada.xml", "/feed/penulis/tiada.xml", "/feed/ekonomi", "/feed/../feed.xml", "/feed/a/b/c.xml"),
        *("/feed.xml?arsip=1", "/feed.xml?arsip=0", "/feed.xml?arsip=x", "/feed.xml?arsip=9999999", "/feed/"),
    ],
)
def test_a_feed_that_is_not_there_is_told_so(client: FlaskClient, path: str) -> None:
    assert ask(client, path).status_code == 404


def test_older_episodes_stand_on_sheets_of_their_own(opening: Opening, tmp_path: Path) -> None:
    artwork = tmp_path / "artwork.jpg"
    Image.new("RGB", (1400, 1400)).save(artwork)
    ours = opening(hub="https://hub.example/", artwork=artwork)
    guids = stock_up(ours.library, 301)
    ours.press.print()
    client = web.create_app(ours).test_client()

    first, archive = (feedparser.parse(ask(client, path).data) for path in ("/feed.xml", "/feed.xml?arsip=1"))

    assert [len(feed.entries) for feed in (first, archive)] == [300, 300]
    assert {entry.id for feed in (first, archive) for entry in feed.entries} == set(guids)
    links = {link.rel: link.href for link in first.feed.links}
    home = ours.press.addresses.base_url
    assert (links["next"], links["last"]) == (f"{home}/feed.xml?arsip=1", f"{home}/feed.xml?arsip=1")
    assert {link.rel: link.href for link in archive.feed.links}["self"] == f"{home}/feed.xml?arsip=1"
    told = ask(client, "/feed.xml?arsip=1").headers.getlist("Link")
    assert told == [f'<{home}/feed.xml?arsip=1>; rel="self"', '<https://hub.example/>; rel="hub"']
