"""What a browser needs to install the show and to keep it, read without one."""

import gzip
import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from podme_audio import web
from podme_audio.feed import BRAND
from podme_audio.model import Media
from tests.web import shelf
from tests.web.conftest import PUBLIC
from tests.web.shelf import Opening, Stock
from tests.web.test_pages import Page

STATIC = Path(web.__file__).with_name("static")


def read(client: FlaskClient, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(path).data)
    return found


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(one) for one in found)


def test_the_show_can_be_installed(client: FlaskClient, stock: Stock) -> None:
    got = client.get("/manifest.webmanifest")
    told = json.loads(got.data)
    purposes = {icon["purpose"] for icon in told["icons"]}

    assert got.headers["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["lang"], told["display"]) == (stock.shelf.press.show.title, "id", "standalone")
    assert len(told["short_name"]) <= 12
    assert told["id"] == told["scope"] == told["start_url"] == "/"
    assert told["categories"] == ["news"]
    assert told["theme_color"] == told["background_color"] == BRAND["paper"]
    assert purposes == {"any", "maskable"}
    assert [one["name"] for one in told["shortcuts"]] == ["Episode terbaru", "Simpanan luring"]
    assert all(client.get(one["url"]).status_code == 200 for one in told["shortcuts"])


def test_icons_are_what_the_manifest_says(client: FlaskClient) -> None:
    told = read(client, "/manifest.webmanifest")

    for icon in told["icons"]:
        got = client.get(icon["src"])
        with Image.open(BytesIO(got.data)) as picture:
            size, pixels = picture.size, picture.convert("RGBA")
        corner, ground = pixel(pixels, 0, 0), pixel(pixels, size[0] // 2, 8)

        assert f"{size[0]}x{size[1]}" == icon["sizes"]
        assert got.mimetype == icon["type"] == "image/png"
        assert got.headers["Cache-Control"].endswith("immutable")
        assert len(got.data) < 10_000
        assert "#" + bytes(ground[:3]).hex() == BRAND["accent"]
        assert corner[3] == (255 if icon["purpose"] == "maskable" else 0)


def test_what_is_drawn_on_a_maskable_icon_survives_any_mask(client: FlaskClient) -> None:
    (icon,) = [one for one in read(client, "/manifest.webmanifest")["icons"] if one["purpose"] == "maskable"]
    with Image.open(BytesIO(client.get(icon["src"]).data)) as picture:
        drawn = picture.convert("RGB")
    ground, (side, _) = pixel(drawn, 0, 0), drawn.size

    outside = [
        (x, y)
        for x in range(0, side, 4)
        for y in range(0, side, 4)
        if (x - side / 2) ** 2 + (y - side / 2) ** 2 > (0.4 * side) ** 2 and pixel(drawn, x, y) != ground
    ]

    assert outside == []


@pytest.mark.parametrize("path", ["/", "/episodes/{}", "/luring"])
def test_every_page_names_the_manifest_and_installs_the_worker(client: FlaskClient, stock: Stock, path: str) -> None:
    page = Page(client.get(path.format(stock.published.slug)).text)

    assert page.all("link", rel="manifest")[0]["href"] == "/manifest.webmanifest"
    assert [script for script in page.all("script") if script.get("src", "").startswith("/static/luring.js?v=")]
    assert "Simpanan luring" in [link["text"] for link in page.all("a", href="/luring")]


def test_the_worker_changes_with_what_it_keeps(client: FlaskClient, opening: Opening) -> None:
    got = client.get("/sw.js")
    (version,) = re.findall(r'const VERSION = "([0-9a-f]{12})";', got.text)
    same, other = (
        web.create_app(opening(**named)).test_client().get("/sw.js").text for named in ({}, {"show_title": "Lain"})
    )

    assert got.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert got.headers["Cache-Control"] == "no-cache"
    assert version not in other
    assert version in client.get("/sw.js").text
    assert same.partition("\n")[2] == other.partition("\n")[2] == got.text.partition("\n")[2]
    assert client.get("/sw.js", headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(("name", "most"), [("sw.js", 4096), ("luring.js", 4096)])
def test_what_keeps_the_show_is_small(name: str, most: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes())) <= most


def test_the_policy_lets_the_house_alone_keep_and_ask(client: FlaskClient) -> None:
    policy = dict(
        rule.strip().partition(" ")[::2] for rule in client.get("/").headers["Content-Security-Policy"].split(";")
    )

    assert policy["connect-src"] == policy["worker-src"] == policy["manifest-src"] == "'self'"


def test_the_policy_lets_sound_be_saved_from_where_it_is(stock: Stock) -> None:
    client = web.create_app(stock.shelf, media_serving="https://cdn.kabar.example/podme").test_client()

    assert "; connect-src 'self' https://cdn.kabar.example;" in client.get("/").headers["Content-Security-Policy"]


def test_the_ten_newest_pages_are_to_be_kept(opening: Opening, tmp_path: Path) -> None:
    ours = opening(public_url=PUBLIC)
    made = [
        shelf.publish(ours.library, shelf.draft(tmp_path, f"Kabar {at}", sound=b"x" * 900), hours=at)
        for at in range(12)
    ]
    client = web.create_app(ours).test_client()
    before = read(client, "/luring.json")

    shelf.publish(ours.library, shelf.draft(tmp_path, "Kabar 7", sound=b"y" * 900), hours=20)
    ours.library.withdraw(made[11].guid, now=shelf.NOON)
    after = read(client, "/luring.json")

    assert set(before["pages"]) == {"/", *(f"/episodes/kabar-{at}" for at in range(2, 12))}
    assert set(after["pages"]) == {"/", *(f"/episodes/kabar-{at}" for at in range(1, 11))}
    changed = {path for path, version in after["pages"].items() if before["pages"].get(path) != version}
    assert changed == {"/", "/episodes/kabar-1", "/episodes/kabar-7"}
    assert all(client.get(path).status_code == 200 for path in [*after["pages"], *after["files"]])


@pytest.mark.parametrize("low", [True, False])
def test_a_page_says_how_much_saving_takes(stock: Stock, *, low: bool) -> None:
    app = web.create_app(stock.shelf)
    spare = replace(stock.published.media, name="bus-air-1.opus", size=412_000, type="audio/ogg")
    episode = replace(stock.published, media=replace(stock.published.media, size=1_634_000), low=spare if low else None)

    with app.test_request_context():
        text = app.jinja_env.get_template("offline/save.html").render(episode=episode)
    buttons = [(one["text"], one["data-size"]) for one in Page(text).all("button") if "data-file" in one]

    spared = [("Simpan hemat kuota 0,4 MB", "412000")] if low else []
    assert buttons == [("Simpan untuk luring 1,6 MB", "1634000"), *spared]
    assert isinstance(spare, Media)


def test_the_list_of_what_is_kept_is_for_no_search_engine(client: FlaskClient) -> None:
    page = Page(client.get("/luring").text)

    assert page.said(name="robots") == "noindex"
    assert page.all("h1")[0]["text"] == "Simpanan luring"


def test_all_of_it_answers_below_a_folder(opening: Opening) -> None:
    client = web.create_app(opening(public_url="https://podme.id/audio")).test_client()
    told = read(client, "/audio/manifest.webmanifest")

    assert told["scope"] == told["start_url"] == "/audio/"
    assert told["shortcuts"][1]["url"] == "/audio/luring"
    assert "/audio/" in read(client, "/luring.json")["pages"]
    assert 'href="/audio/manifest.webmanifest"' in client.get("/").text
