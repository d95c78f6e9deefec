"""The way in, as an editor has it: in Chromium, with the keyboard alone, on a phone's width and on a desk's."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from podme_audio import web
from podme_audio.builds import Builds
from podme_audio.library import Library
from podme_audio.library.desk import Key
from podme_audio.model import Device, Rank
from podme_audio.newsroom import Newsroom
from podme_audio.settings import Settings
from podme_audio.studio import Studio
from podme_audio.web import Entrance
from tests.web.chromium import FAINT, WIDTHS, violations
from tests.web.desk.newsroom import Cheap
from tests.web.shelf import Opening

pytestmark = pytest.mark.binary

PASSWORD = "empat kuda minum kopi"  # noqa: S105 - of an account that lives for one test


@dataclass(frozen=True)
class Running:
    """A newsroom that is served."""

    library: Library
    address: str


@pytest.fixture
def running(opening: Opening) -> Iterator[Running]:
    leaving = threading.Event()
    with web.listen("127.0.0.1", 0) as listener:
        shelf = opening(port=listener.getsockname()[1])
        address = shelf.press.addresses.base_url
        studio = Studio(Settings(engine="tone"), shelf.library)
        entrance = Entrance(address, "Kabar Pagi", passwords=Cheap())
        app = web.create_app(shelf, desk=web.Office(Newsroom(studio, Builds(studio)), entrance))
        options = {"leaving": leaving, "grace": 0.0}
        serving = threading.Thread(target=web.serve, args=(app, listener), kwargs=options)
        serving.start()
        yield Running(shelf.library, address)
        leaving.set()
        serving.join()


class Hands:
    """Two hands on a keyboard, and eyes that complain."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.extend([said.text] if said.type in _COMPLAINTS else []))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def reach(self, words: str) -> None:
        """Press Tab until the focus stands on what is called so, or begins so, or has that id."""
        for _ in range(60):
            called, id = self.page.evaluate(_CALLED)
            if words in {called, called.partition(",")[0], f"#{id}"}:
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never comes to {words!r} at {self.page.url}")

    def press(self, words: str) -> None:
        self.reach(words)
        self.page.keyboard.press("Enter")

    def write(self, words: str, text: str) -> None:
        self.reach(words)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def look(self, heading: str) -> None:
        """Wait for a page, and find nothing wrong with it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        assert violations(self.page) == []
        assert not self.page.evaluate(FAINT)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not self.complaints


#: Hints of Chromium's to developers are none.
_COMPLAINTS = {"error", "warning"}
#: The name of what has the focus: its label, its own name, or its words.
_CALLED = """() => {
  const one = document.activeElement;
  const named = one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? one.querySelector("b")?.textContent;
  return [(named ?? one.textContent).trim(), one.id];
}"""


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_from_the_first_link_to_the_last_session_with_the_keyboard_alone(
    browser: Browser,
    running: Running,
    width: str,
    scheme: str,
) -> None:
    context = browser.new_context(viewport=WIDTHS[width], color_scheme=scheme)  # type: ignore[arg-type]
    hands, now = Hands(context.new_page()), datetime.now(UTC)
    token = running.library.desk.accounts.first(now)

    first_link(hands, f"{running.address}/desk/undangan#{token}")
    seed = second_factor(hands, now)
    hands.press("Keluar")
    hands.look("Masuk")
    hands.write("Nama akun", "sari")
    hands.write("Kata sandi", PASSWORD)
    hands.page.keyboard.press("Enter")
    hands.look("Kode verifikasi")
    hands.write("Kode enam angka", seed.at(now + timedelta(seconds=30)))
    hands.page.keyboard.press("Enter")
    hands.look("Meja redaksi")
    end_another_session(hands, running.library, now)
    for title, heading in (("Akun redaksi", "Akun redaksi"), ("Catatan", "Catatan perubahan"), ("Keluar", "Masuk")):
        hands.press(title)
        hands.look(heading)
    hands.page.go_back()
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Masuk")
    context.close()


def first_link(hands: Hands, link: str) -> None:
    hands.page.goto(link)
    hands.look("Akun pertama")
    assert "#" not in hands.page.url
    hands.write("Nama akun", "sari")
    hands.write("Kata sandi baru", PASSWORD)
    hands.press("Tampilkan: kata sandi baru")
    expect(hands.page.locator("#sandi")).to_have_attribute("type", "text")
    hands.write("Sekali lagi", PASSWORD)
    hands.page.keyboard.press("Enter")
    hands.look("Meja redaksi")


def second_factor(hands: Hands, now: datetime) -> pyotp.TOTP:
    hands.press("Pasang sekarang")
    hands.look("Akun saya")
    hands.write("#sandi-kode", PASSWORD)
    hands.page.keyboard.press("Enter")
    hands.look("Pasang verifikasi dua langkah")
    seed = pyotp.TOTP(hands.page.locator(".seed code").inner_text().replace(" ", ""))
    hands.write("Kode enam angka", seed.at(now))
    hands.page.keyboard.press("Enter")
    hands.look("Kode cadangan")
    expect(hands.page.locator(".codes li")).to_have_count(8)
    hands.press("Sudah saya simpan")
    hands.look("Akun saya")
    return seed


def end_another_session(hands: Hands, library: Library, now: datetime) -> None:
    sari = library.desk.accounts.named("sari")
    library.desk.sessions.open(sari, Key("lain"), Device("198.51.100.23", "Firefox; Linux"), now)
    hands.press("Sesi saya")
    hands.look("Sesi saya")
    expect(hands.page.locator(".rows li")).to_have_count(2)
    hands.press("Akhiri sesi Firefox di Linux")
    expect(hands.page.locator(".rows li")).to_have_count(1)
    hands.look("Sesi saya")


def test_without_scripts_the_whole_way_in_is_open(
    browser: Browser,
    running: Running,
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    token = running.library.desk.accounts.first(datetime.now(UTC))

    page.goto(f"{running.address}/desk/undangan#{token}")
    page.fill("#kode", page.url)
    page.click("button.main")
    for name, text in (("nama", "sari"), ("sandi", PASSWORD), ("ulang", PASSWORD)):
        page.fill(f"[name={name}]", text)
    page.click("button.main")

    assert page.url == f"{running.address}/desk"
    assert running.library.desk.accounts.named("sari").rank is Rank.ADMIN
    context.close()


def test_another_site_cannot_frame_or_drive_the_desk(
    browser: Browser,
    running: Running,
) -> None:
    token = running.library.desk.accounts.first(datetime.now(UTC))
    running.library.desk.accounts.accept(token, "sari", Cheap().hash(PASSWORD), datetime.now(UTC))
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{running.address}/desk/masuk")
    page.fill("#nama", "sari")
    page.fill("#sandi", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")

    other = running.address.replace("127.0.0.1", "localhost")
    hostile = context.new_page()
    hostile.route(
        f"{other}/jahat",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<iframe src="{running.address}/desk"></iframe><form method="post" '
            f'action="{running.address}/desk/keluar"><button>x</button></form>',
        ),
    )
    hostile.goto(f"{other}/jahat")
    framed = [frame.url for frame in hostile.frames if frame.parent_frame]
    hostile.click("button")

    assert all("error" in url or not url.startswith(running.address) for url in framed)
    expect(hostile.get_by_role("heading", level=1)).to_have_text("Permintaan ini ditolak")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meja redaksi")
    context.close()
