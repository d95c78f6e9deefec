"""A real Chromium for the tests of pages: what opens it, what waits in it, and what is measured there."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.shelf import Stock

#: Without a window's own pages, each of them a renderer, where that is installed.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--autoplay-policy=user-gesture-required",
]
WIDTHS = {
    "phone": {"width": 390, "height": 844},
    "tablet": {"width": 768, "height": 1024},
    "desk": {"width": 1280, "height": 900},
}
AUDIO = "document.querySelector('audio')"
#: What is too faint (WCAG 1.4.3): its text against the nearest ground that is painted.
FAINT = """() => {
  const channels = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((one, at) => one * a + under[at] * (1 - a));
  const painted = element => {
    const under = element.parentElement ? painted(element.parentElement) : [255, 255, 255];
    return over(channels(getComputedStyle(element).backgroundColor), under);
  };
  const light = colour => colour.map(one => one / 255)
    .map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const ratio = (element, style) => {
    const ground = painted(element);
    const pair = [light(over(channels(style.color), ground)), light(ground)].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  };
  const own = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll("body *")]
    .filter(element => own(element) && element.checkVisibility() && !element.closest("option, noscript"))
    .map(element => [element, getComputedStyle(element)])
    .map(([element, style]) => [element.textContent, ratio(element, style), parseFloat(style.fontSize) >= 24 ? 3 : 4.5])
    .filter(([, ratio, least]) => !(ratio >= least));
}"""

#: axe's rules for what WCAG 2.2 asks at AA, and for what is good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
#: What it finds, and no more: all that it passed as well is megabytes for each page, and takes longer than asking.
_JUDGE = """rules => axe.run({resultTypes: ["violations"], ...(rules.length ? {runOnly: rules} : {})})
  .then(told => told.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 120)}`)))"""

#: Opens the published episode's page, at a width, with what else the browser is to be.
Looking = Callable[..., Page]


@contextmanager
def launched(*arguments: str) -> Iterator[Browser]:
    """A browser with more *arguments*, the last of a kind counting; where there is none, the test is skipped."""
    if CHROMIUM is None:
        if os.environ.get("TEST_PROGRAMS") == "required":
            pytest.fail("no Chromium here, and TEST_PROGRAMS=required")
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *arguments])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as one:
        yield one


@pytest.fixture
def looking(browser: Browser, server: int, stock: Stock) -> Iterator[Looking]:
    opened: list[BrowserContext] = []

    def look(width: str = "desk", path: str = "", **options: Any) -> Page:
        size = {"viewport": WIDTHS[width]} if width in WIDTHS else {"viewport": {"width": int(width), "height": 800}}
        opened.append(browser.new_context(**{**size, "service_workers": "block", **options}))
        page = opened[-1].new_page()
        page.goto(f"http://127.0.0.1:{server}{path or f'/episodes/{stock.published.slug}'}")
        return page

    yield look
    for context in opened:
        context.close()


def violations(page: Page, *rules: str) -> list[str]:
    """Ask axe what is wrong with a page as it stands: by these *rules*, or by all that it has."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_JUDGE, list(rules))
    return found


def heard(page: Page) -> float:
    time: float = page.evaluate(f"{AUDIO}.currentTime")
    return time


def wait_until(page: Page, condition: str) -> None:
    """Ask until it holds; the page's own policy forbids it to evaluate conditions by itself."""
    for _ in range(200):
        if page.evaluate(re.sub(r"\baudio\b", AUDIO, condition)):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it never came to {condition}")


def play(page: Page) -> None:
    """Press the page's own play button, and wait until something is heard."""
    page.locator("[data-play]").click()
    wait_until(page, "!audio.paused && audio.currentTime > 0.1")
