"""What is on the pages, read from their HTML: it must be there without scripts."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from podme_audio import web
from podme_audio.feed import BRAND
from tests.web import shelf
from tests.web.conftest import PUBLIC
from tests.web.shelf import Opening, Stock


class Page(HTMLParser):
    """The elements of a page, in order: (name, attributes, text)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in {"meta", "link", "input", "img", "rect", "path", "line"}:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self.elements[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for at in self._open:
            self.elements[at][2].append(data)

    def all(self, tag: str = "", **wanted: str) -> list[dict[str, str]]:
        """Return the attributes of the elements that have what is wanted, with their text under "text"."""
        wanted = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [
            {**attributes, "text": " ".join("".join(text).split())}
            for name, attributes, text in self.elements
            if name == (tag or name) and wanted.items() <= attributes.items()
        ]

    def with_(self, attribute: str) -> list[dict[str, str]]:
        return [found for found in self.all() if attribute in found]

    def said(self, **wanted: str) -> str:
        """Return the content of the one <meta> there is."""
        (found,) = self.all("meta", **wanted)
        return found["content"]


@pytest.fixture(scope="module")
def page(client: FlaskClient, stock: Stock) -> Page:
    return Page(client.get(f"/episodes/{stock.published.slug}").text)


@pytest.fixture(scope="module")
def front(client: FlaskClient) -> Page:
    return Page(client.get("/").text)


def test_the_page_plays_without_scripts_and_fetches_nothing_before(page: Page, stock: Stock) -> None:
    (audio,) = page.all("audio")

    assert audio == {"controls": "", "preload": "none", "src": f"/media/{stock.published.media.name}", "text": ""}
    assert [link for link in page.with_("download") if link["href"] == audio["src"]]
    assert not page.with_("autoplay")


def test_every_word_of_the_transcript_is_in_the_page(page: Page) -> None:
    lines = [found["text"] for found in page.with_("data-cue")]

    assert [re.sub(r"^\d+:\d\d", "", line).strip() for line in lines] == [text for _, text in shelf.LINES]


def test_cues_and_chapters_say_when_they_begin(page: Page) -> None:
    for kind in ("data-cue", "data-chapter"):
        starts = [float(found["data-start"]) for found in page.with_(kind)]

        assert starts == sorted(set(starts))
    assert [chapter["text"] for chapter in page.with_("data-chapter")] == [
        "Pembuka 0:00",
        "Rute dan jadwal 0:20",
        "Apa kata warga 0:35",
    ]
    assert all("#t=" in chapter["href"] for chapter in page.with_("data-chapter"))


def test_words_are_timed_where_they_stand_in_the_text(page: Page) -> None:
    cue = page.with_("data-cue")[1]
    marks = [mark.split("@") for mark in cue["data-words"].split()]

    assert [int(at) for _, at in marks] == [0, 4, 8, 16, 25, 30]
    assert float(marks[0][0]) == pytest.approx(float(cue["data-start"]), abs=0.01)


def test_words_that_are_not_in_the_text_are_left_out(opening: Opening, tmp_path: Path) -> None:
    draft = shelf.draft(tmp_path, sound=b"x" * 900)
    cues = tuple(replace(cue, text=cue.text.upper()) for cue in draft.recording.cues)
    ours = opening()
    episode = shelf.publish(ours.library, replace(draft, recording=replace(draft.recording, cues=cues)))

    text = web.create_app(ours).test_client().get(f"/episodes/{episode.slug}").text

    assert "data-words" not in text
    assert cues[2].text in text


@pytest.mark.parametrize(
    ("attribute", "count"),
    [("data-play", 1), ("data-speed", 1), ("data-sleep", 1), ("data-share", 1), ("data-skip", 2)],
)
def test_the_parts_can_be_found(page: Page, attribute: str, count: int) -> None:
    assert len(page.with_(attribute)) == count


def test_the_speeds_reach_from_three_quarters_to_double(page: Page) -> None:
    speeds = [option["value"] for option in page.all("option") if "×" in option["text"]]

    assert speeds == ["0.75", "1", "1.25", "1.5", "1.75", "2"]


def test_search_engines_learn_what_the_episode_is(page: Page, stock: Stock) -> None:
    (script,) = page.all("script", type="application/ld+json")
    told: dict[str, Any] = json.loads(script["text"])
    episode = stock.published

    assert told["@type"] == "PodcastEpisode"
    assert told["name"] == episode.title
    assert told["url"] == f"{PUBLIC}/episodes/{episode.slug}"
    assert told["datePublished"] == "2026-11-23T07:00:00+07:00"
    assert told["duration"] == f"PT{episode.media.duration:.0f}S"
    assert told["associatedMedia"]["contentUrl"] == f"{PUBLIC}/media/{episode.media.name}"
    assert told["partOfSeries"]["webFeed"] == f"{PUBLIC}/feed.xml"


def test_who_shares_the_page_shares_its_title_and_sound(page: Page, stock: Stock) -> None:
    episode, artwork = stock.published, stock.shelf.press.artwork()[0]

    assert page.said(property="og:title") == episode.title
    assert page.said(property="og:type") == "article"
    assert page.said(property="og:url") == f"{PUBLIC}/episodes/{episode.slug}"
    assert page.said(property="og:image") == f"{PUBLIC}/{artwork}"
    assert page.said(property="og:audio") == f"{PUBLIC}/media/{episode.media.name}"
    assert page.said(name="twitter:card") == "summary"
    assert page.said(name="description").startswith("Tiga bus air")


@pytest.mark.parametrize("which", ["front", "page"])
def test_pages_name_their_language_their_address_and_the_feed(
    which: str, stock: Stock, request: pytest.FixtureRequest
) -> None:
    found: Page = request.getfixturevalue(which)
    address = {"front": f"{PUBLIC}/", "page": f"{PUBLIC}/episodes/{stock.published.slug}"}[which]

    assert found.all("html")[0]["lang"] == "id"
    assert found.all("link", rel="canonical")[0]["href"] == address
    assert found.all("link", rel="alternate", type="application/rss+xml")[0]["href"] == f"{PUBLIC}/feed.xml"
    assert len(found.all("h1")) == len(found.all("main")) == len(found.all("header", **{"class": "top wide"})) == 1


@pytest.mark.parametrize("which", ["front", "page"])
def test_pages_hold_no_inline_script_or_style_and_nothing_of_third_parties(
    which: str, request: pytest.FixtureRequest
) -> None:
    found: Page = request.getfixturevalue(which)

    assert not found.all("style")
    assert not [name for element in found.elements for name in element[1] if name == "style" or name.startswith("on")]
    assert all(script.get("type") == "application/ld+json" or "src" in script for script in found.all("script"))
    fetched = [item.get("src") or item.get("href", "") for tag in ("script", "img", "audio") for item in found.all(tag)]
    fetched += [link["href"] for rel in ("stylesheet", "preload", "icon") for link in found.all("link", rel=rel)]
    assert all(address.startswith("/") or not address for address in fetched)


@pytest.mark.parametrize("which", ["front", "page"])
def test_a_reader_of_screens_finds_the_way(which: str, request: pytest.FixtureRequest) -> None:
    found: Page = request.getfixturevalue(which)
    ids = [element["id"] for element in found.with_("id")]

    assert len(ids) == len(set(ids))
    assert all(image["alt"] is not None for image in found.all("img"))
    assert all(button["text"] or button.get("aria-label") for button in found.all("button"))
    assert all(link["text"] or link.get("aria-label") or link.get("aria-hidden") for link in found.all("a"))
    assert all(reference["aria-labelledby"] in ids for reference in found.with_("aria-labelledby"))
    assert all(int(element["tabindex"]) <= 0 for element in found.with_("tabindex"))
    assert all(svg.get("aria-hidden") == "true" for svg in found.all("svg"))
    assert found.all("a", href="#isi")[0]["text"] == "Langsung ke isi"


@pytest.mark.parametrize("which", ["front", "page"])
def test_pages_say_that_a_machine_reads(which: str, request: pytest.FixtureRequest) -> None:
    found: Page = request.getfixturevalue(which)

    assert "suara sintetis hasil kecerdasan buatan (AI)" in found.all("body")[0]["text"]


@pytest.mark.parametrize(
    ("who", "said", "unsaid"),
    [
        ("kokoro/putri", "Dibacakan oleh Putri, suara sintetis", "nada uji"),
        ("gtts/id", "suara sintetis hasil kecerdasan buatan (AI) dari Google Terjemahan", "oleh Id"),
        ("tone/sedang", "nada uji, bukan suara manusia dan bukan pembacaan", "Sedang"),
    ],
)
def test_the_page_says_who_is_heard_and_never_takes_a_tone_for_a_person(
    opening: Opening, tmp_path: Path, who: str, said: str, unsaid: str
) -> None:
    ours = opening()
    engine, _, voice = who.partition("/")
    draft = replace(shelf.draft(tmp_path, sound=b"x" * 900), engine=engine, voice=voice)
    episode = shelf.publish(ours.library, draft)

    (told, _) = Page(web.create_app(ours).test_client().get(f"/episodes/{episode.slug}").text).all(
        "p", **{"class": "voice"}
    )

    assert said in told["text"]
    assert unsaid not in told["text"]
    assert told["text"].endswith("Naskah: Redaksi Podme.")


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Timnas menang 3-1 & lolos", ["3-1"]),
        ("Anggaran 2026–2027 naik, skor 6-4-3", ["2026–2027", "6-4-3"]),
        ("Anak-anak belajar Covid-19 & F-16 <3", []),
    ],
)
def test_a_score_in_a_headline_stays_on_one_line_and_its_text_as_it_is(
    opening: Opening, tmp_path: Path, title: str, kept: list[str]
) -> None:
    ours = opening()
    older = shelf.publish(ours.library, shelf.draft(tmp_path, title, sound=b"x" * 900))
    shelf.publish(ours.library, shelf.draft(tmp_path, f"Lagi: {title}", sound=b"y" * 900), hours=1)
    client = web.create_app(ours).test_client()

    front, page = (Page(client.get(path).text) for path in ("/", f"/episodes/{older.slug}"))

    assert [span["text"] for span in page.all("span", **{"class": "whole"})] == kept * 2
    assert [span["text"] for span in front.all("span", **{"class": "whole"})] == kept * 2
    assert page.all("h1")[0]["text"] == title
    assert ".whole { white-space: nowrap; }" in client.get("/static/podme.css").text


def test_the_page_links_the_article_and_the_files(page: Page, stock: Stock) -> None:
    links = {link["text"]: link["href"] for link in page.all("a")}

    assert links["Baca artikel aslinya"] == stock.published.links[0]
    assert links["VTT"] == f"/episodes/{stock.published.slug}/transcript.vtt"
    assert links["SRT"] == f"/episodes/{stock.published.slug}/transcript.srt"


def test_a_bulletin_links_every_article_by_its_title(opening: Opening, tmp_path: Path) -> None:
    ours = opening()
    draft = shelf.draft(tmp_path, sound=b"x" * 900)
    urls = ("https://podme.id/a", "https://podme.id/b", "javascript:alert(1)")
    chapters = tuple(replace(mark, url=url) for mark, url in zip(draft.recording.chapters, urls, strict=True))
    episode = shelf.publish(
        ours.library, replace(draft, recording=replace(draft.recording, chapters=chapters), links=urls)
    )

    found = Page(web.create_app(ours).test_client().get(f"/episodes/{episode.slug}").text)

    sources = [link for link in found.all("a") if link["href"] in urls]
    assert [link["text"] for link in sources] == ["Pembuka", "Rute dan jadwal"]


def test_the_newest_leads_and_the_rest_follows(front: Page, stock: Stock) -> None:
    titles = [link["text"] for link in front.all("a") if link["text"] in {stock.published.title, stock.older.title}]

    assert titles == [stock.published.title, stock.older.title]
    assert front.all("h2")[0]["text"] == stock.published.title
    assert len(front.all("audio")) == 1


def test_the_list_shows_only_what_is_published(front: Page, stock: Stock) -> None:
    text = front.all("body")[0]["text"]

    assert stock.draft.title not in text
    assert stock.withdrawn.title not in text


def test_the_list_says_where_to_subscribe(front: Page) -> None:
    feed, bare = f"{PUBLIC}/feed.xml", f"{PUBLIC.partition('://')[2]}/feed.xml"
    links = {link["text"]: link["href"] for link in front.all("a")}

    assert front.all("code")[0]["text"] == feed
    assert front.with_("data-copy")[0]["data-copy"] == feed
    assert links["Apple Podcasts"] == f"podcast://{bare}"
    assert links["AntennaPod"] == f"https://antennapod.org/deeplink/subscribe?url={quote(feed)}"
    assert links["Pocket Casts"] == f"pktc://subscribe/{bare}"
    assert links["Overcast"] == f"overcast://x-callback-url/add?url={quote(feed)}"
    assert links["RSS"] == "/feed.xml"
    assert "Spotify" not in links


def test_a_show_that_directories_list_is_followed_there(opening: Opening) -> None:
    apple, spotify = "https://podcasts.apple.com/id/podcast/id1", "https://open.spotify.com/show/1"
    found = Page(web.create_app(opening(apple_url=apple, spotify_url=spotify)).test_client().get("/").text)

    links = {link["text"]: link["href"] for link in found.all("a")}
    assert links["Apple Podcasts"] == apple
    assert links["Spotify"] == spotify


def test_an_episode_says_what_comes_next(opening: Opening, tmp_path: Path) -> None:
    ours = opening()
    newest, *older = (
        shelf.publish(ours.library, shelf.draft(tmp_path, f"Kabar {at}", sound=b"x" * 900), hours=-at)
        for at in range(6)
    )
    client = web.create_app(ours).test_client()

    offered = {}
    for episode in (newest, older[1], older[4]):
        rows = Page(client.get(f"/episodes/{episode.slug}").text).with_("data-episode")
        offered[episode.title] = [(row["data-title"], "data-next" in row) for row in rows]

    assert offered == {
        "Kabar 0": [("Kabar 1", True), ("Kabar 2", False), ("Kabar 3", False)],
        "Kabar 2": [("Kabar 3", True), ("Kabar 0", False), ("Kabar 1", False)],
        "Kabar 5": [("Kabar 0", False), ("Kabar 1", False), ("Kabar 2", False)],
    }


@pytest.mark.parametrize("kind", ["data-player", "data-episode"])
def test_what_carries_an_episode_says_all_that_playing_it_takes(client: FlaskClient, stock: Stock, kind: str) -> None:
    found = Page(client.get(f"/episodes/{stock.older.slug}" if kind == "data-player" else "/").text).with_(kind)[0]
    episode = stock.older

    assert found["data-guid"] == episode.guid
    assert found["data-title"] == episode.title
    assert found["data-address"] == f"{PUBLIC}/episodes/{episode.slug}"
    assert found["data-sound"] == f"/media/{episode.media.name}"
    assert float(found["data-duration"]) == episode.media.duration
    assert client.get(found["data-artwork"]).content_type == "image/jpeg"


def test_dates_and_lengths_are_said_in_indonesian(front: Page) -> None:
    text = front.all("body")[0]["text"]

    assert "Senin, 23 November 2026, 07.00 WIB" in text
    assert "Minggu, 22 November 2026, 01.00 WIB" in text
    assert front.all("time")[0]["datetime"] == "2026-11-23T07:00:00+07:00"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 8, 16, 17, 5, tzinfo=UTC), "Senin, 17 Agustus 2026, 00.05 WIB"),
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), "Kamis, 31 Desember 2026, 23.59 WIB"),
        (datetime(2027, 1, 1, 3, 0, tzinfo=UTC), "Jumat, 1 Januari 2027, 10.00 WIB"),
    ],
)
def test_the_clock_is_jakartas(opening: Opening, tmp_path: Path, moment: datetime, said: str) -> None:
    ours = opening()
    episode = ours.library.save(shelf.draft(tmp_path, sound=b"x" * 900), now=moment)
    ours.library.publish(episode.guid, now=moment)

    assert said in web.create_app(ours).test_client().get("/").text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (8.2, "8 detik"),
        (55.0, "1 menit"),
        (725.0, "12 menit"),
        (3600.0, "1 jam"),
        (3899.0, "1 jam 5 menit"),
        (10_800.0, "3 jam"),
    ],
)
def test_a_length_is_said_as_one_would(opening: Opening, tmp_path: Path, seconds: float, said: str) -> None:
    ours = opening()
    draft = shelf.draft(tmp_path, sound=b"x" * 900)
    shelf.publish(ours.library, replace(draft, recording=replace(draft.recording, duration=seconds)))

    found = Page(web.create_app(ours).test_client().get("/").text)

    assert said in found.all("p", **{"class": "kicker"})[0]["text"]
    assert found.all("p", **{"class": "kicker"})[0]["text"].endswith(f"WIB · {said}")


def test_the_list_goes_on_page_after_page(opening: Opening, tmp_path: Path) -> None:
    ours = opening()
    expected = [
        shelf.publish(ours.library, shelf.draft(tmp_path, f"Kabar nomor {at}", sound=b"x" * 900), hours=-at).title
        for at in range(25)
    ]
    client = web.create_app(ours).test_client()

    seen, path, pages = [], "/", 0
    while path:
        found = Page(client.get(path).text)
        seen += [
            heading["text"] for level in ("h2", "h3") for heading in found.all(level) if "Kabar" in heading["text"]
        ]
        path = next((link["href"] for link in found.all("a", rel="next")), "")
        pages += 1

    assert seen == expected
    assert pages == 2


def test_a_place_in_the_list_that_never_was_is_no_page(client: FlaskClient) -> None:
    assert client.get("/?sebelum=tidak-ada").status_code == 404


def test_a_library_without_episodes_says_so(opening: Opening) -> None:
    text = web.create_app(opening()).test_client().get("/").text

    assert "Belum ada episode" in text
    assert "Ikuti di aplikasi podcast Anda" in text


def test_nothing_that_was_written_becomes_markup(opening: Opening, tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script> & </script><!--'
    ours = opening(show_title=f"Kabar {evil}", show_description=evil, show_author=evil)
    lines = ((role, f"{text} {evil}") for role, text in shelf.LINES)
    draft = shelf.draft(tmp_path, f"Judul {evil}", lines=tuple(lines), section=evil, sound=b"x" * 900)
    chapters = tuple(replace(mark, title=f"{mark.title} {evil}") for mark in draft.recording.chapters)
    episode = shelf.publish(
        ours.library,
        replace(
            draft, description=evil, author=evil, voice=evil, recording=replace(draft.recording, chapters=chapters)
        ),
    )
    client = web.create_app(ours).test_client()

    for path, name in (("/", ours.press.show.title), (f"/episodes/{episode.slug}", episode.title), ("/nope", "")):
        text = client.get(path).text
        told = [json.loads(one["text"])["name"] for one in Page(text).all("script", type="application/ld+json")]

        assert "<script>alert" not in text
        assert text.count("<script") == text.count("</script>") == 2 + len(told)
        assert told == ([name] if name else [])


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_told_kindly(client: FlaskClient, stock: Stock, status: int) -> None:
    slug = {404: "tidak-ada", 410: stock.withdrawn.slug}[status]

    got = client.get(f"/episodes/{slug}")
    found = Page(got.text)

    assert got.status_code == status
    assert found.all("html")[0]["lang"] == "id"
    assert found.all("h1")[0]["text"] == {404: "Halaman ini tidak ada", 410: "Episode ini sudah ditarik"}[status]
    assert found.said(name="robots") == "noindex"
    assert stock.withdrawn.title not in got.text


def test_the_style_wears_the_colours_of_the_brand(client: FlaskClient) -> None:
    style = client.get("/static/podme.css").text

    for name, colour in BRAND.items():
        assert f"--{name}: {colour};" in style


def test_the_pages_stay_light(client: FlaskClient, stock: Stock) -> None:
    """A first page is what a telephone fetches before anything is played, artwork aside."""
    page, cover = f"/episodes/{stock.published.slug}", stock.shelf.press.artwork()[0].replace("artwork", "cover")
    found = Page(client.get(page).text)
    scripts = [script["src"] for script in found.all("script") if "src" in script]
    styles = [link["href"] for link in found.all("link", rel="stylesheet")]
    fonts = [link["href"] for link in found.all("link", rel="preload", **{"as": "font"})]

    def weight(*paths: str) -> int:
        return sum(len(client.get(path, headers={"Accept-Encoding": "gzip"}).data) for path in paths)

    assert weight(*scripts) < 30_000
    assert weight("/static/player.js") < 14_000
    assert len(fonts) == 2
    for path in ("/", page):
        assert weight(path, *scripts, *styles, *fonts, "/static/icon.svg") < 80_000
    assert weight(f"/{cover}") < 60_000


def test_the_templates_are_found_in_a_checkout() -> None:
    root = Path(web.__file__).parents[2]

    assert (root / "templates" / "base.html").is_file()
    assert {path.name for path in (root / "templates" / "player").iterdir()} >= {"index.html", "episode.html"}
