"""What plays goes on while the listener looks around: the small player, the queue, and coming back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.chromium import AUDIO, WIDTHS, Looking, heard, play, wait_until
from tests.web.shelf import Stock

pytestmark = pytest.mark.binary

#: Marks this very document: what is swapped in keeps the mark, what is loaded anew has lost it.
STAMP = "window.stamp = 'here'"
SAME = "window.stamp === 'here'"


def start(looking: Looking, path: str = "", width: str = "desk") -> Page:
    page = looking(width, path)
    page.evaluate(STAMP)
    play(page)
    return page


def brand(page: Page) -> None:
    page.locator(".brand a").click()
    expect(page.locator("[data-resume]")).to_be_visible()


def end(page: Page) -> None:
    page.evaluate(f"{AUDIO}.currentTime = {AUDIO}.duration - 0.4")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sound_goes_on_from_page_to_page(looking: Looking, stock: Stock, width: str) -> None:
    page = start(looking, width=width)
    before = heard(page)

    brand(page)
    page.get_by_role("link", name=stock.older.title, exact=True).click()
    expect(page.locator("h1")).to_have_text(stock.older.title)

    assert page.evaluate(SAME)
    assert page.locator("audio").count() == 1
    wait_until(page, f"!audio.paused && audio.currentTime > {before}")
    expect(page.locator("[data-dock-link]")).to_have_text(stock.published.title)
    page.locator("[data-dock-link]").click()
    expect(page.locator("h1")).to_have_text(stock.published.title)
    expect(page.locator("[data-play]")).to_have_attribute("aria-label", "Jeda")
    expect(page.locator("[data-dock]")).to_be_hidden()
    assert page.evaluate(SAME)


def test_a_page_that_is_swapped_in_is_that_page(looking: Looking, server: int, stock: Stock) -> None:
    page = start(looking, "/")
    there = f"/episodes/{stock.older.slug}"
    page.get_by_role("link", name=stock.older.title, exact=True).click()
    expect(page).to_have_title(re.compile(f"^{stock.older.title}"))
    swapped = page.evaluate("[document.head, document.querySelector('header')].map(part => part.outerHTML)")

    assert page.url == f"http://127.0.0.1:{server}{there}"
    assert page.evaluate("document.activeElement.id") == "isi"
    expect(page.locator("[data-announced]")).to_have_text(re.compile(f"^{stock.older.title}"))
    assert page.evaluate("scrollY") == 0
    fresh = looking("desk", there)
    for kind in ("title", "meta", "link", "script"):
        told = [page.evaluate(f"[...document.head.querySelectorAll('{kind}')].map(one => one.outerHTML).sort()")]
        told += [fresh.evaluate(f"[...document.head.querySelectorAll('{kind}')].map(one => one.outerHTML).sort()")]
        assert told[0] == told[1]
    assert swapped[1] == fresh.evaluate("document.querySelector('header').outerHTML")


def test_back_and_forward_find_page_and_place_again(looking: Looking, stock: Stock) -> None:
    page = start(looking)
    page.evaluate("scrollTo(0, 700)")
    wait_until(page, "scrollY === 700")
    page.evaluate("document.querySelector('.brand a').click()")
    expect(page.locator("[data-resume]")).to_be_visible()

    page.go_back()
    expect(page.locator("h1")).to_have_text(stock.published.title)
    wait_until(page, "scrollY === 700")
    page.go_forward()
    expect(page.locator("[data-resume]")).to_be_visible()

    assert page.evaluate(SAME)
    assert not page.evaluate(f"{AUDIO}.paused")


def test_nothing_is_swapped_while_nothing_plays(looking: Looking) -> None:
    page = looking()
    page.evaluate(STAMP)

    brand(page)

    assert not page.evaluate(SAME)


def lost(route: Route) -> None:
    route.abort() if route.request.resource_type == "fetch" else route.continue_()


def foreign(route: Route) -> None:
    if route.request.resource_type == "fetch":
        route.fulfill(content_type="text/html", body="<!doctype html><title>Lain</title><main>Lain</main>")
    else:
        route.continue_()


def file(route: Route) -> None:
    if route.request.resource_type == "fetch":
        route.fulfill(content_type="application/pdf", body="%PDF")
    else:
        route.continue_()


@pytest.mark.parametrize("answer", [lost, foreign, file])
def test_on_any_doubt_a_link_is_a_link(looking: Looking, server: int, answer: Callable[[Route], None]) -> None:
    page = start(looking)
    page.route(f"http://127.0.0.1:{server}/", answer)

    brand(page)

    assert page.url == f"http://127.0.0.1:{server}/"
    assert not page.evaluate(SAME)


@pytest.mark.parametrize("way", ["Control", "download", "feed.xml"])
def test_what_is_no_visit_is_left_to_the_browser(looking: Looking, way: str) -> None:
    page = start(looking, "/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.resource_type} {request.url}"))

    if way == "Control":
        with page.context.expect_page():
            page.locator(".row h3 a").first.click(modifiers=["Control"])
    elif way == "download":
        page.evaluate("document.querySelector('.row h3 a').download = 'halaman'")
        with page.expect_download():
            page.locator(".row h3 a").first.click()
    else:
        page.locator(".foot a[href$='/feed.xml']").click()
        page.wait_for_url("**/feed.xml")

    assert not [one for one in asked if one.startswith("fetch")]


def test_an_episode_that_is_gone_is_told_while_the_other_plays_on(looking: Looking, stock: Stock) -> None:
    page = start(looking)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.evaluate(f"navigation.navigate('/episodes/{stock.withdrawn.slug}')")

    expect(page.locator("h1")).to_have_text("Episode ini sudah ditarik")
    assert page.evaluate(SAME)
    assert not page.evaluate(f"{AUDIO}.paused")
    assert not complaints


def test_another_episode_is_offered_and_does_not_disturb(looking: Looking, stock: Stock) -> None:
    page = start(looking, "/")
    page.get_by_role("link", name=stock.older.title, exact=True).click()
    button = page.locator("[data-play]")

    expect(button).to_have_attribute("aria-label", "Putar episode ini")
    expect(page.locator("[data-now]")).to_have_text("0:00")
    page.locator("[data-skip='30']").click()
    expect(page.locator("[data-now]")).to_have_text("0:30")
    assert stock.published.media.name in page.evaluate(f"{AUDIO}.currentSrc")
    assert page.locator("[data-cue][aria-current]").count() == 0

    button.click()
    wait_until(page, "!audio.paused && audio.currentTime > 30")

    assert stock.older.media.name in page.evaluate(f"{AUDIO}.currentSrc")
    assert page.evaluate(f"{AUDIO}.dataset.guid") == stock.older.guid
    assert page.locator("[data-player]").get_attribute("data-guid") == stock.older.guid


def test_a_link_to_a_moment_works_on_a_page_that_is_swapped_in(looking: Looking, stock: Stock) -> None:
    page = start(looking, "/")

    page.evaluate(f"navigation.navigate('/episodes/{stock.older.slug}#t=20')")
    expect(page.locator("[data-now]")).to_have_text("0:20")
    page.locator("[data-play]").click()

    wait_until(page, "!audio.paused && audio.currentTime >= 20")
    assert page.evaluate(SAME)


def test_the_timer_goes_along(looking: Looking, stock: Stock) -> None:
    page = start(looking)
    page.clock.install()
    page.locator("[data-sleep]").select_option("5")

    brand(page)
    page.get_by_role("link", name=stock.older.title, exact=True).click()
    expect(page.locator("[data-sleep]")).to_have_value("5")
    page.clock.fast_forward("05:01")

    assert page.evaluate(f"{AUDIO}.paused")


def test_the_small_player_says_where_one_is_and_can_be_sent_away(looking: Looking, stock: Stock) -> None:
    page = start(looking)
    page.evaluate(f"{AUDIO}.currentTime = 21")
    brand(page)
    page.get_by_role("link", name=stock.older.title, exact=True).click()
    dock = page.locator("[data-dock]")

    expect(dock.locator("[data-dock-chapter]")).to_have_text("Rute dan jadwal")
    expect(dock.locator("[data-dock-now]")).to_have_text(re.compile(r"0:2\d / 0:5\d"))
    dock.get_by_role("button", name="Jeda").click()
    wait_until(page, "audio.paused")
    dock.get_by_role("slider").fill("10")
    wait_until(page, "audio.currentTime === 10")
    dock.get_by_role("button", name="Maju 30 detik").click()
    wait_until(page, "audio.currentTime === 40")
    dock.get_by_role("button", name="Mundur 15 detik").click()
    wait_until(page, "audio.currentTime === 25")
    dock.get_by_role("button", name="Tutup pemutar").click()

    expect(dock).to_be_hidden()
    expect(page.locator("[data-play]")).to_be_focused()
    expect(page.locator("[data-play]")).to_have_attribute("aria-label", "Putar")
    assert page.evaluate(f"{AUDIO}.dataset.guid") == stock.older.guid


@pytest.mark.parametrize("width", WIDTHS)
def test_the_small_player_hides_nothing_that_has_the_focus(looking: Looking, stock: Stock, width: str) -> None:
    page = start(looking, "/", width)
    page.get_by_role("link", name=stock.older.title, exact=True).click()
    dock = page.locator("[data-dock]")
    expect(dock).to_be_visible()
    top = (dock.bounding_box() or {"y": 0.0})["y"]

    for _ in range(40):
        page.keyboard.press("Tab")
        box = page.evaluate(
            "(() => { const one = document.activeElement, box = one.getBoundingClientRect();"
            " return one.closest('[data-dock]') || one === document.body ? null : [box.top, box.bottom] })()"
        )
        assert box is None or box[1] <= top
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    foot = page.locator(".foot ul").bounding_box()
    assert foot
    assert foot["y"] + foot["height"] <= top


def test_an_episode_of_the_list_plays_where_it_stands(looking: Looking, stock: Stock) -> None:
    page = looking("phone", "/")
    page.evaluate(STAMP)
    row = page.locator(f"[data-episode][data-guid='{stock.older.guid}']")

    row.get_by_role("button", name=re.compile("^Putar")).click()
    wait_until(page, "!audio.paused && audio.currentTime > 0.2")

    assert stock.older.media.name in page.evaluate(f"{AUDIO}.currentSrc")
    expect(page.locator("[data-dock-chapter]")).to_have_text("Pembuka")
    row.get_by_role("button", name=re.compile("^Jeda")).click()
    wait_until(page, "audio.paused")
    assert page.evaluate(SAME)


def test_the_next_in_the_list_follows_by_itself(looking: Looking, stock: Stock) -> None:
    page = start(looking)

    end(page)
    wait_until(page, f"!audio.paused && audio.dataset.guid === '{stock.older.guid}' && audio.currentTime > 0.1")

    expect(page.locator("[data-told]")).to_have_text(f"Berikutnya: {stock.older.title}")
    expect(page.locator("[data-dock-link]")).to_have_text(stock.older.title)


def test_who_wants_silence_after_an_episode_has_it_next_time_too(looking: Looking, stock: Stock) -> None:
    page = looking()
    page.locator("[data-deck] [data-open-queue]").click()
    page.get_by_role("checkbox", name=re.compile("Lanjut sendiri")).uncheck()
    page.keyboard.press("Escape")
    page.reload()
    play(page)

    end(page)
    wait_until(page, "audio.ended")
    page.wait_for_timeout(300)

    assert page.evaluate(f"{AUDIO}.dataset.guid") == stock.published.guid
    expect(page.locator("[data-play]")).to_have_attribute("aria-label", "Putar")


def test_the_timer_ends_with_the_episode(looking: Looking, stock: Stock) -> None:
    page = start(looking)
    page.locator("[data-sleep]").select_option("episode")

    end(page)
    expect(page.locator("[data-told]")).to_have_text("Pemutaran dihentikan timer.")

    assert page.evaluate(f"{AUDIO}.dataset.guid") == stock.published.guid
    expect(page.locator("[data-sleep]")).to_have_value("")


def test_what_is_lined_up_comes_first(looking: Looking, stock: Stock) -> None:
    page = looking("desk", f"/episodes/{stock.older.slug}")
    newest = page.locator(f"[data-episode][data-guid='{stock.published.guid}']")
    newest.get_by_role("button", name=re.compile("^Tambah ke antrean")).click()
    expect(newest.locator("[data-queue]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-deck] [data-queued]")).to_have_text("1")
    page.reload()
    play(page)

    end(page)
    wait_until(page, f"!audio.paused && audio.dataset.guid === '{stock.published.guid}'")

    expect(newest.locator("[data-queue]")).to_have_attribute("aria-pressed", "false")


def test_the_queue_can_be_put_in_order(looking: Looking, stock: Stock) -> None:
    page = looking("phone", "/")
    page.evaluate(
        """() => localStorage.setItem('podme:antrean', JSON.stringify(['Satu', 'Dua', 'Tiga'].map(title => (
            {guid: title, title, address: 'http://kabar.example/episodes/x', sound: '/x', artwork: '/x'}))))"""
    )
    page.goto(page.url + f"episodes/{stock.published.slug}")
    sheet = page.get_by_role("dialog", name="Antrean")
    page.locator("[data-deck] [data-open-queue]").click()

    sheet.get_by_role("button", name="Naikkan: Tiga").click()
    expect(sheet.get_by_role("link", name="Tiga")).to_be_focused()
    sheet.get_by_role("button", name="Keluarkan: Satu").click()

    expect(sheet.locator("li a")).to_have_text(["Tiga", "Dua"])
    expect(sheet.get_by_role("button", name="Naikkan: Tiga")).to_be_disabled()
    expect(sheet).to_contain_text(f"Setelah itu: {stock.older.title}")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator("[data-deck] [data-open-queue]")).to_be_focused()


def test_the_front_page_offers_to_go_on_with_what_was_left(looking: Looking, stock: Stock) -> None:
    page = looking("phone", f"/episodes/{stock.older.slug}#t=20")
    play(page)
    page.locator("[data-play]").click()
    page.goto(page.url.partition("/episodes")[0])
    dock = page.locator("[data-dock]")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    expect(dock).to_contain_text("Lanjutkan mendengarkan")
    expect(dock).to_contain_text(stock.older.title)
    expect(page.locator("[data-episode] [data-left]")).to_have_text("Sisa 1 menit")
    assert not [url for url in asked if "/media/" in url]
    dock.get_by_role("button", name="Putar").click()
    wait_until(page, "!audio.paused && audio.currentTime >= 20")

    dock.get_by_role("button", name="Jeda").click()
    page.reload()
    dock.get_by_role("button", name="Tutup pemutar").click()
    page.reload()
    expect(dock).to_be_hidden()


def test_headphones_go_to_the_next_and_back_again(looking: Looking, stock: Stock) -> None:
    page = looking()
    page.evaluate("""
        window.actions = {};
        const session = navigator.mediaSession;
        session.setActionHandler = (name, does) => { actions[name] = does; };
    """)
    play(page)

    assert page.evaluate("actions.previoustrack") is None
    page.evaluate("actions.nexttrack()")
    wait_until(page, f"!audio.paused && audio.dataset.guid === '{stock.older.guid}' && audio.currentTime > 0.1")
    assert page.evaluate("navigator.mediaSession.metadata.title") == stock.older.title
    page.evaluate("actions.previoustrack()")

    wait_until(page, f"!audio.paused && audio.dataset.guid === '{stock.published.guid}'")


def test_the_lock_screen_knows_the_chapters(looking: Looking) -> None:
    page = start(looking)

    marks = page.evaluate("[...navigator.mediaSession.metadata.chapterInfo].map(mark => [mark.title, mark.startTime])")

    assert [title for title, _ in marks] == ["Pembuka", "Rute dan jadwal", "Apa kata warga"]
    assert marks[0][1] == 0
    assert marks[1][1] == pytest.approx(20, abs=1)
    page.evaluate(f"{AUDIO}.currentTime = 36")
    wait_until(page, "navigator.mediaSession.metadata.album === 'Apa kata warga'")
