"""Who sends the sound, as the listener's app sees it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from podme_audio import web
from tests.web.shelf import Opening, Stock

CDN = "https://cdn.kabar.example/podme/media"
MODES = ["self", "x-accel", CDN]


@pytest.fixture
def serving(stock: Stock) -> Callable[[str], FlaskClient]:
    return lambda mode: web.create_app(stock.shelf, media_serving=mode).test_client()


@pytest.mark.parametrize("mode", MODES)
def test_what_may_not_be_heard_is_heard_in_no_way(
    serving: Callable[[str], FlaskClient], stock: Stock, mode: str
) -> None:
    client = serving(mode)

    for name, status in (
        (stock.withdrawn.media.name, 410),
        (stock.draft.media.name, 404),
        ("tiada-0123456789abcdef.mp3", 404),
        ("show.json", 404),
        (f"{stock.published.guid}%2Fepisode.json", 404),
    ):
        for method in ("GET", "HEAD"):
            got = client.open(f"/media/{name}", method=method)

            assert (name, got.status_code) == (name, status)
            assert got.headers["Cache-Control"] == "no-store"
            assert not {"Location", "X-Accel-Redirect"} & set(got.headers.keys())


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-1"}, {"If-None-Match": '"other"'}])
def test_nginx_is_told_what_to_send_and_decides_how(
    serving: Callable[[str], FlaskClient], stock: Stock, method: str, headers: dict[str, str]
) -> None:
    got = serving("x-accel").open(f"/media/{stock.published.media.name}", method=method, headers=headers)

    assert (got.status_code, got.data) == (200, b"")
    assert got.headers["X-Accel-Redirect"] == f"/_media/{stock.published.media.name}"
    assert got.headers["Content-Type"] == "audio/mpeg"
    assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "ETag" not in got.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-1"}, {"If-None-Match": '"other"'}])
def test_a_listener_is_sent_on_to_the_bucket(
    serving: Callable[[str], FlaskClient], stock: Stock, method: str, headers: dict[str, str]
) -> None:
    got = serving(CDN).open(f"/media/{stock.published.media.name}", method=method, headers=headers)

    assert (got.status_code, got.data) == (302, b"")
    assert got.headers["Location"] == f"{CDN}/{stock.published.media.name}"
    assert got.headers["Cache-Control"] == "public, max-age=300"
    assert got.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("mode", "policy"),
    [
        ("self", "media-src 'self';"),
        ("x-accel", "media-src 'self';"),
        (CDN, "media-src 'self' https://cdn.kabar.example;"),
    ],
)
def test_the_player_may_load_the_sound_from_where_it_lies(
    serving: Callable[[str], FlaskClient], mode: str, policy: str
) -> None:
    assert policy in serving(mode).get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("mode", MODES[1:])
def test_who_does_not_send_the_sound_need_not_have_it(opening: Opening, stock: Stock, mode: str) -> None:
    ours = opening()
    path = stock.shelf.library.audio(stock.published)
    assert path
    for name in ("media/show.json", f"media/{stock.published.guid}/episode.json"):
        ours.library.store.write(name, stock.shelf.library.store.read(name) or b"")
    revision = f"media/{stock.published.guid}/revision-1.json"
    ours.library.store.write(revision, stock.shelf.library.store.read(revision) or b"")
    ours.library.store.adopt(f"media/{path.name}", path)
    ours.library.rebuild()
    ours.library.store.remove(f"media/{path.name}")

    got = web.create_app(ours, media_serving=mode).test_client().get(f"/media/{path.name}")

    assert got.status_code == (200 if mode == "x-accel" else 302)
