"""Whether everybody can use the pages: measured in Chromium, by day and by night, on narrow and on wide screens."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.chromium import FAINT, RULES, WIDTHS, Looking, play, violations, wait_until
from tests.web.shelf import Stock

pytestmark = pytest.mark.binary

#: What may come after the first paint.
LATE = re.compile(r"\.woff2|\.js|/covers/|/cover-|\.svg")
JUMPS = """window.jumps = [];
new PerformanceObserver(list => list.getEntries().forEach(one => jumps.push(
  [one.value, ...one.sources.map(source => source.node?.outerHTML ?? String(source.node))]
))).observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture(params=WIDTHS)
def page(looking: Looking, request: pytest.FixtureRequest) -> Page:
    return looking(request.param)


def wrong(page: Page) -> list[str]:
    """Ask axe; by day and by night, on a phone and on a desk."""
    found = []
    for width in ("phone", "desk"):
        page.set_viewport_size(WIDTHS[width])  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme} {one}" for one in violations(page, *RULES)]
    return found


@pytest.mark.parametrize("path", ["", "/", "/nope", "/?sebelum={older}", "/episodes/{withdrawn}"])
def test_axe_finds_nothing_on_a_page(looking: Looking, stock: Stock, path: str) -> None:
    page = looking("desk", path.format(older=stock.older.slug, withdrawn=stock.withdrawn.slug))

    assert wrong(page) == []


def test_axe_finds_nothing_while_it_plays(looking: Looking) -> None:
    page = looking("desk")
    play(page)
    page.locator("[data-find-words]").fill("tarif")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("[data-dock]")).to_be_visible()

    assert wrong(page) == []


@pytest.mark.parametrize("sheet", ["queue", "help"])
def test_axe_finds_nothing_on_a_sheet(looking: Looking, sheet: str) -> None:
    page = looking("desk")
    page.locator("[data-queue]").first.click()
    page.locator(f"[data-deck] [data-open-{sheet}]").click()

    assert wrong(page) == []


def test_a_reader_of_screens_is_told_the_player(looking: Looking, stock: Stock) -> None:
    page = looking("desk")
    play(page)
    page.locator("[data-play]").click()
    page.evaluate("document.querySelector('audio').currentTime = 21")
    expect(page.locator("[data-now]")).to_have_text("0:21")

    expect(page.get_by_role("region", name=f"Pemutar: {stock.published.title}")).to_match_aria_snapshot("""
      - button "Mundur 15 detik"
      - button "Putar"
      - button "Maju 30 detik"
      - slider "Posisi": "21"
      - paragraph: 0:21 0:55
      - text: Kecepatan
      - combobox "Kecepatan":
        - option "0,75×"
        - option "1×" [selected]
        - option "1,25×"
        - option "1,5×"
        - option "1,75×"
        - option "2×"
      - text: Timer
      - combobox "Timer":
        - option "Mati" [selected]
        - option "5 menit"
        - option "15 menit"
        - option "30 menit"
        - option "60 menit"
        - option "Akhir bab"
        - option "Akhir episode"
      - button "Bagikan 0:21"
      - button "Antrean"
      - link /Unduh MP3 \\d,\\d MB/
      - button "Pintasan"
    """)
    slider = page.get_by_role("slider", name="Posisi").first
    expect(slider).to_have_attribute("aria-valuetext", "0:21 dari 0:55")
    expect(page.get_by_role("navigation", name="Bab")).to_match_aria_snapshot("""
      - heading "Bab" [level=2]
      - list:
        - listitem:
          - link "Pembuka 0:00"
        - listitem:
          - link "Rute dan jadwal 0:20"
        - listitem:
          - link "Apa kata warga 0:35"
    """)
    expect(page.locator("[data-chapter][aria-current]")).to_have_text("Rute dan jadwal 0:20")


def test_a_reader_of_screens_is_told_the_small_player(looking: Looking, stock: Stock) -> None:
    page = looking("desk")
    play(page)
    page.evaluate("document.querySelector('audio').currentTime = 21")
    page.locator(".brand a").click()
    page.get_by_role("link", name=stock.older.title, exact=True).click()
    page.get_by_role("button", name="Jeda", exact=True).click()

    expect(page.get_by_role("region", name="Pemutar ringkas")).to_match_aria_snapshot(f"""
      - slider "Posisi"
      - paragraph:
        - link "{stock.published.title}"
        - text: /Rute dan jadwal 0:2\\d \\/ 0:55/
      - button "Mundur 15 detik"
      - button "Putar"
      - button "Maju 30 detik"
      - button "Antrean"
      - button "Tutup pemutar"
    """)


class Late:
    """Requests that are held back until somebody lets them come."""

    def begin(self) -> None:
        self._held: list[Route] | None = []

    def hold(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)

    def come(self) -> None:
        held, self._held = self._held, None
        assert held, "something is late"
        for route in held:
            route.continue_()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_jumps_when_faces_scripts_and_pictures_come_after_the_first_paint(
    browser: Browser, server: int, stock: Stock, width: str
) -> None:
    context = browser.new_context(viewport=WIDTHS[width], service_workers="block")  # type: ignore[arg-type]
    page, late = context.new_page(), Late()
    page.add_init_script(JUMPS)
    page.route(LATE, late.hold)
    for path in (
        "/",
        f"/episodes/{stock.published.slug}",
        "/arsip",
        "/cari?q=tarif",
        "/rubrik/kota",
        "/luring",
        "/nope",
    ):
        late.begin()
        page.goto(f"http://127.0.0.1:{server}{path}", wait_until="commit")
        wait_until(page, "performance.getEntriesByType('paint').length > 0")
        late.come()
        page.wait_for_load_state("networkidle")

        assert (path, page.evaluate("jumps")) == (path, [])
    context.close()


@pytest.mark.parametrize("path", ["", "/", "/nope"])
def test_a_narrow_page_does_not_scroll_sideways(looking: Looking, path: str) -> None:
    page = looking("320", path)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_touched_is_large_enough(page: Page) -> None:
    kinds = (
        "main button, main select, main input[type=range], label, [data-chapter], [data-cue] > a, .subscribe, a.listen"
    )
    boxes = [box for target in page.locator(kinds).all() if (box := target.bounding_box())]

    assert len(boxes) > 15
    assert [box for box in boxes if box["width"] < 24 or box["height"] < 24] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "/", "/nope"])
def test_text_is_legible_by_day_and_by_night(looking: Looking, scheme: str, path: str) -> None:
    page = looking("desk", path, color_scheme=scheme)
    if not path:
        page.locator("[data-cue]").nth(2).evaluate("cue => cue.setAttribute('aria-current', 'true')")

    assert not page.evaluate(FAINT)
