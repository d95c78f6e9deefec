"""An episode in a page of another site, in Chromium: framed by hand, and put there by the script."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from tests.web.chromium import violations
from tests.web.neighbours import Elsewhere, elsewhere, wait_until
from tests.web.shelf import Stock

pytestmark = pytest.mark.binary

AUDIO = "document.querySelector('audio')"
FRAMES = "document.querySelectorAll('iframe').length"
TEXT = "Setelah berhenti selama 11 tahun, tiga bus air mulai mengangkut penumpang di Kali Besar pada Senin pagi. " * 2
ARTICLE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Bus air</title>{head}</head><body>
<header><p>{text}</p></header><main><article><h1>Bus air</h1><p>Oleh Rina</p>
<figure><p>{text}</p></figure><p id="first">{text}</p><p>{text}</p></article></main>{foot}</body></html>"""
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""

#: Opens a page of the other site.
Opening = Callable[..., Page]


@pytest.fixture
def site() -> Iterator[Elsewhere]:
    with elsewhere() as one:
        yield one


@pytest.fixture
def opening(browser: Browser, site: Elsewhere) -> Iterator[Opening]:
    opened: list[BrowserContext] = []

    def open_(html: str, **options: Any) -> Page:
        opened.append(browser.new_context(**{"viewport": {"width": 900, "height": 800}, **options}))
        page = opened[-1].new_page()
        site.pages["/"] = html
        page.goto(site.address("/"))
        return page

    yield open_
    for context in opened:
        context.close()


@pytest.fixture
def ours(server: int, stock: Stock) -> str:
    assert stock
    return f"http://127.0.0.1:{server}"


def framed(page: Page) -> Frame:
    """Return the one frame there is, loaded."""
    for _ in range(100):
        frames = [frame for frame in page.frames if "/embed/" in frame.url]
        if frames:
            assert len(frames) == 1
            frames[0].wait_for_load_state()
            return frames[0]
        page.wait_for_timeout(50)
    pytest.fail("no frame came")


def test_an_episode_plays_in_another_sites_page(opening: Opening, ours: str, stock: Stock) -> None:
    page = opening("<!doctype html><title>x</title>")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.set_content(
        f'<iframe src="{ours}/embed/{stock.published.slug}" width="600" height="160" allow="autoplay"></iframe>'
    )
    frame = framed(page)
    assert not [url for url in asked if "/media/" in url]

    frame.locator("[data-play]").click()
    wait_until(frame, f"{AUDIO}.currentTime > 0.3")
    frame.locator('[data-skip="30"]').click()
    wait_until(frame, f"{AUDIO}.currentTime > 30")
    frame.locator("[data-speed]").click()

    assert frame.evaluate(f"{AUDIO}.playbackRate") == 1.25
    assert frame.locator("[data-speed]").get_attribute("aria-label") == "Kecepatan 1,25×"
    assert frame.evaluate("navigator.mediaSession.metadata.title") == stock.published.title
    frame.locator("[data-play]").click()
    wait_until(frame, f"{AUDIO}.paused")
    assert page.context.cookies() == []
    assert complaints == []
    assert all(url.startswith(ours) for url in asked)


@pytest.mark.parametrize(("tail", "begins"), [("?t=12", 12), ("#t=0:20", 20), ("?t=5#t=1m", 54)])
def test_a_frame_begins_where_its_address_says(
    opening: Opening, ours: str, stock: Stock, tail: str, begins: int
) -> None:
    page = opening(f'<iframe src="{ours}/embed/{stock.published.slug}{tail}" width="600" height="160"></iframe>')
    frame = framed(page)

    frame.locator("[data-play]").click()
    wait_until(frame, f"{AUDIO}.currentTime > {begins}")

    assert frame.evaluate(f"{AUDIO}.currentTime") == pytest.approx(begins, abs=1.5)


def test_a_frame_without_storage_plays_too(opening: Opening, ours: str, stock: Stock) -> None:
    html = (
        f'<iframe src="{ours}/embed/{stock.published.slug}" width="600" height="160" sandbox="allow-scripts"></iframe>'
    )
    frame = framed(opening(html))

    frame.locator("[data-play]").click()
    wait_until(frame, f"{AUDIO}.currentTime > 0.2")

    assert (
        frame.evaluate("(() => { try { return localStorage.length; } catch (error) { return error.name; } })()")
        == "SecurityError"
    )


def test_a_frame_remembers_where_one_was(opening: Opening, ours: str, stock: Stock) -> None:
    page = opening(f'<iframe src="{ours}/embed/{stock.older.slug}" width="600" height="160"></iframe>')
    frame = framed(page)
    frame.locator("[data-play]").click()
    wait_until(frame, f"{AUDIO}.currentTime > 0.2")
    frame.locator('[data-skip="30"]').click()
    wait_until(frame, f"{AUDIO}.currentTime > 30")
    frame.locator("[data-play]").click()

    page.reload()

    assert float(framed(page).locator("[data-seek]").input_value()) == pytest.approx(30, abs=3)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_frame_needs_no_more_room_than_it_has(opening: Opening, ours: str, stock: Stock, *, scripts: bool) -> None:
    page = opening("", java_script_enabled=scripts)
    for width in (280, 320, 700):
        page.set_viewport_size({"width": width, "height": 160})
        page.goto(f"{ours}/embed/{stock.published.slug}")
        parts = page.locator("button:visible, input:visible, a:visible, audio:visible").all()
        boxes = [box for part in parts if (box := part.bounding_box())]

        assert len(boxes) == (7 if scripts else 3)
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
        assert all(box["y"] >= 0 and box["y"] + box["height"] <= 160 for box in boxes)
        assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_a_frame(opening: Opening, ours: str, stock: Stock, scheme: str) -> None:
    page = opening("", color_scheme=scheme)
    for width, slug in ((320, stock.published.slug), (600, stock.published.slug), (320, stock.withdrawn.slug)):
        page.set_viewport_size({"width": width, "height": 160})
        page.goto(f"{ours}/embed/{slug}")

        assert violations(page) == []


def article(ours: str, *, url: str = "https://podme.id/kota/35", head: str = "", foot: str = "", more: str = "") -> str:
    script = f'<script async src="{ours}/dengarkan.js" {more}></script>'
    canonical = f'<link rel="canonical" href="{url}">' if url else ""
    return ARTICLE.format(
        head=canonical + head + (script if "{script}" not in foot else ""),
        text=TEXT,
        foot=foot.replace("{script}", script),
    )


@pytest.mark.parametrize("foot", ["", "{script}", "{script}{script}"])
def test_an_article_gets_its_episode_once(
    opening: Opening, ours: str, site: Elsewhere, stock: Stock, foot: str
) -> None:
    site.policy = f"default-src 'none'; script-src {ours}; connect-src {ours}; frame-src {ours}"

    page = opening(article(ours, foot=foot))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    frame = framed(page)
    wait_until(frame, f"{AUDIO} !== null")
    page.wait_for_timeout(200)
    element = page.locator("iframe")

    assert element.count() == 1
    assert element.get_attribute("title") == f"Dengarkan artikel ini: {stock.published.title}"
    assert frame.locator("h1").inner_text() == "Dengarkan artikel ini"
    assert element.get_attribute("loading") == "lazy"
    assert page.evaluate("document.querySelector('iframe').clientHeight") == 160
    assert page.evaluate("document.querySelector('iframe').nextElementSibling.id") == "first"
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert complaints == []
    frame.locator("[data-play]").click()
    wait_until(frame, f"{AUDIO}.currentTime > 0.2")


def test_an_article_may_say_where_and_which(opening: Opening, ours: str) -> None:
    more = 'data-artikel="http://www.podme.id/kota/35/?utm_source=wa" data-ke="#suara" data-tema="gelap"'
    foot = '<style>#suara { min-height: 184px }</style><div id="suara"></div>'

    page = opening(article(ours, url="https://podme.id/lain", more=more).replace("<h1>", foot + "<h1>"))

    assert framed(page).evaluate("document.documentElement.dataset.theme") == "gelap"
    assert page.evaluate("document.querySelector('iframe').parentElement.id") == "suara"
    assert page.evaluate(SHIFTS) == 0


@pytest.mark.parametrize("url", ["https://podme.id/kota/tiada", "", "javascript:alert(1)"])
def test_an_article_that_nobody_reads_stays_as_it_was(opening: Opening, site: Elsewhere, ours: str, url: str) -> None:
    page = opening("<!doctype html><title>x</title>")
    plain = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    site.pages["/"] = article(ours, url=url)

    with page.expect_response(lambda answer: "/dengarkan.json" in answer.url):
        page.goto(site.address("/"))
    shifted = page.evaluate(SHIFTS)

    assert page.evaluate(FRAMES) == 0
    assert shifted == 0
    assert set(page.evaluate("Object.getOwnPropertyNames(window)")) - plain <= {"first"}
    assert [one for one in complaints if "400" not in one] == []


def test_a_house_that_does_not_answer_does_no_harm(opening: Opening, ours: str) -> None:
    page = opening("")
    page.route("**/dengarkan.json*", lambda route: route.abort())

    page.set_content(article(ours))
    page.wait_for_timeout(300)

    assert page.evaluate(FRAMES) == 0
    assert page.locator("#first").is_visible()
