"""What other sites get: the frame, the script that puts it into an article, and oEmbed; each case a row."""

import gzip
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from podme_audio import web
from podme_audio.model import Article, Block, Chapter, Role, Script
from podme_audio.web.linked import linked_episode
from tests.web import shelf
from tests.web.conftest import PUBLIC
from tests.web.shelf import Opening, Stock
from tests.web.test_pages import Page

MOMENT, LENGTH = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+07:00", r"PT[1-9]\d*S"
STATIC = Path(web.__file__).with_name("static")
ARTICLE = "https://podme.id/kota/35"
OTHER = "https://podme.id/ekonomi/dua"


def read(client: FlaskClient, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(path).data)
    return found


class Frame(HTMLParser):
    """The one iframe of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        assert not self.attributes
        self.attributes = {name: value or "" for name, value in attrs}


@pytest.fixture(scope="module")
def page(client: FlaskClient, stock: Stock) -> Page:
    return Page(client.get(f"/embed/{stock.published.slug}").text)


@pytest.mark.parametrize(
    ("which", "status", "said"),
    [
        ("published", 200, "Bus air"),
        ("draft", 404, "tidak ada"),
        ("withdrawn", 410, "sudah ditarik"),
        ("", 404, "tidak ada"),
    ],
)
def test_the_frame_says_what_became_of_the_episode(
    client: FlaskClient, stock: Stock, which: str, status: int, said: str
) -> None:
    slug = getattr(stock, which).slug if which else "tiada"

    got = client.get(f"/embed/{slug}")

    assert got.status_code == status
    assert said in got.text
    assert got.headers["Cache-Control"] == ("public, max-age=300" if status == 200 else "no-store")
    assert "Belum boleh" not in got.text


def test_any_site_may_frame_an_episode_and_none_may_frame_anything_else(client: FlaskClient, stock: Stock) -> None:
    frames = [f"/embed/{slug}" for slug in (stock.published.slug, stock.withdrawn.slug, "tiada")]
    pages = [
        "/",
        f"/episodes/{stock.published.slug}",
        "/nope",
        "/feed.xml",
        "/embed/",
        f"/embed/{stock.published.slug}/x",
    ]

    policies = {path: client.get(path).headers["Content-Security-Policy"] for path in (*frames, *pages)}

    assert all(policies[path].endswith("; frame-ancestors *") for path in frames)
    assert all(policies[path].endswith("; frame-ancestors 'none'") for path in pages)
    assert len({policy.partition("frame-ancestors")[0] for policy in policies.values()}) == 1


def test_the_sites_that_may_frame_can_be_named(opening: Opening, tmp_path: Path) -> None:
    sites = "https://podme.id https://*.podme.id"
    ours = opening(frame_ancestors=sites)
    episode = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"x" * 900))
    client = web.create_app(ours).test_client()

    policies = [client.get(path).headers["Content-Security-Policy"] for path in (f"/embed/{episode.slug}", "/")]

    assert policies[0].endswith(f"; frame-ancestors {sites}")
    assert policies[1].endswith("; frame-ancestors 'none'")


def test_nothing_for_other_sites_sets_a_cookie(client: FlaskClient, stock: Stock) -> None:
    asked = (
        f"/embed/{stock.published.slug}",
        "/dengarkan.js",
        f"/dengarkan.json?url={ARTICLE}",
        f"/oembed?url={PUBLIC}/",
    )

    assert not [path for path in asked if "Set-Cookie" in client.get(path).headers]


def test_the_frame_plays_without_scripts_and_links_to_the_episode(page: Page, stock: Stock) -> None:
    (audio,) = page.all("audio")
    address = f"{PUBLIC}/episodes/{stock.published.slug}"

    assert audio == {"controls": "", "preload": "none", "src": f"/media/{stock.published.media.name}", "text": ""}
    (link,) = page.all("a", href=address)
    assert link["text"] == stock.published.title
    assert all(one["target"] == "_blank" and one["rel"] == "noopener" for one in page.all("a"))
    assert not page.with_("style")
    assert all("src" in script for script in page.all("script"))
    assert "nada uji" in page.all("main")[0]["text"]


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("t=20", 20),
        ("t=1m3s", 63),
        ("t=0:12", 12),
        ("t=1:00:00", 3600),
        ("t=x", 0),
        ("t=-1", 0),
        ("t=1%22%3E", 0),
        ("", 0),
    ],
)
def test_a_link_into_the_middle_works_without_scripts(
    client: FlaskClient, stock: Stock, asked: str, begins: int
) -> None:
    (audio,) = Page(client.get(f"/embed/{stock.published.slug}?{asked}").text).all("audio")

    assert audio["src"].partition("#t=")[2] == (str(begins) if begins else "")


@pytest.mark.parametrize(("asked", "theme"), [("terang", "terang"), ("gelap", "gelap"), ('x"><b>', None), ("", None)])
def test_the_page_around_may_choose_the_colours(
    client: FlaskClient, stock: Stock, asked: str, theme: str | None
) -> None:
    for slug in (stock.published.slug, "tiada"):
        (html,) = Page(client.get(f"/embed/{slug}?tema={quote(asked)}").text).all("html")

        assert html.get("data-theme") == theme


def test_in_an_article_the_frame_says_what_it_is_for(opening: Opening, tmp_path: Path) -> None:
    ours = opening()
    kinds = {"Kota": (ARTICLE,), "Kabar {0}": (ARTICLE, OTHER)}
    for title, urls in kinds.items():
        shelf.publish(ours.library, replace(shelf.draft(tmp_path, title, sound=b"x" * 900), script=articles(*urls)))
    client = web.create_app(ours).test_client()

    said = {
        slug: Page(client.get(f"/embed/{slug}?untuk=artikel").text).all("h1")[0]["text"] for slug in ("kota", "kabar-0")
    }

    assert said == {"kota": "Dengarkan artikel ini", "kabar-0": "Dengarkan artikel ini dalam “Kabar {0}”"}
    assert Page(client.get("/embed/kota").text).all("h1")[0]["text"] == "Kota"


def test_a_guid_leads_to_the_frame(client: FlaskClient, stock: Stock) -> None:
    got = client.get(f"/embed/{stock.published.guid}")

    assert (got.status_code, got.headers["Location"]) == (301, f"/embed/{stock.published.slug}")


def articles(*urls: str) -> Script:
    blocks = (Block(Role.PARAGRAPH, "Isi."),)
    return Script(tuple(Article(f"naskah {at}", f"Artikel {at}", blocks, url) for at, url in enumerate(urls)), ())


@pytest.mark.parametrize(
    ("urls", "canonical"),
    [
        ((ARTICLE,), ARTICLE),
        ((f"{ARTICLE}?utm_source=rss",), ARTICLE),
        ((ARTICLE, OTHER), ""),
        ((ARTICLE, ""), ""),
        (("",), ""),
        (("javascript:alert(1)",), ""),
    ],
)
def test_the_frame_of_one_article_is_the_articles(
    opening: Opening, tmp_path: Path, urls: tuple[str, ...], canonical: str
) -> None:
    ours = opening(public_url=PUBLIC)
    draft = replace(shelf.draft(tmp_path, sound=b"x" * 900), script=articles(*urls))
    episode = shelf.publish(ours.library, draft)

    client = web.create_app(ours).test_client()
    (found,) = Page(client.get(f"/embed/{episode.slug}").text).all("link", rel="canonical")
    (own,) = Page(client.get(f"/episodes/{episode.slug}").text).all("link", rel="canonical")

    assert found["href"] == (canonical or f"{PUBLIC}/episodes/{episode.slug}")
    assert own["href"] == f"{PUBLIC}/episodes/{episode.slug}"


@pytest.mark.parametrize("address", [ARTICLE, "http://www.podme.id/kota/35/?utm_source=wa#isi"])
def test_an_article_learns_where_it_is_heard(client: FlaskClient, stock: Stock, address: str) -> None:
    got = client.get(f"/dengarkan.json?url={quote(address)}", headers={"Origin": "https://podme.id"})

    assert got.json == {
        "title": stock.published.title,
        "embed": f"{PUBLIC}/embed/{stock.published.slug}",
        "page": f"{PUBLIC}/episodes/{stock.published.slug}",
        "height": 160,
        "duration": stock.published.media.duration,
    }
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("?url=https://podme.id/kota/tiada", 204),
        ("?url=https://podme.id/kota/17", 204),
        ("?url=kota/35", 400),
        ("?url=javascript:alert(1)", 400),
        ("?url=https://[::1", 400),
        (f"?url=https://podme.id/{'a' * 10_000}", 400),
        ("?url=", 400),
        ("", 400),
    ],
)
def test_an_article_that_is_not_heard_gets_nothing(client: FlaskClient, asked: str, status: int) -> None:
    got = client.get(f"/dengarkan.json{asked}")

    assert got.status_code == status
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert bool(got.data) == (status == 400)
    assert got.headers["Cache-Control"] == ("public, max-age=300" if status == 204 else "no-store")


def test_an_article_of_a_bulletin_begins_at_its_chapter(opening: Opening, tmp_path: Path) -> None:
    ours = opening(public_url=PUBLIC)
    draft = shelf.draft(tmp_path, sound=b"x" * 900)
    chapters = (Chapter(0.0, "Pembuka"), Chapter(1.5, "Satu", ARTICLE), Chapter(21.9, "Dua", OTHER))
    recording = replace(draft.recording, chapters=chapters)
    episode = shelf.publish(ours.library, replace(draft, script=articles(ARTICLE, OTHER), recording=recording))

    told = read(web.create_app(ours).test_client(), f"/dengarkan.json?url={OTHER}")

    assert told["embed"] == f"{PUBLIC}/embed/{episode.slug}?t=21"


@pytest.mark.parametrize(("name", "most"), [("dengarkan.js", 2048), ("embed.js", 4096), ("embed.css", 4096)])
def test_what_a_foreign_page_loads_is_small(name: str, most: int) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes())) <= most


def _xml(text: str) -> dict[str, Any]:
    return {one.tag: one.text for one in ET.fromstring(text)}  # noqa: S314 - ours


@pytest.mark.parametrize("format", ["", "&format=json", "&format=xml"])
@pytest.mark.parametrize(
    "address", ["{}/episodes/{}", "{}/embed/{}", "{}/episodes/{}/", "{}/episodes/{}?t=20", "{}/episodes/{}#t=20"]
)
def test_oembed_tells_how_to_embed(client: FlaskClient, stock: Stock, address: str, format: str) -> None:
    wanted = quote(address.format(PUBLIC, stock.published.slug), safe="")

    got = client.get(f"/oembed?url={wanted}{format}")
    told = _xml(got.text) if "xml" in format else json.loads(got.data)

    assert got.status_code == 200
    assert got.mimetype == ("text/xml" if "xml" in format else "application/json")
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert told["title"] == stock.published.title
    assert (told["provider_name"], told["provider_url"]) == (stock.shelf.press.show.title, f"{PUBLIC}/")
    assert (int(told["width"]), int(told["height"])) == (640, 160)
    assert (int(told["thumbnail_width"]), int(told["thumbnail_height"])) == (600, 600)
    assert client.get(told["thumbnail_url"].removeprefix(PUBLIC)).status_code == 200
    frame = Frame(told["html"]).attributes
    assert frame["src"] == f"{PUBLIC}/embed/{stock.published.slug}"
    assert frame["title"] == f"Dengarkan: {stock.published.title}"
    assert (frame["width"], frame["height"], frame["loading"]) == ("640", "160", "lazy")
    assert client.get(frame["src"].removeprefix(PUBLIC)).status_code == 200


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        ("maxwidth=320", (320, 160)),
        ("maxheight=100", (640, 100)),
        ("maxwidth=300&maxheight=120", (300, 120)),
        ("maxwidth=2000&maxheight=2000", (640, 160)),
        ("maxwidth=0320", (320, 160)),
    ],
)
def test_oembed_keeps_to_the_room_there_is(
    client: FlaskClient, stock: Stock, limits: str, size: tuple[int, int]
) -> None:
    told = read(client, f"/oembed?url={PUBLIC}/episodes/{stock.published.slug}&{limits}")
    frame = Frame(told["html"]).attributes

    assert (told["width"], told["height"]) == size
    assert (int(frame["width"]), int(frame["height"])) == size
    assert ("thumbnail_url" in told) == ("2000" in limits)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("url={0}/episodes/tiada", 404),
        ("url={0}/episodes/{draft}", 404),
        ("url={0}/embed/{withdrawn}", 404),
        ("url={0}/", 404),
        ("url={0}/episodes/{published}/transcript.vtt", 404),
        ("url=https://evil.example/episodes/{published}", 404),
        ("url=https://evil.example@audio.kabar.example.evil/episodes/{published}", 404),
        ("url=javascript:{0}/episodes/{published}", 404),
        ("url=https://[::1/episodes/x", 404),
        ("url={0}/episodes/{published}&format=yaml", 501),
        ("format=xml", 400),
        ("url=", 400),
        ("", 400),
        ("url={0}/episodes/{published}&maxwidth=-1", 400),
        ("url={0}/episodes/{published}&maxwidth=0", 400),
        ("url={0}/episodes/{published}&maxheight=besar", 400),
    ],
)
def test_oembed_refuses_as_its_specification_says(client: FlaskClient, stock: Stock, asked: str, status: int) -> None:
    slugs = {name: getattr(stock, name).slug for name in ("published", "draft", "withdrawn")}

    got = client.get(f"/oembed?{asked.format(PUBLIC, **slugs)}")

    assert got.status_code == status
    assert got.mimetype == "text/plain"
    assert got.text


def test_a_title_cannot_break_out_of_the_frame(opening: Opening, tmp_path: Path) -> None:
    ours = opening(public_url=PUBLIC)
    title = 'Harga "naik" <script>alert(1)</script> & turun'
    episode = shelf.publish(ours.library, shelf.draft(tmp_path, title, sound=b"x" * 900))
    client = web.create_app(ours).test_client()

    told = read(client, f"/oembed?url={PUBLIC}/episodes/{episode.slug}")
    xml = client.get(f"/oembed?url={PUBLIC}/episodes/{episode.slug}&format=xml").text

    assert Frame(told["html"]).attributes["title"] == f"Dengarkan: {title}"
    assert ET.fromstring(xml).findtext("title") == title  # noqa: S314 - ours
    assert "<script>alert" not in client.get(f"/embed/{episode.slug}").text


@pytest.mark.parametrize("format", ["json", "xml"])
def test_an_episode_page_tells_where_its_oembed_is(client: FlaskClient, stock: Stock, format: str) -> None:
    found = Page(client.get(f"/episodes/{stock.published.slug}").text)
    type = {"json": "application/json+oembed", "xml": "text/xml+oembed"}[format]

    (link,) = found.all("link", rel="alternate", type=type)
    got = client.get(link["href"].removeprefix(PUBLIC))

    assert link["title"] == stock.published.title
    assert got.status_code == 200
    assert f"/embed/{stock.published.slug}" in (json.loads(got.data)["html"] if format == "json" else got.text)


#: What search engines need of an episode, and what a value of it looks like.
REQUIRED = {
    "@context": "https://schema.org",
    "@type": "PodcastEpisode",
    "name": ".+",
    "description": ".+",
    "url": "https://.+/episodes/.+",
    "identifier": "[0-9a-f-]{36}",
    "datePublished": MOMENT,
    "dateModified": MOMENT,
    "duration": LENGTH,
    "inLanguage": "id",
    "image": "https://.+[.](jpg|png)",
    "isAccessibleForFree": "True",
    "associatedMedia.@type": "AudioObject",
    "associatedMedia.name": ".+",
    "associatedMedia.contentUrl": "https://.+[.]mp3",
    "associatedMedia.embedUrl": "https://.+/embed/.+",
    "associatedMedia.encodingFormat": "audio/mpeg",
    "associatedMedia.contentSize": "[1-9][0-9]*",
    "associatedMedia.duration": LENGTH,
    "associatedMedia.uploadDate": MOMENT,
    "partOfSeries.@type": "PodcastSeries",
    "partOfSeries.name": ".+",
    "partOfSeries.url": "https://.+/",
    "partOfSeries.webFeed": "https://.+/feed.xml",
    "publisher.@type": "Organization",
    "publisher.name": ".+",
    "author.name": ".+",
    "isBasedOn.0.@type": "NewsArticle",
    "isBasedOn.0.url": "https://podme.id/kota/35",
}


@pytest.fixture(scope="module")
def linked(client: FlaskClient, stock: Stock) -> dict[str, Any]:
    (script,) = Page(client.get(f"/episodes/{stock.published.slug}").text).all("script", type="application/ld+json")
    told: dict[str, Any] = json.loads(script["text"])
    return told


@pytest.mark.parametrize("path", REQUIRED)
def test_search_engines_learn(linked: dict[str, Any], path: str) -> None:
    value: Any = linked
    for part in path.split("."):
        value = value[int(part) if part.isdecimal() else part]

    assert re.fullmatch(REQUIRED[path], str(value))


def test_what_was_put_right_is_told_to_search_engines_too(stock: Stock) -> None:
    press, moment = stock.shelf.press, datetime(2026, 11, 24, 2, tzinfo=UTC)
    corrected = replace(stock.published, correction="Tarifnya Rp3.500.", corrected=moment, author=press.show.author)
    plain = linked_episode(replace(stock.published, links=()), press.show, press.addresses, "artwork-1.jpg")

    told = linked_episode(corrected, press.show, press.addresses, "artwork-1.jpg")

    expected = {"@type": "CorrectionComment", "text": "Tarifnya Rp3.500.", "datePublished": "2026-11-24T09:00:00+07:00"}
    assert told["correction"] == expected
    assert not {"correction", "isBasedOn"} & set(plain)
