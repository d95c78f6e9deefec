"""What a WordPress site or a feed has: listed at the desk, chosen, and made into manuscripts."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.sources.wordpress import Kept, Site, site
from tests.web import shelf
from tests.web.desk.newsroom import MORNING, Newsroom, Visitor, path, text
from tests.web.desk.outside import RSS, Outside, allowed, outside

POSTS = (
    Kept(77, "pasar", date="2026-11-21T01:00:00", modified="2026-11-21T02:00:00"),
    Kept(78, "bandara", title="Bandara &amp; Jalan", date="2026-11-22T01:00:00", category="daerah"),
    Kept(70, "lama", title="Kabar Lama", date="2026-10-01T01:00:00", modified="2026-10-01T01:00:00"),
)
FEED = """<rss version='2.0'><channel><title>Kabar</title>
<item><title>Rob &lt;b&gt;Pantura&lt;/b&gt;</title><link>{0}/rob</link>
<pubDate>Sun, 22 Nov 2026 03:00:00 GMT</pubDate></item>
<item><title>Kabar Lama</title><link>{0}/lama</link><pubDate>Thu, 01 Oct 2026 03:00:00 GMT</pubDate></item>
<item><title>Tanpa Tanggal</title><link>{0}/kapan</link></item>
<item><title>Jahat</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
STORY = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p><p>{1}</p></article></body></html>"
WORDS = "Air laut naik setinggi lutut sejak Senin dini hari dan menutup satu ruas jalan di pantai utara Jawa. "


@pytest.fixture
def wordpress() -> Iterator[Site]:
    with site(*POSTS) as room:
        yield room


@pytest.fixture
def host() -> Iterator[Outside]:
    with outside() as room:
        room.put("/feed", FEED.format(room.url), type=RSS)
        room.put("/rob", STORY.format("Rob di Pantura", WORDS * 2))
        yield room


@pytest.fixture
def ana(newsroom: Newsroom, wordpress: Site, host: Outside) -> Visitor:
    allowed(newsroom, wordpress.url.removeprefix("http://"), host.host)
    return newsroom.at_work("ana")


def listed(visitor: Visitor, address: str, **more: str) -> TestResponse:
    return visitor.get(f"/desk/artikel/daftar?{urlencode({'alamat': address, **more})}")


def titles(newsroom: Newsroom) -> set[str]:
    return {one.title for one in newsroom.library.manuscripts.latest(limit=20)}


def test_the_posts_of_a_site_are_listed_newest_first(ana: Visitor, wordpress: Site) -> None:
    page = text(listed(ana, wordpress.url))

    assert page.index("Bandara & Jalan") < page.index("Pasar Terapung “Lok Baintan” Ramai")
    assert "21 Nov 2026, 09.00" in page
    assert "Kabar Lama" not in page


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"rubrik": "daerah"}, ["Bandara"]),
        ({"rubrik": "ekonomi"}, ["Pasar"]),
        ({"sejak": "2026-09-30"}, ["Bandara", "Pasar", "Kabar Lama"]),
        ({"sejak": "2026-11-22"}, ["Bandara"]),
        ({"sejak": "2026-11-23"}, []),
    ],
)
def test_they_are_narrowed_by_category_and_day(
    ana: Visitor, wordpress: Site, more: dict[str, str], found: list[str]
) -> None:
    page = text(listed(ana, wordpress.url, **more))

    assert [name for name in ("Bandara", "Pasar Terapung", "Kabar Lama") if name in page] == [
        name for name in ("Bandara", "Pasar Terapung", "Kabar Lama") if name.split()[0] in " ".join(found)
    ]
    assert found or "Tidak ada artikel sejak tanggal itu." in page


def test_the_entries_of_a_feed_are_listed_with_their_moments(ana: Visitor, host: Outside) -> None:
    page = listed(ana, f"{host.url}/feed")

    assert "2 artikel" in text(page)
    assert "Rob Pantura 22 Nov 2026, 10.00" in text(page)
    assert "Tanpa Tanggal" in text(page)
    assert "Kabar Lama" not in text(page)
    assert "javascript:" not in page.text


def test_a_post_whose_address_is_none_is_not_offered(ana: Visitor, wordpress: Site) -> None:
    post = {
        "id": 1,
        "link": "javascript:alert(1)",
        "title": {"rendered": "Jahat"},
        "modified_gmt": "2026-11-22T01:00:00",
    }
    wordpress.rest = (200, "application/json", json.dumps([post]).encode())

    page = listed(ana, wordpress.url)

    assert page.status_code == 200
    assert "javascript:" not in page.text


def test_a_watched_list_of_a_site_is_one_click_away(newsroom: Newsroom, ana: Visitor, wordpress: Site) -> None:
    watched = f"wordpress:{wordpress.url}?category=daerah"
    allowed(newsroom, wordpress.url.removeprefix("http://"), watch=watched)

    assert f"Yang dipantau: {watched}" in text(ana.get("/desk/artikel/daftar"))
    page = text(listed(ana, watched))

    assert "Bandara" in page
    assert "Pasar Terapung" not in page


def test_one_that_is_chosen_is_opened_as_a_manuscript(newsroom: Newsroom, ana: Visitor, host: Outside) -> None:
    listed(ana, f"{host.url}/feed")

    opened = path(ana.post("/desk/artikel/daftar", pilih=f"{host.url}/rob"))

    found = newsroom.library.manuscripts.manuscript(opened.rpartition("/")[2])
    assert (found.title, found.editor) == ("Rob di Pantura", "ana")


def test_several_become_manuscripts_at_once(newsroom: Newsroom, ana: Visitor, wordpress: Site) -> None:
    listed(ana, wordpress.url)

    chosen = [f"{wordpress.url}/pasar/", f"{wordpress.url}/bandara/"]
    assert path(ana.post("/desk/artikel/daftar", pilih=chosen)) == "/desk/artikel?kabar=masuk"

    assert titles(newsroom) == {"Pasar Terapung “Lok Baintan” Ramai", "Bandara & Jalan"}
    assert [what for _, what, _ in newsroom.noted()][:2] == ["article taken in"] * 2


def test_one_that_cannot_be_read_keeps_no_other_from_being_taken(
    newsroom: Newsroom, ana: Visitor, wordpress: Site
) -> None:
    listed(ana, wordpress.url)

    chosen = [f"{wordpress.url}/tiada/", f"{wordpress.url}/pasar/"]
    answer = ana.post("/desk/artikel/daftar", pilih=chosen)

    assert answer.status_code == 422
    assert f"{wordpress.url}/tiada/ Artikel itu sudah tidak ada di alamatnya." in text(answer)
    assert "Yang sudah menjadi naskah Pasar Terapung" in text(answer)
    assert titles(newsroom) == {"Pasar Terapung “Lok Baintan” Ramai"}


@pytest.mark.parametrize("chosen", [[], ["ftp://podme.id/a"], ["/etc/passwd"], ["-"], ["https://a.id/1", "x"]])
def test_what_is_no_choice_takes_nothing_in(newsroom: Newsroom, ana: Visitor, chosen: list[str]) -> None:
    ana.get("/desk/artikel")

    answer = ana.post("/desk/artikel/daftar", pilih=chosen)

    assert (answer.status_code, "Pilih satu sampai 10 artikel." in text(answer)) == (422, True)
    assert titles(newsroom) == set()


@pytest.mark.parametrize("where", ["/rob", "/tiada"])
def test_what_is_neither_is_told(ana: Visitor, host: Outside, where: str) -> None:
    answer = listed(ana, host.url + where)

    assert answer.status_code == 422
    assert "tidak ada feed RSS atau Atom" in text(answer)
    assert host.url + where in unescape(answer.text)


def test_an_address_inside_is_never_asked_for(newsroom: Newsroom, ana: Visitor, host: Outside) -> None:
    allowed(newsroom)

    for address in (f"{host.url}/feed", host.url, f"wordpress:{host.url}"):
        answer = listed(ana, address)
        assert (answer.status_code, "tidak boleh dibuka dari sini" in text(answer)) == (422, True)
    answer = listed(ana, "file:///etc/passwd")
    assert "dimulai dengan https:// atau http://" in text(answer)
    ana.get("/desk/artikel")
    ana.post("/desk/artikel/daftar", pilih=f"{host.url}/rob")

    assert host.asked == []


def test_another_site_that_sends_an_editor_here_makes_nothing_be_fetched(ana: Visitor, host: Outside) -> None:
    ana.sent = {"Sec-Fetch-Site": "cross-site"}

    page = listed(ana, f"{host.url}/feed")

    assert page.status_code == 200
    assert f"{host.url}/feed" in page.text
    assert host.asked == []


def test_what_is_heard_already_is_marked(newsroom: Newsroom, ana: Visitor, host: Outside, tmp_path: Path) -> None:
    draft = shelf.draft(tmp_path, sound=b"sound")
    host.put("/satu", FEED.format("x").replace("x/rob", draft.script.articles[0].url), type=RSS)
    newsroom.library.publish(newsroom.library.save(draft, now=MORNING).guid, now=MORNING)

    assert "sudah terbit sebagai episode" in text(listed(ana, f"{host.url}/satu"))
