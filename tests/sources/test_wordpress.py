import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from podme_audio import sources
from podme_audio.exceptions import ArticleGoneError, FetchError, NotAnArticleError, SourceError
from podme_audio.model import Block, Role
from podme_audio.sources import Seen
from podme_audio.sources.page import Page
from podme_audio.sources.story import Sites, shipped
from podme_audio.sources.wordpress import Listing, WordPress, listing
from tests.sources.wordpress import CLOSED, NO_ROUTE, POST, Kept, Site, site

PASAR = Kept(77, "pasar-terapung-ramai")
STORY = (
    Block(Role.PARAGRAPH, "MARTAPURA – Pasar terapung kembali ramai sejak pukul 05.30 WITA."),
    Block(Role.HEADING, "Nontunai"),
    Block(Role.QUOTE, "Tinggal pindai saja."),
    Block(Role.LIST_ITEM, "Parkir gratis"),
    Block(Role.LIST_ITEM, "Sampah dibawa pulang"),
    Block(Role.PARAGRAPH, "Pemerintah menyiapkan Rp1,2 miliar untuk memperbaiki titian."),
)


@pytest.fixture
def wordpress() -> Iterator[Site]:
    with site(PASAR) as room:
        yield room


def test_a_post_brings_its_blocks_and_who_wrote_it_where_and_when(wordpress: Site) -> None:
    reference = f"{wordpress.url}/pasar-terapung-ramai/"

    article = WordPress(wordpress.known).fetch(reference)

    assert article.blocks == STORY
    assert (article.reference, article.url) == (reference, reference)
    assert (article.title, article.section, article.byline) == (
        "Pasar Terapung “Lok Baintan” Ramai",
        "Ekonomi & Bisnis",
        "Norhasanah",
    )
    assert article.published == datetime(2026, 11, 19, 23, 15, tzinfo=UTC)
    assert article.modified == datetime(2026, 11, 20, 1, 40, tzinfo=UTC)
    assert [path.partition("?")[0] for path in wordpress.asked] == ["/wp-json/wp/v2/posts"]


def test_what_is_no_story_in_a_post_is_removed_with_its_reason(wordpress: Site) -> None:
    article = WordPress(wordpress.known).fetch(f"{wordpress.url}/pasar-terapung-ramai")

    assert [(one.reason, one.block.text, one.at) for one in article.removed] == [
        ("photo caption", "Jukung berjajar.", 1),
        ("related links", "Baca Juga", 1),
        ("related links", "Dermaga Diperbaiki", 1),
        ("embed", "https://video.example.id/1", 5),
    ]


@pytest.mark.parametrize("tells", ["head", "header"])
def test_a_page_that_says_where_wordpress_keeps_it_is_asked_for_there(wordpress: Site, tells: str) -> None:
    wordpress.tells = tells

    article = Page(wordpress.means).fetch(f"{wordpress.url}/pasar-terapung-ramai/")

    assert article.blocks == STORY
    assert [path.partition("?")[0] for path in wordpress.asked] == [
        "/pasar-terapung-ramai/",
        "/wp-json/wp/v2/posts/77",
    ]


def test_a_page_does_not_send_us_to_another_host(wordpress: Site) -> None:
    with site(PASAR) as other:
        wordpress.api = other.url

        article = Page(wordpress.means).fetch(f"{wordpress.url}/pasar-terapung-ramai/")

        assert "ini halaman tema" in article.blocks[0].text
        assert other.asked == []


@pytest.mark.parametrize(
    ("status", "type", "body"),
    [
        (401, "application/json", json.dumps(CLOSED).encode()),
        (403, "text/html", b"<h1>Forbidden</h1>"),
        (404, "application/json", json.dumps(NO_ROUTE).encode()),
        (404, "text/html", b"<h1>404</h1>"),
        (200, "text/html", b"<html><body>Sedang dirawat</body></html>"),
        (200, "application/json", b"<br /><b>Warning</b>: foreach() in plugin.php {"),
        (200, "application/json", b"null"),
        (200, "application/json", b'{"code": "rest_disabled"}'),
        (200, "application/json", b"[" * 100_000),
        (200, "application/json", b"[]"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_where_the_api_is_closed_or_broken_the_page_is_read(
    wordpress: Site, known: bool, status: int, type: str, body: bytes
) -> None:
    wordpress.rest = (status, type, body)
    reference = f"{wordpress.url}/pasar-terapung-ramai/"

    article = (WordPress(wordpress.known) if known else Page(wordpress.means)).fetch(reference)

    assert "ini halaman tema" in article.blocks[0].text


def test_a_site_that_is_down_is_a_transient_failure(wordpress: Site) -> None:
    wordpress.rest = (503, "text/html", b"")

    with pytest.raises(FetchError, match="answered 503") as caught:
        WordPress(wordpress.known).fetch(f"{wordpress.url}/pasar-terapung-ramai/")

    assert caught.value.transient


def test_a_post_that_is_gone_is_told_from_a_site_that_is_down(wordpress: Site) -> None:
    with pytest.raises(ArticleGoneError, match="is not there"):
        WordPress(wordpress.known).fetch(f"{wordpress.url}/tiada/")


@pytest.mark.parametrize(
    "post",
    [
        Kept(1, "a", protected=True),
        Kept(1, "a", content=""),
        Kept(1, "a", content="<!-- wp:image --><img src='a.jpg'><!-- /wp:image -->"),
    ],
)
def test_a_post_without_a_text_for_everyone_is_said_so(wordpress: Site, post: Kept) -> None:
    wordpress.posts = [post]

    with pytest.raises(NotAnArticleError, match=r"does not show|without a text"):
        WordPress(wordpress.known).fetch(f"{wordpress.url}/a/")


@pytest.mark.parametrize("author", [{"code": "rest_user_invalid_id", "message": "Invalid user ID."}, None, {"name": 5}])
def test_a_post_whose_author_is_not_told_has_none(wordpress: Site, author: Any) -> None:
    wordpress.posts = [Kept(1, "a", author=author)]

    assert WordPress(wordpress.known).fetch(f"{wordpress.url}/a/").byline == ""


def test_a_short_address_is_a_post_by_its_number(wordpress: Site) -> None:
    assert WordPress(wordpress.known).fetch(f"{wordpress.url}/?p=77").title.startswith("Pasar Terapung")


def test_posts_are_listed_over_all_pages_newest_first(wordpress: Site) -> None:
    wordpress.posts = [Kept(n, f"berita-{n}", date=f"2026-11-{n % 28 + 1:02}T00:{n % 60:02}:00") for n in range(120)]

    posts = WordPress(wordpress.means).posts(f"wordpress:{wordpress.url}")

    assert len(posts) == len({one.address for one in posts}) == 120
    assert posts[0].address == f"{wordpress.url}/berita-55/"
    assert len(wordpress.asked) == 3


def test_a_list_is_narrowed_by_category_and_since(wordpress: Site) -> None:
    wordpress.posts = [
        Kept(1, "lama", date="2026-11-18T10:00:00"),
        Kept(2, "baru", date="2026-11-19T17:30:00"),
        Kept(3, "lain", date="2026-11-20T10:00:00", category="daerah"),
    ]

    posts = WordPress(wordpress.means).posts(f"wordpress:{wordpress.url}?category=ekonomi&since=2026-11-20")

    assert [(one.address, one.title) for one in posts] == [
        (f"{wordpress.url}/baru/", "Pasar Terapung “Lok Baintan” Ramai")
    ]


@pytest.mark.parametrize(
    ("rest", "complaint"),
    [
        ((401, "application/json", json.dumps(CLOSED).encode()), "is not open to us: .* answered 401"),
        ((404, "application/json", json.dumps(NO_ROUTE).encode()), "is not there: .* answered 404"),
        ((200, "text/html", b"<html>"), "sent text/html, not JSON"),
        ((200, "application/json", b"{"), "is no JSON"),
        ((200, "application/json", b"{}"), "does not list its posts"),
        ((500, "text/html", b""), "answered 500"),
    ],
)
def test_a_list_that_cannot_be_had_is_said_why(wordpress: Site, rest: tuple[int, str, bytes], complaint: str) -> None:
    wordpress.rest = rest

    with pytest.raises(SourceError, match=complaint):
        WordPress(wordpress.means).posts(f"wordpress:{wordpress.url}")


def test_a_category_that_is_not_there_is_named(wordpress: Site) -> None:
    with pytest.raises(SourceError, match="has no category 'tiada'"):
        WordPress(wordpress.means).posts(f"wordpress:{wordpress.url}?category=tiada")


@pytest.mark.parametrize(
    ("reference", "complaint"),
    [
        ("wordpress:podme.id", "write wordpress:https://podme.id"),
        ("wordpress:file:///etc", "write wordpress:https://podme.id"),
        ("wordpress:https://podme.id?tag=a", "narrowed by category and since, not by tag"),
        ("wordpress:https://podme.id?since=kemarin", "since is a moment"),
    ],
)
def test_a_list_that_makes_no_sense_is_said_so(reference: str, complaint: str) -> None:
    with pytest.raises(NotAnArticleError, match=complaint):
        listing(reference)


def test_a_list_says_which_posts_are_meant() -> None:
    since = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)

    assert listing("wordpress:https://podme.id") == Listing("https://podme.id")
    assert listing("wordpress:https://podme.id?since=2026-11-20T07:00+07:00") == Listing("https://podme.id", "", since)
    assert listing("wordpress:https://podme.id?since=2026-11-20").since == datetime(2026, 11, 19, 17, 0, tzinfo=UTC)


def test_a_list_is_no_article(wordpress: Site) -> None:
    with pytest.raises(NotAnArticleError, match="is a list: give the address of one post"):
        sources.fetch(f"wordpress:{wordpress.url}", sources.installed(wordpress.means))


def test_a_watched_site_tells_what_was_changed_since_the_last_look(wordpress: Site) -> None:
    wordpress.posts = [
        Kept(1, "lama", modified="2026-11-19T10:00:00"),
        Kept(2, "diubah", date="2026-11-01T10:00:00", modified="2026-11-20T10:05:00"),
    ]
    before = Seen(at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC))

    look = sources.news(f"wordpress:{wordpress.url}", wordpress.means, before)

    assert [one.reference for one in look.news] == [f"{wordpress.url}/diubah/"]
    assert "modified_after=2026-11-20T10:00:00" in wordpress.asked[-1]


def test_the_rules_of_a_site_hold_in_its_posts_too(wordpress: Site) -> None:
    wordpress.posts = [Kept(1, "a", content=POST + "<p class='promo'>Unduh aplikasi kami.</p>")]
    rules = Sites.parse('[sites."127.0.0.1"]\nwordpress = true\nexclude = [".promo"]\n', "rules")

    article = WordPress(replace(wordpress.means, sites=rules.over(shipped()))).fetch(f"{wordpress.url}/a/")

    assert (article.removed[-1].block.text, article.removed[-1].reason) == ("Unduh aplikasi kami.", "site rule")
