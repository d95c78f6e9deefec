"""The whole way of an editor, in Chromium, against `podme serve` as it is: from its first link to the end."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import feedparser
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.servers import free_port
from tests.web.chromium import wait_until

pytestmark = pytest.mark.binary
expect.set_options(timeout=15_000)  # a build is waited for, on a machine that has others to do

PASSWORD = "empat kuda minum kopi"  # noqa: S105 - of an account that lives for one test
TITLE = "Harga Cabai Turun 12 Persen"
STORY = f"""{TITLE}

JAKARTA - Harga cabai rawit di Pasar Induk kini Rp32.500 per kilogram.

Baca juga: Harga Telur Naik Lagi

Pedagang berharap harga bertahan. Menurut Sumarni, pasokan dari Kediri lancar.
"""
NOTE = "Harga cabai Rp23.500, bukan Rp32.500."


@dataclass(frozen=True)
class Program:
    """`podme serve`, and what it printed."""

    address: str
    #: The first link, as it stands there.
    link: str


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    port = free_port()
    command = [sys.executable, "-c", "from podme_audio.cli import main; main()", "serve", "--port", str(port)]
    told = {"PODME_HOME": str(tmp_path / "home"), "PODME_ENGINE": "tone", "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **told}) as process:  # noqa: S603 - ours
        try:
            assert process.stdout
            printed = ""
            while "Ctrl-C" not in printed:
                printed += process.stdout.readline() or pytest.fail(f"it ended: {printed}")
            link = re.search(r"http://\S+/desk/undangan#\S+", printed)
            assert link
            yield Program(f"http://127.0.0.1:{port}", link[0])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


class Editor:
    """Somebody at the desk, who goes by what can be read there; by mouse, or by keyboard alone."""

    def __init__(self, page: Page, *, keyboard: bool = False) -> None:
        self.page, self.keyboard = page, keyboard
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.extend([said.text] if said.type == "error" else []))
        # a page that is left before its transition was seen is no fault of ours
        page.on(
            "pageerror",
            lambda error: self.complaints.extend([] if "ViewTransition" in str(error) else [str(error)]),
        )

    def press(self, what: Locator) -> None:
        """Press a button, follow a link, open what is folded."""
        expect(what).to_be_visible()
        if not self.keyboard:
            what.click()
            return
        self.reach(what)
        self.page.keyboard.press("Space" if what.evaluate("one => one.matches('[type=checkbox]')") else "Enter")

    def write(self, what: Locator, text: str) -> None:
        expect(what).to_be_visible()
        if not self.keyboard:
            what.fill(text)
            return
        self.reach(what)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def reach(self, what: Locator) -> None:
        """Press Tab until it has the focus, which must be seen."""
        for _ in range(150):
            if what.evaluate("one => one === document.activeElement"):
                assert what.evaluate(FOCUSED), f"the focus is not seen on {what}"
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never comes to {what} at {self.page.url}")

    def button(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name).first

    def open(self, title: str) -> None:
        """Go to a page of the menu."""
        self.press(self.page.get_by_role("navigation", name="Meja redaksi").get_by_role("link", name=title, exact=True))
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def line(self, words: str) -> Locator:
        """Return the line of the script that is written so."""
        return self.page.locator("main ol > li").filter(has_text=words).first

    def unfold(self, words: str) -> Locator:
        """Open what can be done to a line."""
        line = self.line(words)
        if not line.locator("textarea").first.is_visible():
            self.press(line.locator("summary", has_text="Ubah").first)
        return line


#: Whether the focus is seen: an outline, or a ring.
FOCUSED = """one => {
  const style = getComputedStyle(one);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
}"""


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_from_the_first_link_to_the_feed_to_a_correction_to_nothing(
    browser: Browser, program: Program, keyboard: bool
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    ana = Editor(context.new_page(), keyboard=keyboard)

    first_account(ana, program.link)
    paste(ana)
    put_back(ana)
    fix_a_number(ana)
    learn_a_word(ana)
    listen(ana)
    build(ana, publish=True)
    slug, sound = published(ana, program.address)
    correct(ana)
    corrected(ana, program.address, slug, sound)
    withdraw(ana, program.address, slug, sound)

    assert ana.complaints == []
    context.close()


def first_account(ana: Editor, link: str) -> None:
    ana.page.goto(link)
    ana.heading("Akun pertama")
    ana.write(ana.page.get_by_label("Nama akun"), "ana")
    ana.write(ana.page.get_by_label("Kata sandi baru", exact=True), PASSWORD)
    ana.write(ana.page.get_by_label("Sekali lagi", exact=True), PASSWORD)
    ana.press(ana.button("Simpan dan masuk"))
    ana.heading("Meja redaksi")


def paste(ana: Editor) -> None:
    ana.open("Artikel")
    ana.write(ana.page.get_by_label("Teks artikel"), STORY)
    ana.press(ana.button("Buka naskah"))
    ana.heading(TITLE)


def put_back(ana: Editor) -> None:
    expect(ana.line("Harga Telur Naik Lagi")).to_have_count(0)
    ana.press(ana.button(re.compile("^Kembalikan: .*Harga Telur")))
    expect(ana.line("Harga Telur Naik Lagi")).to_be_visible()


def fix_a_number(ana: Editor) -> None:
    expect(ana.line("Rp32.500")).to_contain_text("tiga puluh dua ribu lima ratus rupiah")
    line = ana.unfold("Rp32.500")
    ana.write(line.get_by_label("Dibaca", exact=True), "Harga cabai rawit kini tiga puluh dua setengah ribu sekilo.")
    ana.press(ana.button("Simpan bacaan", line))
    expect(ana.line("Rp32.500")).to_contain_text("tiga puluh dua setengah ribu sekilo")


def learn_a_word(ana: Editor) -> None:
    """Select a word in its sentence with the mouse; with the keyboard, follow it from the list of unknown names."""
    field = ana.page.get_by_label("Kata seperti tertulis").first
    if ana.keyboard:
        ana.write(field, "Kediri")
    else:
        ana.page.evaluate(SELECT, "Kediri")
        expect(field).to_have_value("Kediri")
    ana.write(ana.page.get_by_label("Dibaca", exact=True).and_(ana.page.locator("#bacaan")), "ke diri")
    ana.press(ana.button("Coba di naskah ini"))
    expect(ana.page.get_by_text("1 baris di naskah ini berubah")).to_be_visible()
    ana.press(ana.button("Masukkan ke leksikon"))
    ana.heading(TITLE)
    expect(ana.line("Kediri")).to_contain_text("dari ke diri lancar")


def listen(ana: Editor) -> None:
    """Hear a line: its sound comes, and goes on."""
    ana.press(ana.line("Kediri").get_by_role("link", name=re.compile("^Dengar")))
    wait_until(ana.page, "audio.currentTime > 0.1 && audio.duration > 0.5")


def build(ana: Editor, *, publish: bool = False, note: str = "") -> None:
    """Have the episode made, and see it come line by line."""
    if publish:
        ana.press(ana.page.get_by_label("Terbitkan begitu selesai"))
    if note:
        ana.write(ana.page.get_by_label(re.compile("^Catatan ralat")), note)
    ana.press(ana.button("Buat dan terbitkan ralat" if note else "Buat episode"))
    ana.page.wait_for_url("**/desk/antrean/*")
    ana.page.evaluate("window.stayed = true")
    expect(ana.page.get_by_role("link", name="Lihat episode")).to_be_visible(timeout=30_000)
    expect(ana.page.get_by_role("list").get_by_text("Harga Telur Naik Lagi")).to_be_visible()
    expect(ana.page.get_by_role("status")).to_have_text("selesai")
    assert ana.page.evaluate("window.stayed"), "the page came in line by line, without being loaded again"
    ana.press(ana.page.get_by_role("link", name="Lihat episode"))
    ana.heading(TITLE)


def published(ana: Editor, address: str) -> tuple[str, str]:
    """Find the episode in the feed; return its slug, and where its sound is."""
    expect(ana.page.get_by_text("terbit", exact=True)).to_be_visible()
    (entry,) = feedparser.parse(fetched(f"{address}/feed.xml")).entries
    assert entry.title == TITLE
    assert len(fetched(entry.enclosures[0].href)) == int(entry.enclosures[0].length)
    return entry.link.rpartition("/")[2], entry.enclosures[0].href


def correct(ana: Editor) -> None:
    ana.press(ana.button("Ralat"))
    ana.heading(TITLE)
    line = ana.unfold("Rp32.500")
    ana.write(line.get_by_label("Tertulis", exact=True), "Harga cabai rawit kini Rp23.500 per kilogram.")
    ana.press(ana.button("Simpan tulisan", line))
    expect(ana.line("Rp23.500")).to_contain_text("dua puluh tiga ribu lima ratus rupiah")
    build(ana, note=NOTE)


def corrected(ana: Editor, address: str, slug: str, sound: str) -> None:
    """See what was put right where listeners do: on the page, in the feed, and behind the address they kept."""
    listener = ana.page.context.new_page()
    listener.goto(f"{address}/episodes/{slug}")
    expect(listener.get_by_text(NOTE)).to_be_visible()
    expect(listener.get_by_role("region", name="Transkrip").get_by_text("Rp23.500 per kilogram")).to_be_visible()
    listener.close()
    (entry,) = feedparser.parse(fetched(f"{address}/feed.xml")).entries
    now = entry.enclosures[0].href
    assert now != sound
    with urlopen(sound) as answer:  # noqa: S310 - this machine's own
        assert answer.url == now
    assert NOTE in str(entry)


def withdraw(ana: Editor, address: str, slug: str, sound: str) -> None:
    ana.press(ana.page.locator("summary", has_text="Tarik"))
    ana.press(ana.button("Ya, tarik sekarang"))
    expect(ana.page.get_by_role("status").filter(has_text="ditarik")).to_be_visible()
    assert feedparser.parse(fetched(f"{address}/feed.xml")).entries == []
    for gone in (f"{address}/episodes/{slug}", f"{address}/episodes/{slug}/transcript.vtt", sound):
        with pytest.raises(HTTPError, match="410"):
            fetched(gone)


def fetched(address: str) -> bytes:
    """Fetch as an app does that has kept nothing."""
    with urlopen(Request(address, headers={"Cache-Control": "no-cache"})) as answer:  # noqa: S310 - as above
        content: bytes = answer.read()
        return content


#: Selects a word in a line, as a mouse does.
SELECT = """word => {
  const walk = document.createTreeWalker(document.querySelector("main ol"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.data.indexOf(word);
    if (at < 0 || !walk.currentNode.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.setStart(walk.currentNode, at);
    range.setEnd(walk.currentNode, at + word.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    walk.currentNode.parentElement.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
    return;
  }
}"""
