"""A WordPress site on this machine: its pages, and its REST API as the real one answers."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from podme_audio.sources import Means
from podme_audio.sources.story import Sites, shipped
from tests.servers import Answer, answering

POST = """
<p class="wp-block-paragraph"><strong>MARTAPURA</strong> &#8211;
Pasar terapung kembali ramai sejak pukul 05.30 WITA.</p>
<figure class="wp-block-image"><img src="a.jpg"/>
<figcaption class="wp-element-caption">Jukung berjajar.</figcaption></figure>
<div id="inline-related-post" class="mag-box"><h3>Baca Juga</h3>
<ul><li><a href="/x">Dermaga Diperbaiki</a></li></ul></div>
<h2 class="wp-block-heading">Nontunai</h2>
<blockquote class="wp-block-quote"><p>Tinggal pindai saja.</p></blockquote>
<ul class="wp-block-list"><li>Parkir gratis</li><li>Sampah dibawa pulang</li></ul>
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">https://video.example.id/1</div></figure>
<p>Pemerintah menyiapkan Rp1,2 miliar untuk memperbaiki titian.</p>
"""
THEME = """<!doctype html><html><head><title>{title} &#8211; Kabar</title>{head}</head><body>
<nav>Beranda</nav><div class="entry-content"><article>
<p>{title}: ini halaman tema, bukan isi blok, dan kalimatnya cukup panjang untuk dikenali sebagai cerita utama.</p>
<p>Paragraf kedua halaman tema menambahkan keterangan lain yang juga cukup panjang untuk dibaca.</p>
</article></div></body></html>"""
#: What the real one says when it refuses.
CLOSED = {"code": "rest_not_logged_in", "message": "You are not currently logged in.", "data": {"status": 401}}
NO_ROUTE = {"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}
NO_PAGE = {"code": "rest_post_invalid_page_number", "message": "The page number is too large.", "data": {"status": 400}}


@dataclass(frozen=True)
class Kept:
    """A post as the site keeps it."""

    id: int
    slug: str
    title: str = "Pasar Terapung &#8220;Lok Baintan&#8221; Ramai"
    content: str = POST
    date: str = "2026-11-19T23:15:00"
    modified: str = "2026-11-20T01:40:00"
    category: str = "ekonomi"
    author: Any = field(default_factory=lambda: {"id": 3, "name": "Norhasanah", "slug": "norhasanah"})
    protected: bool = False


@dataclass
class Site:
    """A site that can be broken in every way it is broken out there."""

    posts: list[Kept] = field(default_factory=list)
    #: Answer to everything below /wp-json/: status, type, body; None for the real answers.
    rest: tuple[int, str, bytes] | None = None
    #: What the pages say of the API: "head", "header" or nothing.
    tells: str = "head"
    asked: list[str] = field(default_factory=list)
    url: str = ""
    #: Where its pages say that the API is, if not here.
    api: str = ""
    most: int = 100
    down: bool = False

    @property
    def means(self) -> Means:
        """Means that may reach this site, and know nothing of it."""
        return Means.of((urlsplit(self.url).netloc,))

    @property
    def known(self) -> Means:
        """Means whose rules say that it is WordPress'."""
        rules = Sites.parse('[sites."127.0.0.1"]\nwordpress = true\n', "rules").over(shipped())
        return replace(self.means, sites=rules)

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        if self.down:
            return 503, {"Content-Type": "text/html"}, b"<h1>Sedang dirawat</h1>"
        parts = urlsplit(path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if not parts.path.startswith("/wp-json/"):
            return self._page(parts.path, asked)
        if self.rest is not None:
            status, type, body = self.rest
            return status, {"Content-Type": type}, body
        route = parts.path.removeprefix("/wp-json/wp/v2/")
        if route == "posts":
            return self._list(asked)
        if route == "categories":
            names = {"ekonomi": 4, "daerah": 9}
            return _json([{"id": id, "slug": slug} for slug, id in names.items() if slug == asked.get("slug")])
        found = [one for one in self.posts if route == f"posts/{one.id}"]
        return _json(self._post(found[0], asked)) if found else _json(NO_ROUTE, 404)

    def _page(self, path: str, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        found = [one for one in self.posts if path.strip("/") == one.slug or asked.get("p") == str(one.id)]
        if not found:
            return 404, {"Content-Type": "text/html; charset=UTF-8"}, b"<h1>Tidak ditemukan</h1>"
        api = f"{self.api or self.url}/wp-json/wp/v2/posts/{found[0].id}"
        head = f'<link rel="alternate" title="JSON" type="application/json" href="{api}" />'
        page = THEME.format(title=found[0].title, head=head if self.tells == "head" else "").encode()
        headers = {"Content-Type": "text/html; charset=UTF-8"}
        if self.tells == "header":
            root = f'<{self.url}/wp-json/>; rel="https://api.w.org/"'
            headers["Link"] = f'{root}, <{api}>; rel="alternate"; title="JSON"; type="application/json"'
        return 200, headers, page

    def _list(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        found = [one for one in self.posts if self._is_asked_for(one, asked)]
        key = "modified" if asked.get("orderby") == "modified" else "date"
        found.sort(key=lambda one: str(getattr(one, key)), reverse=asked.get("order", "desc") == "desc")
        size, page = min(int(asked.get("per_page", "10")), self.most), int(asked.get("page", "1"))
        pages = max(1, -(-len(found) // size))
        if page > pages:
            return _json(NO_PAGE, 400)
        shown = found[(page - 1) * size : page * size]
        status, headers, body = _json([self._post(one, asked) for one in shown])
        return status, {**headers, "X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}, body

    def _is_asked_for(self, post: Kept, asked: dict[str, str]) -> bool:
        tests: dict[str, Callable[[str], bool]] = {
            "slug": lambda value: post.slug == value,
            "include": lambda value: str(post.id) == value,
            "categories": lambda value: value == {"ekonomi": "4", "daerah": "9"}[post.category],
            "after": lambda value: _moment(post.date) > _moment(value),
            "modified_after": lambda value: _moment(post.modified) > _moment(value),
        }
        return all(test(asked[name]) for name, test in tests.items() if name in asked)

    def _post(self, post: Kept, asked: dict[str, str]) -> dict[str, Any]:
        whole: dict[str, Any] = {
            "id": post.id,
            "date_gmt": post.date,
            "modified_gmt": post.modified,
            "slug": post.slug,
            "status": "publish",
            "link": f"{self.url}/{post.slug}/",
            "title": {"rendered": post.title},
            "content": {"rendered": "" if post.protected else post.content, "protected": post.protected},
            "author": 3,
            "categories": [4],
            "_links": {"self": [{"href": f"{self.url}/wp-json/wp/v2/posts/{post.id}"}]},
        }
        if "_embed" in asked:
            category = {"id": 4, "name": "Ekonomi &amp; Bisnis", "slug": post.category, "taxonomy": "category"}
            tag = {"id": 8, "name": "pasar", "slug": "pasar", "taxonomy": "post_tag"}
            whole["_embedded"] = {"author": [post.author], "wp:term": [[category], [tag]]}
        fields = asked.get("_fields", "").split(",")
        return {name: value for name, value in whole.items() if name in fields} if fields != [""] else whole


@contextmanager
def site(*posts: Kept) -> Iterator[Site]:
    room = Site(list(posts))

    with answering(room.answer) as room.url:
        yield room


def _json(value: Any, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json; charset=UTF-8"}, json.dumps(value).encode()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)
