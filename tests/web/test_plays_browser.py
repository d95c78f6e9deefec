"""What a page tells of how far somebody listened, in a real Chromium."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from podme_audio import web
from podme_audio.model import Episode
from tests.web import shelf
from tests.web.chromium import launched
from tests.web.shelf import Opening
from tests.web.test_counting import CHROME, Sink, served

pytestmark = pytest.mark.binary

#: Opens the episode's page as a person's browser does, with a script before it or none.
Visiting = Callable[..., Page]
PLAY = "document.querySelector('audio').muted = true, document.querySelector('audio').play()"
PAUSE = "document.querySelector('audio').pause()"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that does not say it is a machine, not even in what it sends when a page is left."""
    with launched(f"--user-agent={CHROME}") as one:
        yield one


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def episode(opening: Opening, tmp_path: Path, sink: Sink) -> Iterator[tuple[Episode, int]]:
    """An episode that sounds, and the port it is served at."""
    ours = opening()
    episode = shelf.publish(ours.library, shelf.draft(tmp_path))
    with served(web.create_app(ours, duty=web.Duty(counting=web.Counting(sink)))) as port:
        yield episode, port


@pytest.fixture
def visiting(browser: Browser, episode: tuple[Episode, int]) -> Iterator[Visiting]:
    opened = []

    def visit(before: str = "", **options: Any) -> Page:
        opened.append(browser.new_context(**options))
        if before:
            opened[-1].add_init_script(before)
        page = opened[-1].new_page()
        page.goto(f"http://127.0.0.1:{episode[1]}/episodes/{episode[0].slug}")
        return page

    yield visit
    for context in opened:
        context.close()


def listen(page: Page, until: float) -> None:
    """Play from where it stands to so many seconds of the episode."""
    page.evaluate(PLAY)
    page.wait_for_function("until => document.querySelector('audio').currentTime >= until", arg=until)


def told(sink: Sink, count: int) -> None:
    until = time.monotonic() + 20
    while len(sink.sat) < count and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert len(sink.sat) == count


def test_a_pause_tells_what_was_heard_and_our_player_is_no_download(
    visiting: Visiting, episode: tuple[Episode, int], sink: Sink
) -> None:
    page = visiting()

    listen(page, 1.5)
    page.evaluate(PAUSE)
    told(sink, 1)

    ((start, stop),) = sink.sat[0].spans
    assert sink.sat[0].guid == episode[0].guid
    assert start < 0.5
    assert 1.4 <= stop < 5
    assert sink.got == []
    assert page.context.cookies() == []
    assert not page.evaluate("Object.values(localStorage).concat(document.cookie).some(one => one.includes('sat'))")


def test_what_is_skipped_is_not_heard_and_each_page_is_one_sitting(visiting: Visiting, sink: Sink) -> None:
    page = visiting()

    listen(page, 1)
    page.evaluate("document.querySelector('audio').currentTime = 20")
    page.wait_for_function("() => !document.querySelector('audio').seeking")
    listen(page, 21)
    page.evaluate(PAUSE)
    told(sink, 1)
    listen(page, page.evaluate("document.querySelector('audio').currentTime") + 0.5)
    page.goto("about:blank")
    told(sink, 2)

    (first, second) = sink.sat
    assert first.id == second.id
    assert not [span for span in first.spans if span[0] < 10 < span[1]]
    assert max(stop for _, stop in second.spans) > max(stop for _, stop in first.spans) >= 21


def test_a_page_that_is_loaded_anew_is_another_sitting(visiting: Visiting, sink: Sink) -> None:
    page = visiting()

    for count in (1, 2):
        listen(page, page.evaluate("document.querySelector('audio').currentTime") + 0.6)
        page.evaluate(PAUSE)
        told(sink, count)
        page.reload()

    assert len({one.id for one in sink.sat}) == 2


@pytest.mark.parametrize(
    "before",
    [
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})",
        "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})",
    ],
)
def test_who_asks_not_to_be_tracked_tells_nothing(visiting: Visiting, sink: Sink, before: str) -> None:
    page = visiting(before)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    listen(page, 0.8)
    page.evaluate(PAUSE)
    page.goto("about:blank")

    assert not [url for url in asked if url.endswith("/plays")]
    assert sink.sat == []


def test_what_goes_on_while_the_visitor_looks_at_another_page_is_heard_as_well(visiting: Visiting, sink: Sink) -> None:
    page = visiting()

    listen(page, 0.5)
    page.evaluate("document.querySelector('a[href=\"/\"]').click()")
    page.wait_for_function("() => location.pathname === '/' && document.querySelector('#utama, main')")
    listen(page, 1.4)
    page.evaluate(PAUSE)
    told(sink, 1)

    assert max(stop for _, stop in sink.sat[-1].spans) >= 1.3
    assert len({one.id for one in sink.sat}) == 1
