"""Hemat kuota: the version for who has little data to spend, and an episode's own artwork."""

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from podme_audio import web
from podme_audio.feed import episode_look
from podme_audio.library import Library
from podme_audio.model import Episode
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web import shelf
from tests.web.chromium import AUDIO, heard, play, wait_until
from tests.web.conftest import PUBLIC
from tests.web.shelf import Serving, Shelf

LOW = "bus-air-0123456789abcdef.ogg"
COVER = "bus-air-fedcba9876543210.jpg"


@pytest.fixture(scope="module")
def opus(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("low") / "low.ogg"
    source = ["-f", "lavfi", "-i", "sine=frequency=220:duration=55:sample_rate=48000"]
    subprocess.run(  # noqa: S603  (the encoder we bring ourselves)
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, "-ac", "1", "-c:a", "libopus", "-b:a", "24k", path],
        check=True,
    )
    return path.read_bytes()


@pytest.fixture(scope="module")
def frugal(empty: Path, tmp_path_factory: pytest.TempPathFactory, opus: bytes) -> tuple[Path, Episode]:
    """A library whose one episode has a version for little data, and artwork of its own."""
    home = tmp_path_factory.mktemp("frugal") / "episodes"
    shutil.copytree(empty, home)
    with Library(home) as library:
        episode = shelf.publish(library, shelf.draft(home.parent))
    media = {"name": LOW, "size": len(opus), "type": "audio/ogg", "duration": 55, "loudness": -16, "true_peak": -1}
    with sqlite3.connect(home / "podme.db") as database:
        database.execute("UPDATE revisions SET low = ?, low_name = ?, cover = ?", (json.dumps(media), LOW, COVER))
    database.close()
    return home, episode


@pytest.fixture
def page(browser: Browser, frugal: tuple[Path, Episode], frugal_server: int, opus: bytes) -> Iterator[Page]:
    def send(route: Route) -> None:
        wanted = re.match(r"bytes=(\d+)-", route.request.headers.get("range", "bytes=0-"))
        first = int(wanted[1]) if wanted else 0
        headers = {"Accept-Ranges": "bytes", "Content-Range": f"bytes {first}-{len(opus) - 1}/{len(opus)}"}
        route.fulfill(status=206, content_type="audio/ogg", headers=headers, body=opus[first:])

    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.route(f"**/media/{LOW}", send)
    page.route(f"**/media/{COVER}", lambda route: route.fulfill(path=Path(web.__file__).parent / "static/icon-180.png"))
    page.goto(f"http://127.0.0.1:{frugal_server}/episodes/{frugal[1].slug}")
    yield page
    context.close()


@pytest.fixture(scope="module")
def frugal_server(frugal: tuple[Path, Episode], serving: Serving) -> Iterator[int]:
    with serving(frugal[0]) as (port, _):
        yield port


@pytest.mark.binary
def test_who_saves_data_hears_the_small_version_from_the_same_place(page: Page, frugal: tuple[Path, Episode]) -> None:
    play(page)
    page.evaluate(f"{AUDIO}.currentTime = 21")
    wait_until(page, "audio.currentTime > 21.1")

    page.get_by_role("checkbox", name="Hemat kuota").check()
    wait_until(page, f"audio.currentSrc.endsWith('{LOW}') && !audio.paused && audio.currentTime > 21.2")
    assert heard(page) < 26
    page.reload()
    expect(page.get_by_role("checkbox", name="Hemat kuota")).to_be_checked()
    play(page)
    assert page.evaluate(f"{AUDIO}.currentSrc").endswith(LOW)

    page.get_by_role("checkbox", name="Hemat kuota").uncheck()
    wait_until(page, f"audio.currentSrc.endsWith('{frugal[1].media.name}') && !audio.paused && audio.currentTime > 21")


@pytest.mark.binary
def test_where_the_small_version_cannot_be_played_the_whole_one_is(page: Page, frugal: tuple[Path, Episode]) -> None:
    page.unroute(f"**/media/{LOW}")
    page.get_by_role("checkbox", name="Hemat kuota").check()

    page.locator("[data-play]").click()

    wait_until(page, f"audio.currentSrc.endsWith('{frugal[1].media.name}') && audio.currentTime > 0.1")
    expect(page.locator("[data-told]")).to_contain_text("Versi hemat kuota tidak dapat diputar")


def test_without_scripts_the_small_version_is_a_link(frugal: tuple[Path, Episode]) -> None:
    home, episode = frugal
    with Library(home) as library:
        app = web.create_app(Shelf(Press(Settings(home=home, public_url=PUBLIC), library), library))
        text = app.test_client().get(f"/episodes/{episode.slug}").text

    plainly = text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert f'<a href="/media/{LOW}">Versi hemat kuota (0,2 MB)</a>' in plainly


def test_the_front_page_is_its_newest_episodes_artwork_and_says_the_headline_once(
    frugal: tuple[Path, Episode], tmp_path: Path
) -> None:
    home, episode = frugal
    Image.new("RGB", (1400, 1400)).save(artwork := tmp_path / "own.png")
    with Library(home) as library:
        press = Press(Settings(home=home, public_url=PUBLIC, artwork=artwork), library)
        front = web.create_app(Shelf(press, library)).test_client().get("/").text
    ground, bars = episode_look(episode.title, episode.section)

    assert f'<section class="hero on-{ground}"' in front
    assert '<img class="emblem"' not in front, "its words would be the headline once more"
    mark = re.findall(r'<svg class="emblem".*?</svg>', front)[-1]
    assert re.findall(r'height="([\d.]+)" rx', mark) == [f"{bar * 240:.1f}" for bar in bars]


def test_an_episode_with_artwork_of_its_own_shows_it_everywhere(frugal: tuple[Path, Episode]) -> None:
    home, episode = frugal
    with Library(home) as library:
        client = web.create_app(Shelf(Press(Settings(home=home, public_url=PUBLIC), library), library)).test_client()
        page, front = client.get(f"/episodes/{episode.slug}").text, client.get("/").text

    assert f'<img src="/covers/600/{COVER}"' in page
    assert f"/covers/600/{COVER}" in front
    assert re.search(rf'data-artwork="/(media|covers/600)/{COVER}"', page)
    assert f'<meta property="og:image" content="{PUBLIC}/media/{COVER}">' in page
    assert f'"image": "{PUBLIC}/media/{COVER}"' in page
