"""The player as a listener has it: in Chromium, on a phone's width and on a desk's."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web import shelf
from tests.web.chromium import AUDIO, WIDTHS, Looking, heard, wait_until
from tests.web.shelf import Stock

pytestmark = pytest.mark.binary


@pytest.fixture(params=WIDTHS)
def page(looking: Looking, request: pytest.FixtureRequest) -> Page:
    return looking(request.param)


@pytest.mark.parametrize("path", ["", "/"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_asks_only_its_own_house_and_complains_of_nothing(
    browser: Browser, server: int, stock: Stock, width: str, path: str
) -> None:
    context = browser.new_context(viewport=WIDTHS[width])  # type: ignore[arg-type]
    page, asked, complaints = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"http://127.0.0.1:{server}{path or f'/episodes/{stock.published.slug}'}", wait_until="networkidle")
    before = [url for url in asked if "/media/" in url]
    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.3")
    context.close()

    assert not complaints
    assert not before
    assert all(url.startswith(f"http://127.0.0.1:{server}/") for url in asked)
    assert [url for url in asked if "/media/" in url]
    assert len([url for url in asked if ".woff2" in url]) == 2


def test_space_plays_and_pauses(page: Page) -> None:
    play = page.locator("[data-play]")
    expect(play).to_have_attribute("aria-label", "Putar")

    play.focus()
    page.keyboard.press("Space")
    wait_until(page, "audio.currentTime > 0.2")
    expect(play).to_have_attribute("aria-label", "Jeda")
    page.keyboard.press("Space")

    wait_until(page, "audio.paused")
    expect(play).to_have_attribute("aria-label", "Putar")


def test_the_letters_of_players_work_only_inside_the_player(looking: Looking) -> None:
    page = looking()
    page.locator("[data-chapter]").first.focus()
    page.keyboard.press("k")
    page.keyboard.press("l")
    assert page.evaluate(f"{AUDIO}.paused")
    assert page.locator("[data-now]").inner_text() == "0:00"

    page.locator("[data-play]").focus()
    for key, now in (("l", "0:30"), ("j", "0:15"), ("ArrowRight", "0:20"), ("ArrowLeft", "0:15")):
        page.keyboard.press(key)
        expect(page.locator("[data-now]")).to_have_text(now)
    page.keyboard.press("k")

    wait_until(page, "!audio.paused && audio.currentTime >= 15")


def test_every_control_is_reached_with_the_tab_key(looking: Looking) -> None:
    page = looking()
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached |= set(page.evaluate("Object.keys(document.activeElement.dataset)"))

    assert {"play", "skip", "seek", "speed", "sleep", "share", "openQueue", "openHelp"} <= reached
    assert {"chapter", "findWords", "follow"} <= reached


def test_a_chapter_is_jumped_to_and_marked(page: Page) -> None:
    second = page.locator("[data-chapter]").nth(1)
    start = float(second.get_attribute("data-start") or 0)

    second.click()

    wait_until(page, f"Math.abs(audio.currentTime - {start}) < 1.2 && !audio.paused")
    expect(second).to_have_attribute("aria-current", "true")
    assert page.locator("[data-chapter][aria-current]").count() == 1


def test_a_line_is_jumped_to_and_marked_while_it_is_heard(page: Page) -> None:
    cues = page.locator("[data-cue]")
    start = float(cues.nth(4).get_attribute("data-start") or 0)

    cues.nth(4).click(position={"x": 120, "y": 15})

    wait_until(page, f"Math.abs(audio.currentTime - {start}) < 1.2 && !audio.paused")
    expect(cues.nth(4)).to_have_attribute("aria-current", "true")
    page.evaluate(f"{AUDIO}.currentTime = {float(cues.nth(5).get_attribute('data-start') or 0) + 0.3}")
    expect(cues.nth(5)).to_have_attribute("aria-current", "true", timeout=15_000)  # a seek may wait for its bytes
    assert page.locator("[data-cue][aria-current]").count() == 1


def test_a_line_is_jumped_to_with_the_keyboard(looking: Looking) -> None:
    page = looking()
    cue = page.locator("[data-cue]").nth(6)

    cue.locator("a").focus()
    page.keyboard.press("Enter")

    wait_until(page, f"audio.currentTime >= {cue.get_attribute('data-start')} && !audio.paused")
    assert "#" not in page.url


def test_the_word_that_is_heard_is_painted(looking: Looking) -> None:
    page = looking()
    words = shelf.LINES[2][1].split()

    page.locator("[data-cue]").nth(2).locator("a").click()

    wait_until(page, "[...CSS.highlights.get('heard')].length === 1 && audio.currentTime > 7.6")
    assert page.evaluate("[...CSS.highlights.get('heard')][0].toString()") in words


def test_a_speed_keeps_the_pitch_and_is_remembered(looking: Looking) -> None:
    page = looking()

    page.locator("[data-speed]").select_option("1.5")
    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.2")

    assert page.evaluate(f"[{AUDIO}.playbackRate, {AUDIO}.preservesPitch]") == [1.5, True]
    page.reload()
    assert page.locator("[data-speed]").input_value() == "1.5"
    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.2 && audio.playbackRate === 1.5")


def test_who_comes_back_goes_on_where_they_were(page: Page) -> None:
    page.locator("[data-cue]").nth(4).locator("a").click()
    wait_until(page, "audio.currentTime > 24")
    before = heard(page)

    page.reload()
    expect(page.locator("[data-now]")).to_have_text(re.compile("0:2[2-9]"))
    assert abs(heard(page) - before) < 5
    page.locator("[data-play]").click()
    wait_until(page, "!audio.paused && audio.currentTime > 1")

    assert abs(heard(page) - before) < 5


@pytest.mark.parametrize(
    ("link", "start"),
    [("#t=12", 12), ("#t=0m31s", 31), ("#t=31.5s", 31), ("#t=0:00:40", 40), ("#t=0h0m20s", 20), ("?t=15", 15)],
)
def test_a_link_to_a_moment_begins_there(looking: Looking, stock: Stock, link: str, start: float) -> None:
    page = looking("desk", f"/episodes/{stock.published.slug}{link}")
    assert page.evaluate(f"{AUDIO}.paused")

    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.5")

    assert abs(heard(page) - start) <= 1.2


def test_a_link_to_a_passage_ends_there_once(looking: Looking, stock: Stock) -> None:
    page = looking("desk", f"/episodes/{stock.published.slug}#t=12,12.8")

    page.locator("[data-play]").click()
    wait_until(page, "audio.paused && audio.currentTime > 12.7")
    assert heard(page) < 13.6
    page.locator("[data-play]").click()

    wait_until(page, "!audio.paused && audio.currentTime > 14")


@pytest.mark.parametrize("link", ["#t=", "#t=x", "#transkrip", "#t=99999", "?t=-5", "#t=9,x"])
def test_a_link_to_no_moment_does_no_harm(looking: Looking, stock: Stock, link: str) -> None:
    page = looking("desk", f"/episodes/{stock.published.slug}{link}")

    expect(page.locator("[data-now]")).to_have_text({"#t=99999": "0:54", "#t=9,x": "0:09"}.get(link, "0:00"))


def test_a_moment_is_shared_under_the_public_address(looking: Looking, server: int, stock: Stock) -> None:
    page = looking("desk", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-skip='30']").click()

    page.locator("[data-share]").click()

    expect(page.locator("[data-told]")).to_have_text("Tautan ke menit 0:30 tersalin.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"http://127.0.0.1:{server}/episodes/{stock.published.slug}#t=30"


def test_who_may_not_copy_is_shown_the_link(looking: Looking, stock: Stock) -> None:
    page = looking("desk")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")

    page.locator("[data-share]").click()

    expect(page.locator("[data-told]")).to_contain_text(f"/episodes/{stock.published.slug}#t=0")


def test_the_timer_ends_playing(looking: Looking) -> None:
    page = looking()
    page.clock.install()
    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.2")

    page.locator("[data-sleep]").select_option("5")
    page.clock.fast_forward("04:59")
    assert not page.evaluate(f"{AUDIO}.paused")
    page.clock.fast_forward("00:02")

    assert page.evaluate(f"{AUDIO}.paused")
    assert page.locator("[data-sleep]").input_value() == ""


def test_the_timer_ends_with_the_chapter(looking: Looking) -> None:
    page = looking()
    end = float(page.locator("[data-chapter]").nth(1).get_attribute("data-start") or 0)
    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.2")

    page.locator("[data-sleep]").select_option("chapter")
    page.evaluate(f"{AUDIO}.currentTime = {end - 0.6}")

    wait_until(page, "audio.paused")
    assert heard(page) == pytest.approx(end, abs=0.6)


def test_the_lock_screen_knows_what_plays(looking: Looking, stock: Stock) -> None:
    page = looking()
    page.evaluate("""
        window.actions = [];
        const session = navigator.mediaSession, set = session.setActionHandler.bind(session);
        session.setActionHandler = (name, does) => { actions.push(name); set(name, does); };
        session.setPositionState = (state) => { window.placed = state; };
    """)

    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.3 && window.placed")

    told = page.evaluate(
        "navigator.mediaSession.metadata && {...{t: navigator.mediaSession.metadata.title,"
        " a: navigator.mediaSession.metadata.artist, i: navigator.mediaSession.metadata.artwork[0].src}}"
    )
    assert told["t"] == stock.published.title
    assert told["a"] == stock.shelf.press.show.title
    assert page.request.get(told["i"]).status == 200
    assert {"play", "pause", "seekbackward", "seekforward", "seekto"} <= set(page.evaluate("actions"))
    assert page.evaluate("placed.duration") == pytest.approx(stock.published.media.duration, abs=0.2)


def test_a_small_player_stays_while_one_reads_on(page: Page) -> None:
    dock = page.locator("[data-dock]")
    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.2")
    assert not dock.is_visible()

    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(dock).to_be_visible()
    dock.get_by_role("button", name="Jeda").click()

    wait_until(page, "audio.paused")
    page.evaluate("scrollTo(0, 0)")
    expect(dock).to_be_hidden()


def test_words_are_found_in_the_transcript_and_played_from_there(page: Page) -> None:
    field, count = page.get_by_role("searchbox", name="transkrip"), page.locator("[data-find-count]")

    field.fill("  TARIF ")
    expect(count).to_have_text("1 dari 2")
    assert page.evaluate("[...CSS.highlights.get('found')].map(String)") == ["Tarif", "tarif"]
    field.press("Enter")
    expect(count).to_have_text("2 dari 2")
    assert page.evaluate("[...CSS.highlights.get('chosen')].map(String)") == ["tarif"]
    field.press("Shift+Enter")
    field.fill("dermaga")
    expect(count).to_have_text("1 dari 3")
    page.get_by_role("button", name="Temuan sebelumnya").click()  # which stands still
    expect(count).to_have_text("3 dari 3")
    expect(page.locator("[data-found]")).to_contain_text("Dermaga Kota buka lebih awal")
    line = page.locator("[data-cue][data-found]")
    start = float(line.get_attribute("data-start") or 0)
    page.get_by_role("button", name="Putar dari sini").click()

    wait_until(page, "!audio.paused && audio.currentTime > 1")
    assert heard(page) > start + 0.5
    field.fill("kereta cepat")
    expect(count).to_have_text("Tidak ada")
    field.press("Escape")
    expect(count).to_have_text("")
    assert page.evaluate("CSS.highlights.get('found').size + CSS.highlights.get('chosen').size") == 0


def test_the_sheet_of_keys_opens_and_keys_can_be_switched_off(looking: Looking) -> None:
    page = looking()
    sheet = page.get_by_role("dialog", name="Pintasan papan ketik")

    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    sheet.get_by_role("checkbox", name="Pintasan aktif").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("?")
    page.locator("[data-play]").focus()
    page.keyboard.press("l")

    expect(sheet).to_be_hidden()
    expect(page.locator("[data-now]")).to_have_text("0:00")
    page.get_by_role("button", name="Pintasan").click()
    expect(sheet).to_be_visible()


def test_keys_turn_the_chapters_and_the_speed(looking: Looking) -> None:
    page = looking()
    page.locator("[data-play]").focus()
    page.keyboard.press("k")
    wait_until(page, "audio.currentTime > 0.2")

    page.keyboard.press("]")
    expect(page.locator("[data-chapter]").nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("[")
    expect(page.locator("[data-chapter]").nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("+")

    assert page.evaluate(f"{AUDIO}.playbackRate") == 1.25
    expect(page.locator("[data-speed]")).to_have_value("1.25")


def test_a_sound_that_does_not_come_is_told(looking: Looking) -> None:
    page = looking()

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/media/**", lose)

    page.locator("[data-play]").click()

    expect(page.locator("[data-told]")).to_contain_text("Audio tidak dapat")
    expect(page.locator("[data-play]")).to_have_attribute("aria-label", "Putar")


def test_without_scripts_everything_is_there(looking: Looking) -> None:
    for width in WIDTHS:
        page = looking(width, java_script_enabled=False)

        assert page.locator("audio[controls]").is_visible()
        assert not page.locator("[data-deck]").is_visible()
        assert page.locator(".plainly a[download]").is_visible()
        assert page.locator("[data-cue]").count() == len(shelf.LINES)
        assert page.get_by_text("Dulu saya perlu satu jam lebih").is_visible()
        assert page.locator("[data-chapter]").nth(1).get_attribute("href", timeout=1000)


def test_the_newest_plays_from_the_list(looking: Looking, stock: Stock) -> None:
    page = looking("phone", "/")

    page.locator("[data-play]").click()
    wait_until(page, "audio.currentTime > 0.3")

    assert stock.published.media.name in page.evaluate(f"{AUDIO}.currentSrc")


def test_the_feeds_address_is_copied(looking: Looking, server: int) -> None:
    page = looking("desk", "/", permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Salin alamat").click()

    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"http://127.0.0.1:{server}/feed.xml"


def test_a_name_with_letters_of_another_language_is_set_in_the_same_face(looking: Looking) -> None:
    page = looking("desk", "/nope")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    with page.expect_request("**/*.woff2*"):
        page.evaluate("document.querySelector('h1').textContent = 'Ñandú dan Zoë'")

    assert ["headline-more.woff2" in url for url in asked if "-more.woff2" in url] == [True]
