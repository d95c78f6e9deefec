"""Whatever somebody can write (title, byline, line, word, note, address …) stands on every page as text alone."""

import json
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import feedparser
import pytest
from lxml import etree
from playwright.sync_api import Browser

from podme_audio.exceptions import AccessError
from podme_audio.model import Article, Block, Rank
from podme_audio.script import editing
from podme_audio.sources.wordpress import WordPress
from podme_audio.speech.tone import Tone
from podme_audio.studio import Wish
from tests.attacks.planted import EVIL, LINK, asked, evil, found, mark, pages, said
from tests.sources.wordpress import Kept, site
from tests.web import shelf
from tests.web.desk.house import House, served
from tests.web.desk.newsroom import Newsroom
from tests.web.desk.newsroom import opened as opened_desk
from tests.web.shelf import Opening

#: What each page prints of what was written: the test is worth nothing where it would not be seen.
PRINTED = {
    "/": {"title", "section", "body"},
    "/arsip": {"section", "byline"},
    "/tanggal/<date>": {"title", "section", "body"},
    "/embed/<slug>": {"title"},
    "/episodes/<slug>": {"title", "section", "byline", "body", "note"},
    "/desk/antrean": {"title", "pasted title"},
    "/desk/antrean/<id>": {"pasted title", "body"},
    "/desk/artikel": {"title", "pasted title"},
    "/desk/catatan": {"pasted title", "pasted body", "rewritten", "spoken", "word", "program"},
    "/desk/episode": {"title", "section", "pasted title"},
    "/desk/episode/<key>": {"title", "note"},
    "/desk/episode/<key>/banding": {"title", "body"},
    "/desk/leksikon": {"word"},
    "/desk/program": {"program"},
    "/desk/pantauan": {"title"},
    "/desk/pantauan/<guid>": {"title", "body", "noticed"},
    "/pratinjau/<token>": {"pasted title", "rewritten"},
    "/desk/naskah/<id>": {"pasted title", "removed", "rewritten", "spoken"},
}


def everywhere(house: House) -> list[tuple[str, str]]:
    """Return every address, by its rule, and those that only hostile words have."""
    known = [(rule, house.address(rule)) for rule in pages(house.app)]
    desk = [f"/desk/antrean/{build}" for build in house.builds.values()]
    desk += [f"/desk/episode/{one.slug}" for one in (house.draft, house.scheduled, house.withdrawn)]
    desk += [f"/desk/artikel/buletin?{urlencode({'naskah': [house.manuscript.id, house.other.id]}, doseq=True)}"]
    desk += [f"/desk/naskah/{house.manuscript.id}/kata?{urlencode({'tulis': evil('word'), 'ucap': evil('said')})}"]
    shown = [f"/cari?q={mark('body')}", f"/episodes/{house.withdrawn.slug}", "/?sebelum=x"]
    strands = [
        house.app.test_client().get("/arsip").text.partition(f'href="{kind}')[2] for kind in ("/rubrik/", "/penulis/")
    ]
    shown += [kind + rest.partition('"')[0] for kind, rest in zip(("/rubrik/", "/penulis/"), strands, strict=True)]
    return [*known, *(("", address) for address in (*desk, *shown))]


def test_what_was_planted_is_text_on_every_page(hostile: House) -> None:
    for rule, address in everywhere(hostile):
        for visitor in (hostile.admin, hostile.chief):
            with closing(visitor.get(address)) as answer:
                if answer.mimetype != "text/html":
                    continue
                assert found(answer.text) == [], address
                told = said(answer.text)
            missing = [field for field in PRINTED.get(rule, ()) if mark(field) not in told]
            assert answer.status_code == 403 or not missing, f"{address} does not print {missing}"


def test_what_was_planted_is_text_in_every_document(hostile: House) -> None:
    slug, client = hostile.published.slug, hostile.app.test_client()
    title, base = evil("title"), hostile.newsroom.work.studio.press.addresses.home

    channel = etree.fromstring(client.get("/feed.xml").data, etree.XMLParser(resolve_entities=False))
    (item,) = [one for one in channel.iter("item") if one.findtext("title") == title]
    assert found(f"<body>{item.findtext('description')}</body>") == []
    assert found(f"<body>{item.findtext('{http://purl.org/rss/1.0/modules/content/}encoded') or 'x'}</body>") == []
    assert feedparser.parse(client.get("/feed.xml").data, sanitize_html=False).entries[0].title
    for format in ("json", "vtt", "srt"):
        text = client.get(f"/episodes/{slug}/transcript.{format}").text
        assert mark("body") in text
        assert "<svg" not in text or format != "vtt", "what a cue may hold are tags"
    assert any(
        mark("body") in one["body"]
        for one in json.loads(client.get(f"/episodes/{slug}/transcript.json").text)["segments"]
    )
    for format in ("json", "xml"):
        told = client.get("/oembed", query_string={"url": f"{base}episodes/{slug}", "format": format})
        frame = told.get_json()["html"] if told.is_json else etree.fromstring(told.data).findtext("html")
        assert [one for one in found(f"<body>{frame}</body>") if one not in {"iframe", "iframe[style]"}] == []
    assert editing.entries(hostile.chief.get("/desk/leksikon.toml").text)[0].written == evil("word")


def test_what_is_typed_comes_back_as_text_from_every_page(hostile: House) -> None:
    typed = urlencode(dict.fromkeys(asked(), EVIL))

    for rule, address in everywhere(hostile):
        for visitor in (hostile.admin, hostile.newsroom.visitor()):
            with closing(visitor.get(f"{address.partition('?')[0]}?{typed}")) as answer:
                assert answer.status_code not in {500, 503}, address
                assert EVIL not in str(answer.headers)
                assert answer.mimetype != "text/html" or found(answer.text) == [], address
        strange = quote(f"/{EVIL}", safe="/")
        assert found(hostile.admin.get(rule.partition("<")[0].rstrip("/") + strange).text) == [], rule


REFUSED: dict[str, dict[str, Any]] = {
    "/desk/artikel": {"alamat": EVIL, "teks": "", "judul": EVIL},
    "/desk/leksikon": {"tulis": EVIL, "ucap": ""},
    "/desk/redaksi/tambah": {"nama": EVIL, "peran": "editor"},
    "/desk/akun/sandi": {"sekarang": EVIL, "sandi": EVIL, "ulang": EVIL},
    "/desk/episode/{slug}/hapus": {"judul": EVIL},
    "/desk/episode/{slug}/jadwal": {"kapan": EVIL, "zona": EVIL},
    "/desk/naskah/{id}/baris/{line}/tulis": {"tanda": EVIL, "teks": EVIL},
    "/desk/naskah/{id}/baris/{line}/ucap": {"tanda": EVIL, "teks": ""},
    "/desk/naskah/{id}/kata": {"tulis": EVIL, "ucap": ""},
    "/desk/undangan": {"kode": EVIL},
    "/desk/leksikon/berkas": {"berkas": (BytesIO(EVIL.encode()), EVIL)},
}


@pytest.mark.parametrize("where", REFUSED)
def test_what_is_refused_comes_back_as_text(hostile: House, where: str) -> None:
    line = hostile.manuscript.script.lines[1].id
    admin = hostile.admin if where != "/desk/undangan" else hostile.newsroom.visitor()
    admin.get("/desk/undangan")

    answer = admin.post(
        where.format(slug=hostile.published.slug, id=hostile.manuscript.id, line=line), **REFUSED[where]
    )

    assert answer.status_code in {409, 422}, answer.text
    assert found(answer.text) == []


def test_a_name_with_marks_is_no_name_of_an_editor(newsroom: Newsroom) -> None:
    accounts, now = newsroom.library.desk.accounts, newsroom.clock.now

    with pytest.raises(AccessError):
        accounts.add(EVIL, Rank.EDITOR, who="bos", now=now)
    joined = accounts.join(EVIL, Rank.EDITOR, "someone", now=now)

    assert not set(joined.name) & set("<>\"'&")


def test_the_name_of_a_file_that_is_brought_is_kept_nowhere(hostile: House) -> None:
    id, line = hostile.other.id, hostile.other.script.lines[1].id
    sound = Tone("tinggi").synthesize("x" * 40).sound
    hostile.chief.get(f"/desk/naskah/{id}")

    for name in (EVIL, "../../podme.db", "..\\..\\podme.db", "/etc/passwd", "a\0.wav", "x" * 900):
        hostile.chief.get(f"/desk/naskah/{id}")
        file = (BytesIO(sound), name)
        assert hostile.chief.post(f"/desk/naskah/{id}/baris/{line}/rekam", rekaman=file).status_code == 303

    kept = sorted(hostile.newsroom.library.store.names("recordings/"))
    assert [name for name in kept if not name.startswith(f"recordings/{id}-")] == []
    assert found(hostile.chief.get(f"/desk/naskah/{id}").text) == []


def opened(hostile: House, article: Article) -> list[str]:
    """Put an article that came from outside on the desk; return where it is seen."""
    work = hostile.newsroom.work
    written = work.studio.write(Wish((article.reference,), articles=(article,)))
    made = work.manuscripts.open(article.title, written, editor="ana", now=hostile.newsroom.clock.now)
    build = work.builds.start(Wish((article.reference,), articles=(article,), new=True))
    return [f"/desk/naskah/{made.id}", "/desk/artikel", "/desk/antrean", f"/desk/antrean/{build.id}"]


def test_a_post_of_wordpress_is_text(hostile: House) -> None:
    shut = quote(EVIL)
    post = Kept(
        1,
        "jahat",
        title=f"UjiPos{EVIL}",
        content=f"<p>Satu{EVIL} dua.</p><p onclick=siege()>Tiga &lt;svg onload=x&gt;</p><a href='{LINK}'>empat</a>",
        author={"id": 1, "name": f"Penulis{EVIL}", "slug": shut},
    )
    with site(post) as wordpress:
        article = WordPress(wordpress.known).fetch(f"{wordpress.url}/jahat/")

    assert "UjiPos" in article.title
    for where in opened(hostile, article):
        assert found(hostile.chief.get(where).text) == [], where


LINKS = [
    f"https://podme.id/{EVIL}",
    LINK,
    "JaVaScRiPt:siege()",
    "\tjavascript:siege()",
    "data:text/html,<script>siege()</script>",
]


@pytest.mark.parametrize("link", LINKS, ids=repr)
def test_an_entry_of_a_watched_feed_is_text_and_its_address_a_page_or_nothing(hostile: House, link: str) -> None:
    article = Article(link, f"UjiUmpan{EVIL}", _blocks(hostile), url=link)

    for where in opened(hostile, article):
        assert found(hostile.chief.get(where).text) == [], where


@pytest.mark.parametrize("link", LINKS, ids=repr)
def test_an_episode_links_pages_alone(opening: Opening, tmp_path: Path, link: str) -> None:
    newsroom = opened_desk(opening())
    plain = shelf.draft(tmp_path, sound=b"x" * 900)
    script = replace(plain.script, articles=tuple(replace(one, url=link) for one in plain.script.articles))
    episode = shelf.publish(newsroom.library, replace(plain, script=script, links=(link,), references=(link,)))
    newsroom.work.studio.press.print()

    for page in (f"/episodes/{episode.slug}", f"/embed/{episode.slug}", "/"):
        assert found(newsroom.visitor().get(page).text) == [], page
    feed = etree.fromstring(newsroom.visitor().get("/feed.xml").data)
    assert found(f"<body>{feed.findtext('.//item/description')}</body>") == []
    assert not [one.text for one in feed.iter("link") if not str(one.text or "http").startswith("http")]


def _blocks(hostile: House) -> tuple[Block, ...]:
    return hostile.manuscript.script.articles[0].blocks


@pytest.mark.binary
def test_nothing_that_was_planted_runs_in_a_browser_that_obeys_no_policy(hostile: House, browser: Browser) -> None:
    ran: list[str] = []
    context = browser.new_context(bypass_csp=True)
    with served(hostile.app) as address:
        context.add_cookies([{"name": "podme", "value": hostile.admin.cookie, "url": address}])
        context.expose_function("siege", lambda: ran.append(page.url))
        page = context.new_page()
        page.on("dialog", lambda dialog: ran.append(dialog.message))
        for _, where in everywhere(hostile):
            answer = page.request.head(address + where)
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            page.goto(address + where)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate(_MADE) == [], where
    context.close()

    assert ran == []


#: What scripts of ours have made of what they read, too.
_MADE = """() => [...document.querySelectorAll("*")].filter(one =>
  [...one.attributes].some(own => own.name.startsWith("on") || /^\\s*javascript:/i.test(own.value))
  || (one.matches("img") && one.getAttribute("src") === "x")
  || (one.matches("script") && !one.src && one.type !== "application/ld+json"))
  .map(one => one.outerHTML.slice(0, 200))"""
