"""Every page of the desk with something on it, in Chromium: on a phone and a desk, by day and night, by Tab alone."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from tests.web.chromium import FAINT, WIDTHS, violations, wait_until
from tests.web.desk.house import House, served

pytestmark = pytest.mark.binary

#: What is no page: sound, pictures and files.
FILES = re.compile(r"/dengar(/|$)|/suara/|\.svg$|\.toml$")
#: Where axe is asked: what it finds beside faint text is the same in every light.
ASKED = {("phone", "light"), ("desk", "dark")}
LOOKS = [(width, scheme) for width in ("phone", "desk") for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def address(kind: House) -> Iterator[str]:
    with served(kind.app) as where:
        yield where


def entered(browser: Browser, kind: House, address: str, *, signed: bool = True) -> Page:
    context = browser.new_context(viewport=WIDTHS["phone"])  # type: ignore[arg-type]
    if signed:
        context.add_cookies([{"name": "podme", "value": kind.admin.cookie, "url": address}])
    return context.new_page()


def pages(kind: House) -> list[str]:
    """Return every page of the desk, from what the application answers, and the states that some of them have."""
    rules = [rule.rule for rule in kind.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    known = [kind.address(rule) for rule in sorted(rules) if rule.startswith("/desk") and not FILES.search(rule)]
    script = f"/desk/naskah/{kind.manuscript.id}"
    order = urlencode({"naskah": [kind.manuscript.id, kind.other.id]}, doseq=True)
    return [
        *(one for one in known if not one.startswith(("/desk/masuk", "/desk/undangan", "/desk/akun/faktor"))),
        f"{script}/kata?{urlencode({'tulis': 'Kediri', 'ucap': 'ke diri ria'})}",
        f"/desk/artikel/buletin?{order}",
        *(f"/desk/antrean/{build}" for build in kind.builds.values()),
        *(f"/desk/episode/{one.slug}" for one in (kind.draft, kind.scheduled, kind.withdrawn)),
        "/desk/episode?status=draft",
        "/desk/episode?status=scheduled&kabar=jadwal",
        "/desk/catatan?siapa=tiada",
        "/desk/naskah/tiada",
    ]


#: What is refused, and told on a page: where it is sent, and what.
REFUSED = {
    "/desk/artikel": {"alamat": "https://podme.id/x", "teks": "dua-duanya"},
    "/desk/leksikon": {"tulis": "Kediri"},
    "/desk/redaksi/tambah": {"nama": "Nama Yang Salah", "peran": "editor"},
    "/desk/redaksi/sari/atur-ulang": {},
    "/desk/akun/sandi": {"sekarang": "salah"},
    "/desk/episode/{slug}/jadwal": {"kapan": "besok"},
    "/desk/naskah/{id}/baris/{line}/tulis": {"tanda": "0", "teks": "Tulisan yang terlambat."},
}
#: What somebody sees who is not signed in: the page, and what is sent to it first.
OUTSIDE = {
    "/desk/masuk": {},
    "/desk/masuk?ke=%2Fdesk%2Fsesi&kabar=keluar": {},
    "/desk/masuk#salah": {"nama": "sari", "sandi": "salah salah salah"},
    "/desk/undangan": {},
    "/desk/undangan#salah": {"kode": "tiada"},
    "/desk/undangan#baik": {"kode": "{invitation}"},
    "/desk/masuk/kode": {"nama": "sari", "sandi": "empat kuda minum kopi"},
}


def send(page: Page, where: str, fields: dict[str, str]) -> None:
    """Send a form as our own page would."""
    with page.expect_navigation():
        page.evaluate(
            """([where, fields]) => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = where;
              const token = document.querySelector("[name=csrf_token]").value;
              for (const [name, value] of Object.entries({...fields, csrf_token: token})) {
                form.append(Object.assign(document.createElement("input"), {name, value}));
              }
              document.body.append(form);
              form.submit();
            }""",
            [where, fields],
        )


def wrong(page: Page) -> list[str]:
    """Return what is wrong with a page, all of it unfolded, in every light and at every width."""
    complaints: list[str] = []
    page.evaluate(UNFOLD)
    for width, scheme in LOOKS:
        page.set_viewport_size(WIDTHS[width])  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        told = [f"faint: {one}" for one in page.evaluate(FAINT)]
        if (width, scheme) in ASKED:
            told += violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append("it scrolls sideways")
        complaints += [f"{width} {scheme} {page.url}: {one}" for one in told]
    return complaints


def test_nothing_is_wrong_with_any_page(browser: Browser, kind: House, address: str) -> None:
    page, complaints = entered(browser, kind, address), []
    page.on("console", lambda said: complaints.append(said.text) if "status of 4" not in said.text else None)
    page.on("pageerror", lambda error: complaints.extend([] if "ViewTransition" in str(error) else [str(error)]))

    for where in pages(kind):
        page.goto(address + where)
        complaints += wrong(page)

    assert complaints == []
    page.context.close()


def test_nothing_is_wrong_with_a_page_that_refuses(browser: Browser, kind: House, address: str) -> None:
    page, complaints = entered(browser, kind, address), []

    for where, fields in REFUSED.items():
        page.goto(f"{address}/desk")
        line = kind.manuscript.script.lines[1].id
        send(page, where.format(slug=kind.draft.slug, id=kind.manuscript.id, line=line), fields)
        assert page.locator(".wrong, .given").count(), page.url
        complaints += wrong(page)

    assert complaints == []
    page.context.close()


def test_nothing_is_wrong_with_what_is_seen_from_outside(browser: Browser, kind: House, address: str) -> None:
    complaints = []

    for where, fields in OUTSIDE.items():
        page = entered(browser, kind, address, signed=False)
        page.goto(f"{address}/desk/masuk" if where.startswith("/desk/masuk/") else address + where.partition("#")[0])
        if fields:
            send(page, page.url, {name: text.format(invitation=kind.invitation) for name, text in fields.items()})
        complaints += wrong(page)
        complaints += unreached(page)
        page.context.close()

    assert complaints == []


def test_a_second_factor_is_set_up_on_pages_with_which_nothing_is_wrong(
    browser: Browser, kind: House, address: str
) -> None:
    page = entered(browser, kind, address)
    page.goto(f"{address}/desk/akun")
    send(page, "/desk/akun/faktor", {"sekarang": "empat kuda minum kopi"})
    complaints = [*wrong(page), *unreached(page)]
    seed = page.locator(".seed code").inner_text().replace(" ", "")
    send(page, "/desk/akun/faktor/pasang", {"kode": kind.newsroom.code(seed)})
    complaints += [*wrong(page), *unreached(page)]

    assert page.locator("ol.codes li").count() == 8
    assert complaints == []
    kind.admin.client.set_cookie("podme", page.context.cookies()[0]["value"])  # the key has changed with it
    page.context.close()


def test_every_control_of_every_page_is_reached_by_tab_and_seen(browser: Browser, kind: House, address: str) -> None:
    page, complaints = entered(browser, kind, address), []

    for where in pages(kind):
        page.goto(address + where)
        complaints += unreached(page)

    assert complaints == []
    page.context.close()


def unreached(page: Page) -> list[str]:
    """Press Tab through a page with all of it unfolded; return what has no turn, or has it unseen, or keeps it."""
    # what htmx replaces as the page comes would be counted, and be another when its turn comes
    wait_until(page, "!document.querySelector('[hx-trigger=load]')")
    page.evaluate(UNFOLD)
    page.evaluate(COUNT)
    page.evaluate("document.activeElement.blur()")
    unseen: set[str] = set()
    for _ in range(page.evaluate("controls.length") * 2 + 60):
        page.keyboard.press("Tab")
        at, seen = page.evaluate(STEP)
        if at and not seen:
            unseen.add(at)
        if not at and page.evaluate("controls.every(one => one.reached)"):
            break
    left = page.evaluate("controls.filter(one => !one.reached).map(one => one.outerHTML.slice(0, 120))")
    return [f"{page.url}: Tab never comes to {one}" for one in left] + [
        f"{page.url}: the focus is not seen on {one}" for one in unseen
    ]


UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"
#: Everything that somebody may want to use, and a mark on what was reached.
COUNT = """window.controls = [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [tabindex='0']")]
  .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)"""
STEP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return ["", true];
  one.reached = true;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ringed = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [one.outerHTML.slice(0, 120), (ringed || one.matches("audio")) && within];
}"""
