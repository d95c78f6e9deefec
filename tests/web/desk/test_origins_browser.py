"""Where articles come from, as editors and their guests see it: in Chromium, on a phone's width and on a desk's."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from podme_audio import web
from podme_audio.builds import Builds, watching
from podme_audio.library import Library
from podme_audio.model import Episode, Rank
from podme_audio.newsroom import Newsroom
from podme_audio.settings import Settings
from podme_audio.studio import Studio
from podme_audio.web import Entrance
from tests.library.drafts import DRAFT
from tests.sources.wordpress import POST, Kept, Site, site
from tests.web import shelf
from tests.web.chromium import WIDTHS, wait_until
from tests.web.desk.newsroom import PASSWORD, Cheap
from tests.web.desk.test_desk_browser import Hands
from tests.web.shelf import Opening

pytestmark = pytest.mark.binary

NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Running:
    """A newsroom that is served: a draft, an article that changed at its source, and a feed that broke."""

    library: Library
    address: str
    site: Site
    draft: Episode
    published: Episode


@pytest.fixture
def wordpress() -> Iterator[Site]:
    when = (NOW - timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S")
    with site(Kept(77, "pasar", date=when, modified=when)) as room:
        yield room


def published(newsroom: Newsroom, wordpress: Site, folder: Path) -> Episode:
    manuscript = newsroom.take_in(editor="ana", reference=f"{wordpress.url}/pasar/")
    (folder / "sound").write_bytes(b"sound")
    references = tuple(one.reference for one in manuscript.script.articles)
    made = replace(DRAFT, title=manuscript.title, script=manuscript.script, references=references)
    made = replace(made, recording=replace(DRAFT.recording, path=folder / "sound"))
    episode = newsroom.library.save(made, now=NOW)
    return newsroom.library.publish(episode.guid, now=NOW)


@pytest.fixture
def running(opening: Opening, wordpress: Site, tmp_path: Path) -> Iterator[Running]:
    leaving = threading.Event()
    with web.listen("127.0.0.1", 0) as listener:
        stock = opening(port=listener.getsockname()[1])
        host, address = wordpress.url.removeprefix("http://"), stock.press.addresses.base_url
        settings = Settings(engine="tone", fetch_allow=host, watch_feed=f"{wordpress.url}/feed")
        studio = Studio(settings, stock.library)
        newsroom = Newsroom(studio, Builds(studio))
        accounts = stock.library.desk.accounts
        accounts.accept(accounts.first(NOW), "ana", Cheap().hash(PASSWORD), NOW)
        draft = stock.library.save(shelf.draft(tmp_path, "Bus air belum boleh didengar"), now=NOW)
        episode = published(newsroom, wordpress, tmp_path)
        stock.press.print()
        wordpress.posts = [replace(wordpress.posts[0], content=POST.replace("Rp1,2 miliar", "Rp1,5 miliar"))]
        watching.look_again(studio, NOW)
        watching.poll(studio, NOW, lambda: 1.0)
        app = web.create_app(stock, desk=web.Office(newsroom, Entrance(address, "Kabar Pagi", passwords=Cheap())))
        serving = threading.Thread(target=web.serve, args=(app, listener), kwargs={"leaving": leaving, "grace": 0.0})
        serving.start()
        yield Running(stock.library, address, wordpress, draft, episode)
        leaving.set()
        serving.join()


def signed_in(page: Page, running: Running) -> Hands:
    page.goto(f"{running.address}/desk/masuk")
    page.fill("#nama", "ana")
    page.fill("#sandi", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    return Hands(page)


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_notices_rules_and_lists_work_with_the_keyboard_alone(
    browser: Browser, running: Running, width: str, scheme: str
) -> None:
    context = browser.new_context(viewport=WIDTHS[width], color_scheme=scheme)  # type: ignore[arg-type]  # a name of one
    hands = signed_in(context.new_page(), running)
    hands.look("Meja redaksi")
    assert running.library.desk.accounts.named("ana").rank is Rank.ADMIN

    hands.press("Buka pantauan")
    hands.look("Pantauan")
    hands.press(f"Lihat: {running.published.title}")
    hands.look(running.published.title)
    hands.press("Biarkan")
    hands.page.locator("summary").click()
    hands.look("Pantauan")
    rules(hands, running)
    take(hands, running)
    context.close()


def rules(hands: Hands, running: Running) -> None:
    hands.page.goto(f"{running.address}/desk/situs")
    for summary in hands.page.locator("summary").all()[:2]:
        summary.click()
    hands.look("Aturan situs")
    hands.write("#situs", "127.0.0.1")
    hands.page.keyboard.press("Enter")
    hands.look("Aturan 127.0.0.1")
    hands.write("Isi berita ada di", ".entry-content")
    hands.write("Yang dibuang dari dalamnya", "p:nth-child(2) /* paragraf kedua */")
    hands.page.select_option("#wordpress", "tidak")
    hands.write("Halaman untuk dicoba", f"{running.site.url}/pasar/")
    hands.press("Coba")
    hands.look("Aturan 127.0.0.1")
    expect(hands.page.locator(".cutting .taken code")).to_have_text("p:nth-child(2)")
    hands.press("Simpan")
    hands.look("Aturan situs")
    hands.press("Ubah aturan 127.0.0.1")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Aturan 127.0.0.1")
    hands.write("Isi berita ada di", "div[")
    hands.press("Simpan")
    expect(hands.page.locator(".wrong")).to_contain_text("bukan pemilih CSS")
    expect(hands.page.locator("#inti")).to_be_focused()
    hands.complaints.clear()  # Chromium says of 422 that it is one
    hands.look("Aturan 127.0.0.1")


def take(hands: Hands, running: Running) -> None:
    hands.press("Artikel")
    hands.look("Artikel")
    hands.press("Ambil dari daftar situs WordPress atau feed")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Ambil dari situs atau feed")
    hands.write("Alamat situs atau feed", running.site.url)
    hands.page.keyboard.press("Enter")
    expect(hands.page.locator("#daftar")).to_have_text("1 artikel")
    hands.look("Ambil dari situs atau feed")
    hands.reach("#pilih-1")
    hands.page.keyboard.press("Space")
    hands.press("Jadikan naskah")
    expect(hands.page.locator("#baris")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_a_guest_hears_a_draft_until_the_link_is_ended(
    browser: Browser, running: Running, width: str, scheme: str
) -> None:
    context = browser.new_context(viewport=WIDTHS[width], color_scheme=scheme)  # type: ignore[arg-type]  # a name of one
    hands = signed_in(context.new_page(), running)
    hands.page.goto(f"{running.address}/desk/episode/{running.draft.slug}")
    hands.write("Untuk siapa", "Bu Sumarni")
    hands.press("Buat tautan")
    hands.look(running.draft.title)
    link = hands.page.locator("#pratinjau").inner_text()

    guest = Hands(browser.new_context(viewport=WIDTHS[width], color_scheme=scheme).new_page())  # type: ignore[arg-type]  # as above
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.url))
    guest.page.goto(link)
    guest.look(running.draft.title)
    expect(guest.page.get_by_role("region", name="Keterangan draf")).to_contain_text("Draf: belum terbit")
    assert not [one for one in asked if "suara" in one]
    guest.page.locator("[data-cue] a").nth(4).click()
    wait_until(guest.page, "!audio.paused && audio.currentTime > 1")
    expect(guest.page.locator("[data-cue][aria-current]")).to_have_count(1)
    assert guest.page.evaluate("Object.keys(localStorage).length") == 0
    assert {one.split("/")[2] for one in asked} == {running.address.split("/")[2]}

    hands.press("Akhiri tautan untuk Bu Sumarni")
    hands.look(running.draft.title)
    guest.page.goto(link)
    guest.complaints.clear()  # Chromium says of 410 that it is one
    guest.look("Pratinjau ini sudah berakhir")
    context.close()
    guest.page.context.close()


def test_without_scripts_a_guest_hears_a_draft_and_an_editor_makes_the_link(browser: Browser, running: Running) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, running)
    page.goto(f"{running.address}/desk/episode/{running.draft.slug}")
    page.click("text=Buat tautan")
    page.goto(page.locator("#pratinjau").inner_text())

    expect(page.locator("audio")).to_have_attribute("controls", "")
    assert "/suara#t=" in str(page.locator("[data-cue] a").first.get_attribute("href"))
    context.close()
