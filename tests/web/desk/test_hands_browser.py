"""Lines and articles put in order in Chromium, by mouse and by keyboard; what follows by itself, without a reload."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from podme_audio import web
from podme_audio.builds import Builds
from podme_audio.model import Manuscript, Rank
from podme_audio.newsroom import Newsroom
from podme_audio.settings import Settings
from podme_audio.studio import Studio
from podme_audio.web import Entrance
from tests.web.chromium import FAINT, violations
from tests.web.desk.newsroom import PASSWORD, Cheap
from tests.web.desk.scripts import OTHER, STORY
from tests.web.shelf import Opening

pytestmark = pytest.mark.binary


@dataclass(frozen=True)
class Working:
    """A newsroom that is served, and its work."""

    address: str
    work: Newsroom

    def taken_in(self, story: str) -> Manuscript:
        return self.work.take_in(editor="sari", text=story)

    def order(self, id: str) -> list[str]:
        return [line.id for line in self.work.manuscripts.manuscript(id).script.lines]


@pytest.fixture
def working(opening: Opening) -> Iterator[Working]:
    leaving = threading.Event()
    with web.listen("127.0.0.1", 0) as listener:
        shelf = opening(port=listener.getsockname()[1])
        address, passwords = shelf.press.addresses.base_url, Cheap()
        studio = Studio(Settings(engine="tone"), shelf.library)
        work, now = Newsroom(studio, Builds(studio)), datetime.now(UTC)
        token = shelf.library.desk.accounts.add("sari", Rank.CHIEF, who="terminal", now=now)
        shelf.library.desk.accounts.accept(token, "sari", passwords.hash(PASSWORD), now)
        entrance = Entrance(address, "Kabar Pagi", passwords=passwords)
        app = web.create_app(shelf, desk=web.Office(work, entrance))
        serving = threading.Thread(target=web.serve, args=(app, listener), kwargs={"leaving": leaving, "grace": 0.0})
        serving.start()
        yield Working(address, work)
        leaving.set()
        serving.join()


@pytest.fixture
def page(browser: Browser, working: Working) -> Iterator[Page]:
    """Sari's browser, signed in; no script of the page's may fail in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{working.address}/desk/masuk")
    page.fill("[name=nama]", "sari")
    page.fill("[name=sandi]", PASSWORD)
    page.press("[name=sandi]", "Enter")
    expect(page).to_have_url(f"{working.address}/desk")
    yield page
    context.close()
    assert complaints == []


def drag(page: Page, handle: Locator, above: Locator) -> None:
    """Drag by the handle until it stands above the other."""
    start, end = handle.bounding_box(), above.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 2, steps=10)
    page.mouse.up()


def look(page: Page) -> None:
    """Find nothing wrong with a page."""
    assert violations(page) == []
    assert not page.evaluate(FAINT)


def test_a_line_is_moved_by_keyboard_and_by_mouse_and_keeps_the_focus(page: Page, working: Working) -> None:
    id = working.taken_in(STORY).id
    first = working.order(id)
    page.goto(f"{working.address}/desk/naskah/{id}")
    expect(page.locator("#perkiraan dl")).to_be_visible()
    look(page)

    page.locator(f"#geser-{first[1]}").focus()
    with page.expect_response("**/pindah"):
        page.keyboard.press("ArrowDown")
    expect(page.locator("[data-told]")).to_contain_text(f"urutan 3 dari {len(first)}")
    expect(page.locator("[data-lines] > li").nth(2)).to_have_attribute("data-line", first[1])
    expect(page.locator(f"#geser-{first[1]}")).to_be_focused()
    assert working.order(id) == [first[0], first[2], first[1], *first[3:]]

    with page.expect_response("**/pindah"):
        drag(page, page.locator(f"#geser-{first[1]}"), page.locator("[data-lines] > li").nth(0))
    expect(page.locator("[data-told]")).to_contain_text(f"urutan 1 dari {len(first)}")
    expect(page.locator(f"#geser-{first[1]}")).to_be_focused()
    assert working.order(id) == [first[1], first[0], *first[2:]]


def test_a_line_that_was_rewritten_keeps_the_focus(page: Page, working: Working) -> None:
    id = working.taken_in(STORY).id
    line = working.order(id)[1]
    page.goto(f"{working.address}/desk/naskah/{id}")

    page.locator(f"#ubah-{line}").press("Enter")
    page.locator(f"#tulis-{line}").fill("Harga cabai kini Rp23.500 per kilogram.")
    page.locator(f"#baris-{line}").get_by_role("button", name="Simpan tulisan").press("Enter")

    expect(page.locator(f"#baris-{line} .spoken")).to_contain_text("dua puluh tiga ribu lima ratus rupiah")
    expect(page.locator(f"#ubah-{line}")).to_be_focused()


def test_a_voice_is_given_to_a_role_from_the_keyboard(page: Page, working: Working) -> None:
    id = working.taken_in(STORY).id
    page.goto(f"{working.address}/desk/naskah/{id}")
    expect(page.locator("#perkiraan dl")).to_be_visible()

    page.locator("#suara-peran summary").press("Enter")
    page.locator("#peran-1").select_option("tinggi")
    page.locator("#peran-pakai-1").press("Enter")

    expect(page.locator("[data-lines] > li").first.locator(".role")).to_contain_text("Tinggi")
    expect(page.locator("#peran-pakai-1")).to_be_focused()
    expect(page.locator("#peran-1")).to_have_value("tinggi")


def test_articles_are_dragged_into_an_order_that_is_told(page: Page, working: Working) -> None:
    stories = (STORY, OTHER, "Ketiga\n\nYang ketiga masuk pagi ini.\n")
    ids = [working.taken_in(story).id for story in stories]
    page.goto(f"{working.address}/desk/artikel")
    for id in ids:
        page.locator(f"input[value='{id}']").check()
    page.get_by_role("button", name="Gabung yang dipilih").click()
    titles = page.locator("[data-order] .title")
    before = titles.all_inner_texts()
    look(page)

    drag(page, page.locator("[data-handle]").nth(2), page.locator("[data-order] > li").nth(0))
    expect(page.locator("[data-order-told]")).to_have_text(f"{before[2]}: urutan 1 dari 3")
    page.locator("[data-handle]").nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-order-told]")).to_have_text(f"{before[2]}: urutan 2 dari 3")
    expect(page.locator("[data-handle]").nth(1)).to_be_focused()
    assert titles.all_inner_texts() == [before[0], before[2], before[1]]

    page.get_by_role("button", name="Buka naskah buletin").click()
    expect(page.locator("#naskah")).to_be_visible()
    made = working.work.manuscripts.manuscript(page.url.rsplit("/", 1)[1])
    assert [article.title for article in made.script.articles] == [before[0], before[2], before[1]]


def test_a_build_s_page_follows_it_without_a_reload(page: Page, working: Working) -> None:
    id = working.taken_in(STORY).id
    page.goto(f"{working.address}/desk/naskah/{id}")
    page.get_by_role("button", name="Buat episode").click()
    expect(page.locator("#pembuatan")).to_contain_text("menunggu")
    page.evaluate("window.same = true")
    page.locator("#ke-naskah").focus()

    working.work.cancel(working.work.manuscripts.manuscript(id).build, editor="sari")

    expect(page.locator("#pembuatan")).to_contain_text("dibatalkan")
    expect(page.get_by_role("button", name="Coba lagi")).to_be_visible()
    expect(page.locator("#ke-naskah")).to_be_focused()
    assert page.evaluate("window.same")
    look(page)
