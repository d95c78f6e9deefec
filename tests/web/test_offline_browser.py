"""The show without a network, in Chromium: what was seen can be read, what was saved be heard."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from podme_audio.library import Library
from podme_audio.model import Episode
from tests.web import shelf
from tests.web.chromium import violations
from tests.web.neighbours import wait_until
from tests.web.shelf import Serving

pytestmark = pytest.mark.binary

AUDIO = "document.querySelector('audio')"
#: Every cache, with the paths that are in it.
KEPT = """(async () => {
  const found = {};
  for (const name of await caches.keys()) {
    found[name.split("-")[1]] = (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname);
  }
  return found;
})()"""
PART = """async ([path, range]) => {
  const got = await fetch(path, range ? { headers: { Range: range } } : {});
  const told = ["Content-Range", "Content-Type", "Content-Length", "Accept-Ranges"].map(name => got.headers.get(name));
  return [got.status, (await got.arrayBuffer()).byteLength, ...told];
}"""
#: What a swap of the page's content does.
SWAP = """() => {
  const html = document.querySelector("main").outerHTML, page = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
}"""


@dataclass(frozen=True, slots=True)
class House:
    """A show of twelve episodes that is served, and may be changed."""

    address: str
    home: Path
    episodes: dict[str, Episode]

    def page(self, name: str) -> str:
        return f"{self.address}/episodes/{self.episodes[name].slug}"

    def sound(self, name: str) -> str:
        return f"/media/{self.episodes[name].media.name}"


@pytest.fixture(scope="module")
def house(empty: Path, serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    home = folder / "episodes"
    shutil.copytree(empty, home)
    with Library(home) as library:
        made = {f"old {at}": shelf.draft(folder, f"Kabar {at}", sound=b"x" * 900) for at in range(9)}
        episodes = {name: shelf.publish(library, draft, hours=at) for at, (name, draft) in enumerate(made.items())}
        for at, name in enumerate(("heard", "withdrawn", "corrected"), 10):
            episodes[name] = shelf.publish(library, shelf.draft(folder, f"Yang {name}"), hours=at)
    with serving(home) as (port, _):
        yield House(f"http://127.0.0.1:{port}", home, episodes)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, house: House) -> Callable[[str], Page]:
    """Open an episode's page and wait until the worker has kept what it keeps."""

    def visit(name: str) -> Page:
        page = context.new_page()
        page.goto(house.page(name))
        wait_until(page, f"{KEPT}.then(kept => kept.halaman?.includes('/luring.json'))")
        return page

    return visit


def save(page: Page) -> None:
    page.locator("[data-file]").click()
    expect(page.locator("[data-kept]")).to_be_visible()


def kept(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(KEPT)
    return found


def test_the_newest_episodes_are_read_without_a_network(visit: Callable[[str], Page], house: House) -> None:
    page = visit("heard")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.context.set_offline(True)

    for name in ("heard", "corrected", "old 8", "old 2"):
        page.goto(house.page(name))
        assert page.locator("h1").inner_text() == house.episodes[name].title
        assert "sempat sarapan pula" in page.locator("[data-transcript]").inner_text()
        assert page.evaluate("document.fonts.check('16px \"Podme Headline\"')")
        assert page.evaluate("getComputedStyle(document.querySelector('.stage')).backgroundColor") == "rgb(25, 20, 18)"
    page.goto(house.address)
    assert page.locator("article").count() >= 10
    page.goto(house.page("old 0"))
    assert page.url == house.page("old 0")
    expect(page.locator("[data-cut]")).to_contain_text("Halaman yang Anda tuju tidak tersimpan")
    expect(page.locator("[data-elsewhere]")).to_be_visible()
    expect(page.locator("[data-pages] li")).to_have_count(10)
    assert complaints == []


def test_nothing_is_kept_that_nobody_asked_for(visit: Callable[[str], Page], house: House) -> None:
    page = visit("heard")
    page.locator("[data-play]").click()
    wait_until(page, f"{AUDIO}.currentTime > 0.2")
    page.evaluate("fetch('/feed.xml')")
    page.goto(f"{house.address}/healthz")
    page.goto(house.page("old 0"))

    found = kept(page)
    paths = [path for name in found for path in found[name]]

    assert found["simpanan"] == []
    assert len([path for path in paths if path.startswith("/episodes/")]) == 10
    assert not [path for path in paths if path.startswith(("/media", "/feed", "/desk", "/healthz"))]


def test_what_was_saved_is_heard_without_a_network(visit: Callable[[str], Page], house: House) -> None:
    page = visit("heard")
    assert page.locator("[data-file]").inner_text().split() == ["Simpan", "untuk", "luring", "0,7", "MB"]
    save(page)
    assert "Tersimpan untuk luring, 0,7 MB" in page.locator("[data-kept]").inner_text()
    page.context.set_offline(True)

    page.goto(house.page("heard"))
    page.locator("[data-play]").click()
    wait_until(page, f"{AUDIO}.currentTime > 0.3")
    page.evaluate(f"{AUDIO}.currentTime = 45")
    wait_until(page, f"{AUDIO}.currentTime > 45.3 && !{AUDIO}.seeking")
    assert page.evaluate(f"{AUDIO}.duration") == pytest.approx(house.episodes["heard"].media.duration, abs=0.2)

    page.goto(f"{house.address}/luring")
    expect(page.locator(".saved li")).to_have_count(1)
    assert page.locator(".saved li").inner_text().split("\n")[:2] == ["Yang heard", "0,7 MB"]
    expect(page.locator("[data-total]")).to_contain_text("Semuanya 0,7 MB. Masih ada ruang")
    expect(page.locator("[data-cut]")).to_be_visible()
    assert violations(page) == []
    page.locator(".saved button").click()
    expect(page.locator("[data-none]")).to_be_visible()
    assert kept(page)["simpanan"] == []


def test_parts_of_what_was_saved_are_answered_as_a_server_would(visit: Callable[[str], Page], house: House) -> None:
    page = visit("heard")
    size, sound = house.episodes["heard"].media.size, house.sound("heard")
    save(page)
    page.context.set_offline(True)

    answers = {range: page.evaluate(PART, [sound, range]) for range in ("", "bytes=0-1", "bytes=10-", f"bytes={size}-")}

    assert answers == {
        "": [200, size, None, "audio/mpeg", str(size), "bytes"],
        "bytes=0-1": [206, 2, f"bytes 0-1/{size}", "audio/mpeg", "2", "bytes"],
        "bytes=10-": [206, size - 10, f"bytes 10-{size - 1}/{size}", "audio/mpeg", str(size - 10), "bytes"],
        f"bytes={size}-": [416, 0, f"bytes */{size}", "audio/mpeg", None, "bytes"],
    }


def test_what_was_withdrawn_is_gone_at_the_next_visit(visit: Callable[[str], Page], house: House) -> None:
    page = visit("withdrawn")
    save(page)
    path, sound = f"/episodes/{house.episodes['withdrawn'].slug}", house.sound("withdrawn")
    assert {path, sound} <= set(kept(page)["simpanan"])
    with Library(house.home) as library:
        library.withdraw(house.episodes["withdrawn"].guid, now=shelf.NOON)

    page.goto(house.page("heard"))

    wait_until(page, f"{KEPT}.then(kept => !JSON.stringify(kept).includes({path!r}))")
    assert sound not in str(kept(page))
    page.context.set_offline(True)
    page.goto(house.page("withdrawn"))
    expect(page.locator("[data-elsewhere]")).to_be_visible()


def test_what_was_put_right_is_told_and_saved_anew(visit: Callable[[str], Page], house: House, tmp_path: Path) -> None:
    page = visit("corrected")
    save(page)
    lines = (*shelf.LINES[:2], (shelf.LINES[2][0], "Tarifnya dibetulkan menjadi Rp4.000."))
    with Library(house.home) as library:
        new = shelf.publish(library, shelf.draft(tmp_path, "Yang corrected", lines=lines), hours=20)

    page.reload()

    assert "dibetulkan" in page.locator("[data-transcript]").inner_text()
    expect(page.locator("[data-said]")).to_contain_text("sudah diralat")
    page.locator("[data-file]").click()
    expect(page.locator("[data-said]")).to_contain_text("Tersimpan untuk luring")
    sounds = [path for path in kept(page)["simpanan"] if path.startswith("/media/")]
    assert sounds == [f"/media/{new.media.name}"]


def test_saving_goes_on_in_a_page_that_was_swapped_and_can_be_stopped(
    visit: Callable[[str], Page], house: House
) -> None:
    page = visit("heard")
    page.evaluate(SWAP)
    slow = page.context.new_cdp_session(page)
    limits: dict[str, Any] = {
        "offline": False,
        "latency": 5,
        "downloadThroughput": 100_000,
        "uploadThroughput": 100_000,
    }
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", limits)

    page.locator("[data-file]").click()
    expect(page.locator("[data-percent]")).to_contain_text("%")
    page.evaluate(SWAP)
    expect(page.locator("[data-percent]")).to_contain_text("%")
    page.locator("[data-stop]").click()

    expect(page.locator("[data-file]")).to_be_visible()
    assert kept(page)["simpanan"] == []
    slow.send("Network.emulateNetworkConditions", {**limits, "downloadThroughput": -1, "uploadThroughput": -1})
    save(page)
    assert house.sound("heard") in kept(page)["simpanan"]


def test_nothing_moves_when_a_page_learns_what_is_saved(visit: Callable[[str], Page]) -> None:
    page = visit("heard")
    place = "document.querySelector('.story').getBoundingClientRect().top + scrollY"

    places = [page.evaluate(place)]
    save(page)
    places.append(page.evaluate(place))
    page.reload()
    expect(page.locator("[data-kept]")).to_be_visible()
    places.append(page.evaluate(place))

    assert places[0] == places[1] == places[2]


def test_the_browser_offers_to_install_it(visit: Callable[[str], Page]) -> None:
    page = visit("heard")
    tools = page.context.new_cdp_session(page)

    errors = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = tools.send("Page.getAppManifest")

    assert [error["errorId"] for error in errors] in ([], ["in-incognito"])
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")
