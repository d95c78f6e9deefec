"""P00 to P29 of the bar, row by row, in Chromium: at each width, by day and by night, with scripts and without.

Not crossed, because neither width nor light nor scripts change what they say; each has a test of its own: P15, Media
Session (`test_the_lock_screen_knows_what_plays`), P14's end of the timer, P25 and P26, the frame
(`test_embed_browser`), P28 and P29, installing and being without a network (`test_offline_browser`). P19 is a number
the bar does not give out. Without scripts axe, a script itself, cannot wait for its own answer.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.chromium import AUDIO, FAINT, RULES, WIDTHS, heard, play, violations, wait_until
from tests.web.shelf import Stock

pytestmark = pytest.mark.binary

SCHEMES = ("light", "dark")
#: What the browser says because the test keeps the worker out.
BLOCKED = "Service Worker registration blocked"
#: What is touched, wherever scripts run or not.
TOUCHED = (
    "main button, main select, main input:not([type=checkbox]), main label:has(input, select), [data-chapter], "
    "[data-cue] > a, .top a, .top button, .listen"
)
SMALL = """found => found.filter(each => each.checkVisibility({ visibilityProperty: true }))
  .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && (box.width < 24 || box.height < 24)).map(([what]) => what)"""
TABBED = "[...document.querySelectorAll('[tabindex]')].filter(one => one.tabIndex > 0).map(one => one.outerHTML)"


@dataclass
class Screen:
    """The two pages that people come to, as one width, one light and scripts or none make them."""

    name: str
    stock: Stock
    front: Page
    episode: Page
    scripts: bool
    home: str = ""
    asked: list[str] = field(default_factory=list)
    #: Of what was asked, what the pages needed to come.
    before: tuple[str, ...] = ()
    complaints: list[str] = field(default_factory=list)

    @property
    def pages(self) -> dict[str, Page]:
        return {"front": self.front, "episode": self.episode}

    def still(self) -> Page:
        """The episode's page, silent at its beginning."""
        self.episode.evaluate(f"() => {{ {AUDIO}.pause(); {AUDIO}.currentTime = 0; }}")
        return self.episode


Look = Callable[[Screen], Iterator[object]]


def console(screen: Screen) -> Iterator[object]:
    yield from (text for text in screen.complaints if BLOCKED not in text)


def house(screen: Screen) -> Iterator[object]:
    yield from (url for url in screen.asked if not url.startswith((screen.home, "data:")))


def audio_before_play(screen: Screen) -> Iterator[object]:
    yield from (url for url in screen.before if "/media/" in url)


def axe(screen: Screen) -> Iterator[object]:
    for page in screen.pages.values():
        yield from violations(page, *RULES)


def faint(screen: Screen) -> Iterator[object]:
    for page in screen.pages.values():
        yield from page.evaluate(FAINT)


def sideways(screen: Screen) -> Iterator[object]:
    for name, page in screen.pages.items():
        size = page.viewport_size
        for width in (size["width"] if size else 0, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                yield name, width
        if size:
            page.set_viewport_size(size)


def touched(screen: Screen) -> Iterator[object]:
    for page in screen.pages.values():
        yield from page.locator(TOUCHED).evaluate_all(SMALL)


def tabbed(screen: Screen) -> Iterator[object]:
    for page in screen.pages.values():
        yield from page.evaluate(TABBED)


def space(screen: Screen) -> Iterator[object]:
    page = screen.still()
    page.locator("[data-play]").focus()
    page.keyboard.press("Space")
    wait_until(page, "!audio.paused && audio.currentTime > 0.1")
    page.keyboard.press("Space")
    wait_until(page, "audio.paused")
    yield from ()


def chapters(screen: Screen) -> Iterator[object]:
    yield from _sought(screen, "[data-chapter]")


def lines(screen: Screen) -> Iterator[object]:
    yield from _sought(screen, "[data-cue]")


def _sought(screen: Screen, kind: str) -> Iterator[object]:
    page = screen.still()
    mark = page.locator(kind).nth(1)
    start = float(mark.get_attribute("data-start") or 0)
    mark.click()
    wait_until(page, "!audio.paused")
    if not start - 0.1 <= heard(page) <= start + 1.2:
        yield start, heard(page)
    expect(mark).to_have_attribute("aria-current", "true")
    if page.locator(f"{kind}[aria-current]").count() != 1:
        yield "more than one is marked"


def speed(screen: Screen) -> Iterator[object]:
    page = screen.still()
    page.locator("[data-speed]").select_option("1.5")
    if page.evaluate(f"[{AUDIO}.playbackRate, {AUDIO}.preservesPitch]") != [1.5, True]:
        yield page.evaluate(f"[{AUDIO}.playbackRate, {AUDIO}.preservesPitch]")
    page.reload()
    expect(page.locator("[data-speed]")).to_have_value("1.5")
    page.locator("[data-speed]").select_option("1")


def timer(screen: Screen) -> Iterator[object]:
    options = screen.still().locator("[data-sleep] option").all_text_contents()
    if {"15 menit", "Akhir episode", "Mati"} - set(options):
        yield options


def resumed(screen: Screen) -> Iterator[object]:
    page = screen.still()
    play(page)
    page.evaluate(f"{AUDIO}.currentTime = 30")
    wait_until(page, "audio.currentTime > 30.1")
    page.reload()
    play(page)
    if not 25 <= heard(page) <= 35:
        yield heard(page)


def moment(screen: Screen) -> Iterator[object]:
    page = screen.still()
    page.goto(f"{screen.home}/episodes/{screen.stock.published.slug}?moment#t=12")
    play(page)
    if not 11 <= heard(page) <= 14:
        yield heard(page)
    page.goto(f"{screen.home}/episodes/{screen.stock.published.slug}")


def language(screen: Screen) -> Iterator[object]:
    for page in screen.pages.values():
        if (told := page.locator("html").get_attribute("lang")) != "id":
            yield told


def plainly(screen: Screen) -> Iterator[object]:
    """What there is without scripts is there with them, too."""
    episode, page = screen.stock.published, screen.episode
    text = page.content()
    sound = f"/media/{episode.media.name}"
    if not page.evaluate(f"{AUDIO}.src").endswith(sound):
        yield "the audio names another file"
    if f'href="{sound}" download' not in text:
        yield "there is no link to the MP3"
    said = [line.written for line in screen.stock.shelf.library.revision(episode.guid).script.lines]
    yield from (line for line in said if line not in page.locator("[data-transcript]").inner_text())
    controls = page.locator("audio").evaluate("audio => audio.controls && audio.checkVisibility()")
    if controls == screen.scripts:
        yield f"the browser's own player is shown: {controls}"


def found(screen: Screen) -> Iterator[object]:
    for name, page in screen.pages.items():
        if page.locator("link[rel=alternate][type='application/rss+xml']").count() != 1:
            yield name, "autodiscovery"
        address = page.locator("link[rel=canonical]").get_attribute("href") or ""
        if not address.endswith(page.url.removeprefix(screen.home)):
            yield name, address


def linked(screen: Screen) -> Iterator[object]:
    told = json.loads(screen.episode.locator("script[type='application/ld+json']").text_content() or "")
    wanted = {"name", "url", "datePublished", "associatedMedia", "duration", "partOfSeries"}
    if told["@type"] != "PodcastEpisode" or wanted - told.keys():
        yield told["@type"], wanted - told.keys()
    if "contentUrl" not in told["associatedMedia"] or "webFeed" not in told["partOfSeries"]:
        yield told


def shared(screen: Screen) -> Iterator[object]:
    for name in ("og:title", "og:type", "og:url", "og:image", "og:audio"):
        if screen.episode.locator(f"meta[property='{name}']").count() != 1:
            yield name
    if screen.episode.locator("meta[name='twitter:card']").count() != 1:
        yield "twitter:card"
    if screen.episode.locator("link[rel=alternate][type='application/json+oembed']").count() != 1:
        yield "oEmbed"


def sealed(screen: Screen) -> Iterator[object]:
    for page in screen.pages.values():
        headers = page.request.get(page.url).headers
        if (
            "default-src 'none'" not in headers["content-security-policy"]
            or headers["x-content-type-options"] != "nosniff"
        ):
            yield headers


def installed(screen: Screen) -> Iterator[object]:
    for name, page in screen.pages.items():
        if page.locator("link[rel=manifest]").count() != 1:
            yield name


#: What a reader of screens is told of the front page, in this order: the same at each width and in each light.
FRONT = """
- link "Langsung ke isi"
- banner:
  - heading "Podme Berita" [level=1]:
    - link "Podme Berita"
  - search:
    - searchbox "Cari episode"
    - button "Cari"
  - navigation "Utama":
    - link "Arsip"
    - link "Berlangganan"
- main:
  - region "{title}":
    - paragraph:
      - link "Kota"
    - heading "{title}" [level=2]:
      - link "{title}"
    - paragraph:
      - time: Senin, 23 November 2026, 07.00 WIB
      - text: 1 menit
    - paragraph: /Tiga bus air/
    - 'region "Pemutar: {title}"'{player}
    - paragraph:
      - link "Baca transkripnya"
  - region "Episode sebelumnya":
    - heading "Episode sebelumnya" [level=2]
    - article:
      - paragraph:
        - link "Ekonomi"
        - time: Minggu, 22 November 2026, 01.00 WIB
      - heading "{older}" [level=3]:
        - link "{older}"
"""
EPISODE = """
- banner:
  - paragraph:
    - link "Podme Berita"
- main:
  - article:
    - paragraph:
      - link "Kota"
      - time: Senin, 23 November 2026, 07.00 WIB
      - text: 1 menit
    - heading "{title}" [level=1]
    - 'region "Pemutar: {title}"'{player}
    - complementary "Tentang episode ini":
      - navigation "Bab":
        - heading "Bab" [level=2]
        - list:
          - listitem:
            - link "Pembuka 0:00"
          - listitem:
            - link "Rute dan jadwal 0:20"
          - listitem:
            - link "Apa kata warga 0:35"
      - heading "Tentang episode ini" [level=2]
    - region "Transkrip":
      - heading "Transkrip" [level=2]
      - link "Putar dari 0:00"
      - paragraph: Ini Podme Berita, Senin, 23 November 2026.
      - link "Putar dari 0:04"
      - paragraph: {title}
"""
PLAYER = """:
      - button "Mundur 15 detik"
      - button "Putar"
      - button "Maju 30 detik"
      - slider "Posisi"
      - paragraph: /0:55/"""


def told(screen: Screen) -> Iterator[object]:
    words = {"title": screen.stock.published.title, "older": screen.stock.older.title}
    for page, tree in ((screen.front, FRONT), (screen.episode, EPISODE)):
        page.reload()
        expect(page.locator("body")).to_match_aria_snapshot(
            tree.format(player=PLAYER if screen.scripts else "", **words)
        )
    yield from ()


#: Row -> what it asserts, and how that is looked at; in whatever order.
ROWS: dict[str, tuple[str, Look]] = {
    "P00": ("the console stays empty", console),
    "P01": ("nothing is asked of anybody else", house),
    "P02": ("no sound is fetched before it is played", audio_before_play),
    "P03": ("axe finds nothing", axe),
    "P03-contrast": ("text is legible", faint),
    "P04": ("nothing scrolls sideways, at 320 px neither", sideways),
    "P05": ("what is touched has 24 by 24 px", touched),
    "P06": ("Space plays and pauses", space),
    "P08": ("nothing jumps the queue of the Tab key", tabbed),
    "P09": ("a chapter is jumped to and marked", chapters),
    "P11": ("a line is jumped to and marked", lines),
    "P13": ("a speed keeps the pitch and is remembered (P17)", speed),
    "P14": ("there is a timer", timer),
    "P16": ("who comes back goes on where they were", resumed),
    "P18": ("#t=12 begins there", moment),
    "P20": ("the page says its language", language),
    "P21": ("sound, MP3 and transcript are there", plainly),
    "P22": ("feed and canonical address are named", found),
    "P23": ("search engines are told the episode", linked),
    "P24": ("messengers and frames are told the episode (P25)", shared),
    "P27": ("policy and nosniff are sent", sealed),
    "P28": ("the manifest is named", installed),
    "tree": ("a reader of screens is told it in order", told),
}
#: What only scripts do.
SCRIPTED = {"P03", "P06", "P09", "P11", "P13", "P14", "P16", "P18"}
SCREENS = list(product(WIDTHS, SCHEMES, (True, False)))


@pytest.fixture(params=SCREENS, ids=lambda one: f"{one[0]}-{one[1]}{'' if one[2] else '-plain'}")
def screen(request: pytest.FixtureRequest, browser: Browser, server: int, stock: Stock) -> Iterator[Screen]:
    width, scheme, scripts = request.param
    context = browser.new_context(
        viewport=WIDTHS[width],  # type: ignore[arg-type]
        color_scheme=scheme,
        java_script_enabled=scripts,
        service_workers="block",
    )
    home = f"http://127.0.0.1:{server}"
    one = Screen(f"{width} {scheme}", stock, context.new_page(), context.new_page(), scripts, home)
    for page in one.pages.values():
        page.on("request", lambda request: one.asked.append(request.url))
        page.on("console", lambda message: one.complaints.append(message.text))
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
    one.front.goto(f"{home}/", wait_until="networkidle")
    one.episode.goto(f"{home}/episodes/{stock.published.slug}", wait_until="networkidle")
    one.before = tuple(one.asked)
    yield one
    context.close()


def test_every_row_of_the_bar_holds(screen: Screen) -> None:
    asked = {row: told for row, told in ROWS.items() if screen.scripts or row not in SCRIPTED}

    seen = {f"{row}: {says}": list(look(screen)) for row, (says, look) in asked.items()}

    assert {row: found for row, found in seen.items() if found} == {}
