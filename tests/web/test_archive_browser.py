"""The archive as a listener has it, in Chromium: on a narrow phone, a phone and a desk, by day and by night."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.chromium import FAINT
from tests.web.shelf import Stock

pytestmark = pytest.mark.binary

PATHS = ("/arsip", "/rubrik/kota", "/tanggal/2026-11-23", "/tanggal/2030-01-01", "/cari?q=bus+air", "/cari?q=tidakada")
#: Fields and buttons without a name, and headings that leave out a level.
NAMELESS = """() => [...document.querySelectorAll("input, button, select")]
  .filter(one => one.checkVisibility() && !one.labels?.length && !one.ariaLabel && !one.textContent.trim())
  .map(one => one.outerHTML)"""
SKIPPED = """() => [...document.querySelectorAll("h1, h2, h3, h4")].map(one => Number(one.tagName[1]))
  .filter((level, at, all) => level > (all[at - 1] ?? 0) + 1)"""

#: Opens a page, with what else the browser is to be.
Looking = Callable[..., Page]


@pytest.fixture
def looking(browser: Browser, server: int, stock: Stock) -> Iterator[Looking]:
    assert stock
    opened: list[BrowserContext] = []

    def look(path: str, width: int = 390, **options: Any) -> Page:
        opened.append(browser.new_context(viewport={"width": width, "height": 844}, **options))
        page = opened[-1].new_page()
        page.goto(f"http://127.0.0.1:{server}{path}")
        return page

    yield look
    for context in opened:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_archive_fits_and_can_be_read(looking: Looking, width: int, scheme: str) -> None:
    page = looking("/", width, color_scheme=scheme)
    home = page.url.rstrip("/")
    for path in ("/", *PATHS):
        page.goto(home + path)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(FAINT) == [], path
        assert page.evaluate(NAMELESS) == page.evaluate(SKIPPED) == [], path


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_listener_searches_and_hears_what_was_found(looking: Looking, with_scripts: bool) -> None:
    page = looking("/", java_script_enabled=with_scripts)

    page.get_by_role("searchbox", name="Cari episode").fill("dinas perhub")
    page.get_by_role("searchbox", name="Cari episode").press("Enter")
    expect(page.locator(".tally")).to_have_text("2 episode memuat dinas perhub")
    expect(page.locator("mark").first).to_have_text("Dinas")
    seconds = (page.locator(".heard a").first.get_attribute("href") or "").partition("#t=")[2]
    page.locator(".heard a").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Bus air kembali melayari Kali Besar")
    if with_scripts:
        expect(page.locator("[data-now]").first).to_have_text(f"0:{seconds}")


def test_the_search_is_used_by_keyboard_alone(looking: Looking) -> None:
    page = looking("/arsip", 1280)

    page.get_by_role("searchbox").focus()
    page.keyboard.type("cabai")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cari")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=2)).to_have_text("Harga cabai turun")


def test_what_is_touched_is_large_enough(looking: Looking) -> None:
    page = looking("/arsip")
    boxes = [one.bounding_box() for one in page.locator(".search input, .search button, .tallies a").all()]

    assert len(boxes) > 4
    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
