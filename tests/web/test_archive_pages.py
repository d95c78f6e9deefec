"""The archive's pages, read from their HTML: sections, authors, dates, all of it at a glance, and search."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from podme_audio import web
from podme_audio.library import Draft, Library
from podme_audio.model import Role
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web import shelf
from tests.web.conftest import PUBLIC
from tests.web.shelf import Opening, Shelf
from tests.web.test_pages import Page

EVIL = '"><script>alert(1)</script> & <mark>'
LISTS = ("/rubrik/kota", "/penulis/redaksi-podme", "/tanggal/2026-11", "/tanggal/2026-11-23", "/arsip", "/cari?q=bus")


@pytest.fixture(scope="module")
def ours(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A shelf with 25 episodes of one section and one of another, a day each, and some that nobody may see."""
    folder = tmp_path_factory.mktemp("archived")
    shutil.copytree(empty, folder / "episodes")
    with Library(folder / "episodes") as library:
        for at in range(25):
            publish(library, folder, f"Kabar nomor {at}", days=-at)
        publish(library, folder, "Konferensi iklim", days=-40, section="Dunia & Asia", author="Siti Aminah")
        withdrawn = publish(library, folder, "Kabar keliru", days=-3, section="Keliru", author="Keliru")
        library.withdraw(withdrawn, now=shelf.NOON)
        library.save(quiet(folder, "Kabar besok", section="Besok"), now=shelf.NOON)
        yield Shelf(Press(Settings(home=folder / "episodes", public_url=PUBLIC), library), library)


@pytest.fixture(scope="module")
def client(ours: Shelf) -> FlaskClient:
    return web.create_app(ours).test_client()


def quiet(folder: Path, title: str, **changes: str) -> Draft:
    lines = list(shelf.LINES)
    lines[1] = (Role.HEADLINE, title)
    return replace(shelf.draft(folder, title, lines=lines, sound=b"x" * 900), **changes)  # type: ignore[arg-type]


def publish(library: Library, folder: Path, title: str, *, days: int = 0, **changes: str) -> str:
    return shelf.publish(library, quiet(folder, title, **changes), hours=days * 24).guid


def titles(page: Page) -> list[str]:
    """The titles of the list, without those of the sheets that wait on every page."""
    return [one["text"] for one in page.all("h2") if one.get("id") not in {"antrean", "pintasan"}]


def turned(client: FlaskClient, path: str) -> Iterator[Page]:
    """Yield page after page, as the links lead."""
    while path:
        yield (page := Page(client.get(path).text))
        path = next((link["href"] for link in page.all("a", rel="next")), "")


@pytest.mark.parametrize(
    ("path", "heading", "tally"),
    [
        ("/rubrik/kota", "Kota", "25 episode · Feed RSS"),
        ("/rubrik/dunia-asia", "Dunia & Asia", "1 episode · Feed RSS"),
        ("/penulis/siti-aminah", "Siti Aminah", "1 episode · Feed RSS"),
        ("/tanggal/2026-11-23", "Senin, 23 November 2026", "1 episode"),
        ("/tanggal/2026-11", "November 2026", "23 episode"),
        ("/arsip", "Arsip", "26 episode"),
        ("/cari?q=kali+besar", "Cari", "26 episode memuat kali besar"),
        ("/cari?q=x%27y", "Cari", "Tidak ada episode yang memuat x'y"),
        ("/cari?q=%2A", "Cari", "Tulis satu kata atau lebih."),
        ("/cari", "Cari", "Di judul, keterangan, dan transkrip semua episode."),
    ],
)
def test_a_page_has_a_heading_and_says_how_much_it_holds(
    client: FlaskClient, path: str, heading: str, tally: str
) -> None:
    page = Page(client.get(path).text)

    assert [one["text"] for one in page.all("h1")] == [heading]
    assert page.all("p", **{"class": "tally"})[0]["text"] == tally
    assert heading in page.all("title")[0]["text"]


@pytest.mark.parametrize("path", ["/rubrik/kota", "/penulis/redaksi-podme", "/tanggal/2026-11", "/cari?q=kali+besar"])
def test_pages_follow_each_other_newest_first(client: FlaskClient, path: str) -> None:
    pages = list(turned(client, path))
    seen = [title for page in pages for title in titles(page)]

    kept = 23 if "tanggal" in path else 25
    assert seen[:kept] == [f"Kabar nomor {at}" for at in range(kept)]
    assert len(pages) == 2
    assert [len(titles(page)) for page in pages] == [20, len(seen) - 20]


@pytest.mark.parametrize("path", LISTS)
def test_a_page_names_its_own_address(client: FlaskClient, path: str) -> None:
    for page in turned(client, path):
        canonical = page.all("link", rel="canonical")[0]["href"]
        told = json.loads(page.all("script", type="application/ld+json")[0]["text"])

        assert canonical == told["url"] == page.said(property="og:url")
        assert canonical.startswith(f"{PUBLIC}{path}")
        again = Page(client.get(canonical.removeprefix(PUBLIC)).text)
        assert titles(again) == titles(page)


@pytest.mark.parametrize("path", ["/?", "/rubrik/kota?", "/tanggal/2026-11?", "/cari?q=kabar&"])
def test_a_page_that_begins_after_a_withdrawn_episode_goes_on(client: FlaskClient, path: str) -> None:
    page = Page(client.get(f"{path}sebelum=kabar-keliru").text)

    seen = [one["text"] for level in ("h2", "h3") for one in page.all(level) if one["text"].startswith("Kabar")]
    assert seen == [f"Kabar nomor {at}" for at in range(3, 23)]


def test_a_section_is_followed_by_itself(client: FlaskClient) -> None:
    for path, feed in (
        ("/rubrik/dunia-asia", "/feed/dunia-asia.xml"),
        ("/penulis/siti-aminah", "/feed/penulis/siti-aminah.xml"),
    ):
        links = Page(client.get(path).text).all("link", rel="alternate", type="application/rss+xml")

        assert [link["href"] for link in links] == [f"{PUBLIC}/feed.xml", f"{PUBLIC}{feed}"]


def test_the_archive_leads_to_every_section_author_and_month(client: FlaskClient) -> None:
    page = Page(client.get("/arsip").text)
    links = {link["href"]: link["text"] for link in page.all("a")}

    assert {path: links[path] for path in links if path.startswith(("/rubrik/", "/penulis/", "/tanggal/"))} == {
        "/rubrik/dunia-asia": "Dunia & Asia 1 episode",
        "/rubrik/kota": "Kota 25 episode",
        "/penulis/redaksi-podme": "Redaksi Podme 25 episode",
        "/penulis/siti-aminah": "Siti Aminah 1 episode",
        "/tanggal/2026-11": "November 23 episode",
        "/tanggal/2026-10": "Oktober 3 episode",
    }
    assert all(client.get(path).status_code == 200 for path in links if path.startswith("/") and "feed" not in path)


def test_days_and_months_lead_to_the_nearest_that_have_episodes(client: FlaskClient) -> None:
    links = {
        path: [link["href"] for link in Page(client.get(path).text).all("a") if "/tanggal/" in link["href"]]
        for path in ("/tanggal/2026-11-22", "/tanggal/2026-10-20", "/tanggal/2026-10", "/tanggal/2030-01-01")
    }

    assert links == {
        "/tanggal/2026-11-22": ["/tanggal/2026-11", "/tanggal/2026-11-21", "/tanggal/2026-11-23"],
        "/tanggal/2026-10-20": ["/tanggal/2026-10", "/tanggal/2026-10-14", "/tanggal/2026-10-30"],
        "/tanggal/2026-10": ["/tanggal/2026-11"],
        "/tanggal/2030-01-01": ["/tanggal/2030-01", "/tanggal/2026-11-23"],
    }


def test_the_days_are_jakartas(opening: Opening, tmp_path: Path) -> None:
    ours = opening()
    for title, hours in (("Larut malam", 16), ("Lewat tengah malam", 17)):
        shelf.publish(ours.library, quiet(tmp_path, title), hours=hours)
    client = web.create_app(ours).test_client()

    assert titles(Page(client.get("/tanggal/2026-11-23").text)) == ["Larut malam"]
    assert titles(Page(client.get("/tanggal/2026-11-24").text)) == ["Lewat tengah malam"]


@pytest.mark.parametrize(
    ("path", "is_kept_out"), [("/cari", True), ("/cari?q=bus", True), ("/tanggal/2026-01-01", True)]
)
def test_what_says_nothing_new_is_kept_out_of_search_engines(client: FlaskClient, path: str, is_kept_out: bool) -> None:
    assert Page(client.get(path).text).said(name="robots").startswith("noindex") == is_kept_out
    assert not Page(client.get("/rubrik/kota").text).all("meta", name="robots")


def test_a_hit_leads_to_the_moment_it_is_heard(client: FlaskClient, ours: Shelf) -> None:
    page = Page(client.get("/cari?q=menargetkan+%22dinas+perhubungan%22").text)
    cue = next(cue for cue in ours.library.revision("kabar-nomor-0").cues if cue.text.startswith("Dinas"))

    (heard, *_) = [link for link in page.all("a") if "#t=" in link["href"]]
    assert heard["href"] == f"/episodes/kabar-nomor-0#t={int(cue.start)}"
    assert [mark["text"] for mark in page.all("mark")][:2] == ["Dinas perhubungan", "menargetkan"]


def test_who_listens_finds_the_way_to_section_and_author(client: FlaskClient) -> None:
    for path, link in (
        ("/episodes/konferensi-iklim", "/penulis/siti-aminah"),
        ("/tanggal/2026-10", "/rubrik/dunia-asia"),
        ("/episodes/konferensi-iklim", "/rubrik/dunia-asia"),
        ("/", "/rubrik/kota"),
    ):
        assert Page(client.get(path).text).all("a", href=link), (path, link)


@pytest.mark.parametrize("path", ["/", "/episodes/konferensi-iklim", "/tidak-ada", *LISTS])
def test_every_page_has_one_field_to_search_in_that_works_without_scripts(client: FlaskClient, path: str) -> None:
    page = Page(client.get(path).text)

    (form,) = page.all("form", role="search")
    (field,) = page.all("input", type="search", name="q")
    assert (form["action"], form["role"], form.get("method", "get")) == ("/cari", "search", "get")
    assert (field["name"], field["aria-label"]) == ("q", "Cari episode")


@pytest.mark.parametrize("path", LISTS)
def test_headings_come_in_order_and_ids_once(client: FlaskClient, path: str) -> None:
    page = Page(client.get(path).text)
    levels = [int(name[1]) for name, _, _ in page.elements if name in {"h1", "h2", "h3", "h4"}]
    ids = [element["id"] for element in page.with_("id")]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(ids) == len(set(ids))
    assert not page.all("style") + page.with_("style")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/rubrik/tidak-ada", 404),
        ("/rubrik/keliru", 404),
        ("/rubrik/besok", 404),
        ("/penulis/keliru", 404),
        ("/rubrik/", 404),
        ("/rubrik/%00", 404),
        ("/rubrik/..%2f..%2fetc", 404),
        ("/rubrik/" + "x" * 5000, 404),
        ("/rubrik/Kota", 301),
        ("/rubrik/DUNIA%20%26%20Asia", 301),
        ("/tanggal/2026-02-30", 404),
        ("/tanggal/2026-13", 404),
        ("/tanggal/2026-00-10", 404),
        ("/tanggal/0000-01-01", 404),
        ("/tanggal/0001-01-01", 404),
        ("/tanggal/9999-12-31", 404),
        ("/tanggal/2026-1-1", 404),
        ("/tanggal/2026-11-23x", 404),
        ("/tanggal/٢٠٢٦-١١", 404),
        ("/tanggal/kemarin", 404),
        ("/tanggal/2019-01-01", 200),
        ("/rubrik/kota?sebelum=tidak-ada", 404),
        ("/rubrik/kota?sebelum=kabar-besok", 404),
        ("/rubrik/kota?sebelum=%00", 404),
        ("/rubrik/kota?sebelum=", 404),
        ("/rubrik/kota?sebelum=konferensi-iklim", 200),
        ("/rubrik/kota?sebelum=kabar-keliru", 200),
        ("/?sebelum=kabar-besok", 404),
        ("/cari?q=bus&sebelum=tidak-ada", 404),
        ("/cari?q=bus&sebelum=%00", 404),
        ("/cari?q=bus&sebelum=konferensi-iklim", 200),
        ("/cari?sebelum=kabar-nomor-3", 200),
        ("/cari?q=" + "kabar+" * 2000, 200),
        ("/cari?q=" + "a" * 10_240, 200),
        ("/cari?q=%00%01%1b%7f%ff%fe%e2%80%ae", 200),
        ("/cari?q=%22", 200),
        ("/cari?q=%22%22%22*^(){}[]:-", 200),
        ("/cari?q=NEAR(kabar+nomor)", 200),
        ("/cari?q=title:kabar+AND+-nomor+OR+*", 200),
        ("/cari?q=kabar%27%3B+DROP+TABLE+words%3B--", 200),
        ("/cari?q=kabar&q=lain&x[]=1", 200),
    ],
)
def test_odd_addresses_get_the_right_answer(client: FlaskClient, path: str, status: int) -> None:
    got = client.get(
        path,
        headers={
            "Accept": ";;q=nonsense,*/*/*",
            "Accept-Encoding": "gzip;q=x, \xff",
            "Accept-Language": "☃".encode().decode("latin-1"),
        },
    )

    assert got.status_code == status
    assert "Traceback" not in got.text
    assert len(got.data) < 60_000


def test_a_name_as_it_is_written_leads_to_its_page(client: FlaskClient) -> None:
    got = client.get("/rubrik/DUNIA%20%26%20Asia")

    assert got.headers["Location"] == "/rubrik/dunia-asia"


@pytest.mark.parametrize("path", [path.partition("?")[0] for path in LISTS])
def test_a_page_of_the_archive_can_only_be_read(client: FlaskClient, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_a_library_without_episodes_has_an_archive(opening: Opening) -> None:
    client = web.create_app(opening()).test_client()

    assert "Episode pertama muncul di sini" in client.get("/arsip").text
    assert "Tidak ada episode yang terbit pada Senin, 23 November 2026." in client.get("/tanggal/2026-11-23").text
    assert "Tidak ada episode yang memuat" in client.get("/cari?q=bus").text


def test_a_page_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    for path in LISTS:
        first = client.get(path)

        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_nothing_that_was_written_or_typed_becomes_markup(opening: Opening, tmp_path: Path) -> None:
    ours = opening(show_title=f"Kabar {EVIL}")
    draft = quiet(tmp_path, f"Judul {EVIL}", section=EVIL, author=EVIL, description=EVIL)
    cues = tuple(replace(cue, text=f"{cue.text} {EVIL}") for cue in draft.recording.cues)
    shelf.publish(ours.library, replace(draft, recording=replace(draft.recording, cues=cues)))
    client = web.create_app(ours).test_client()
    typed = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"

    for path in (
        "/arsip",
        "/rubrik/script-alert-1-script-mark",
        "/tanggal/2026-11",
        "/cari?q=alert",
        f"/cari?q={typed}",
    ):
        got = client.get(path)

        assert got.status_code == 200, path
        assert "<script>alert" not in got.text
        assert got.text.count("<script") == got.text.count("</script>") == 3
    assert client.get("/cari?q=alert").text.count("<mark>") == 2


def test_addresses_hold_below_a_folder(opening: Opening, tmp_path: Path) -> None:
    ours = opening(public_url=f"{PUBLIC}/podcast")
    for at in range(21):
        shelf.publish(ours.library, quiet(tmp_path, f"Kabar {at}"), hours=-at)
    client = web.create_app(ours).test_client()

    for path in ("/podcast/rubrik/kota", "/podcast/cari?q=kabar", "/podcast/arsip"):
        page = Page(client.get(path).text)
        ways = [link["href"] for link in page.all("a") if link["href"].startswith("/")]

        assert ways
        assert all(way.startswith("/podcast/") for way in [*ways, page.all("form")[0]["action"]])
