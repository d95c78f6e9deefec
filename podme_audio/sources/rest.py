"""WordPress' REST API -> posts as WordPress keeps them: the blocks of the story, not the theme's page.

https://developer.wordpress.org/rest-api/reference/posts/
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from podme_audio.exceptions import ArticleGoneError, NotAnArticleError, SourceError
from podme_audio.model import Article
from podme_audio.outgoing import JSON, Answer
from podme_audio.sources.reading import Means, read
from podme_audio.sources.story import Site, fragment
from podme_audio.sources.story.linked import moment

API = "/wp-json/wp/v2/"
FIELDS = "id,slug,link,title,content,date_gmt,modified_gmt,_links,_embedded"
#: What a list needs of each post.
BRIEF = "id,link,title,modified_gmt"
#: The most that WordPress gives at once is 100.
AT_ONCE = 50
MOST_PAGES = 20
#: How a page says where WordPress keeps it: in its Link header, or in its head.
_HEADER = re.compile(r"<([^>]*)>\s*;([^<]*)")
_LINK = re.compile(rb"<link\b[^>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_POST = re.compile(r"/wp/v2/posts/\d+$")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a list tells of it."""

    address: str
    title: str
    modified: datetime | None


def behind(answer: Answer, reference: str, means: Means) -> Article | None:
    """Return the post that WordPress keeps behind a page; None when it keeps none, or not for us."""
    link = next((link for link in _links(answer) if _POST.search(_route(link)) and _akin(link, answer.url)), "")
    if not link:
        return None
    try:
        return article(
            _asked(link, {"_embed": "author,wp:term", "_fields": FIELDS}, reference, means)[0], reference, means
        )
    except SourceError:
        return None


def post(address: str, reference: str, means: Means) -> Article | None:
    """Return the post at *address* of a site that is WordPress'; None when it keeps none there, or not for us.

    Raises:
        FetchError: The site did not answer properly.
    """
    asked = {"_embed": "author,wp:term", "_fields": FIELDS}
    parts = urlsplit(address)
    number = next(iter(parse_qs(parts.query).get("p", ())), "")
    slug = next(reversed([part for part in parts.path.split("/") if part]), "").removesuffix(".html")
    which = {"include": number} if number.isdecimal() else {"slug": slug}
    if not any(which.values()):
        return None
    try:
        found, _ = _asked(f"{parts.scheme}://{parts.netloc}{API}posts", {**which, **asked}, reference, means)
    except NotAnArticleError:
        return None
    posts = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    exact = [one for one in posts if _bare(str(one.get("link", ""))) == _bare(address)]
    return article((exact or posts)[0], reference, means) if posts else None


def posts(
    site: str, means: Means, *, category: str = "", since: datetime | None = None, changed: bool = False
) -> tuple[Post, ...]:
    """Return the posts of a site, newest first.

    Args:
        site: Its address.
        means: What to read with.
        category: Only those of this category, by its slug.
        since: Only those published after that moment.
        changed: Those changed since then too.

    Raises:
        SourceError: It is not WordPress, or does not tell.
    """
    asked: dict[str, Any] = {"per_page": AT_ONCE, "_fields": BRIEF, "orderby": "date", "order": "desc"}
    if since is not None:
        asked["modified_after" if changed else "after"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if changed:
        asked["orderby"] = "modified"
    if category:
        asked["categories"] = _category(site, category, means)
    told = (_told(one) for one in _pages(site, asked, means) if isinstance(one, dict) and one.get("link"))
    return tuple(one for one in told if one.address.startswith(("http://", "https://")))


def article(post: Any, reference: str, means: Means) -> Article:
    """Return what a post says.

    Raises:
        NotAnArticleError: It says nothing, or is kept behind a password.
    """
    content = post.get("content") if isinstance(post, dict) else None
    if not isinstance(content, dict) or content.get("protected"):
        raise NotAnArticleError(f"{reference} is a post that WordPress does not show", reference=reference)
    address = str(post.get("link", ""))
    own = means.sites.of(address or reference)
    blocks, removed = fragment(str(content.get("rendered", "")), _rules(own, means))
    if not blocks:
        raise NotAnArticleError(f"{reference} is a post without a text of its own", reference=reference)
    return Article(
        reference,
        _plain(post.get("title")),
        blocks,
        url=address,
        section=_section(post),
        byline=_byline(post),
        published=moment(post.get("date_gmt"), UTC),
        modified=moment(post.get("modified_gmt"), UTC),
        removed=removed,
    )


def _asked(route: str, asked: dict[str, Any], reference: str, means: Means) -> tuple[Any, Answer]:
    """Ask the API; a site without fine addresses takes the route as a question (`?rest_route=/…`)."""
    url = f"{route}{'&' if '?' in route else '?'}{urlencode(asked, safe=',:')}"
    answer = read(means.get, url, reference, kind=JSON)
    try:
        return json.loads(answer.content), answer
    except (ValueError, RecursionError) as error:
        raise NotAnArticleError(f"{reference}: what WordPress answered is no JSON", reference=reference) from error


def _pages(site: str, asked: dict[str, Any], means: Means) -> Iterator[Any]:
    page, last = 1, 1
    while page <= min(last, MOST_PAGES):
        found, answer = _asked(f"{site.rstrip('/')}{API}posts", {**asked, "page": page}, site, means)
        if not isinstance(found, list):
            raise NotAnArticleError(f"{site} does not list its posts as WordPress does", reference=site)
        yield from found
        told = answer.headers.get("X-WP-TotalPages", "1")
        last, page = int(told) if told.isdecimal() else 1, page + 1


def _category(site: str, slug: str, means: Means) -> int:
    found, _ = _asked(f"{site.rstrip('/')}{API}categories", {"slug": slug, "_fields": "id,slug"}, site, means)
    ids = [one["id"] for one in found if isinstance(one, dict) and isinstance(one.get("id"), int)]
    if not ids:
        raise ArticleGoneError(f"{site} has no category {slug!r}", reference=site)
    return int(ids[0])


def _links(answer: Answer) -> Iterator[str]:
    yield from (url for url, more in _HEADER.findall(answer.headers.get("Link", "")) if "alternate" in more)
    for tag in _LINK.findall(answer.content[:200_000]):
        text = tag.decode("utf-8", "replace")
        if "alternate" in text and "application/json" in text and (found := _HREF.search(text)):
            yield html.unescape(found[1])


def _route(link: str) -> str:
    parts = urlsplit(link)
    return next(iter(parse_qs(parts.query).get("rest_route", ())), parts.path)


def _akin(link: str, page: str) -> bool:
    """Whether both are on one host: a page does not decide where else we go."""
    one, other = urlsplit(link), urlsplit(page)
    return one.netloc.removeprefix("www.") == other.netloc.removeprefix("www.")


def _bare(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _rules(own: Site, means: Means) -> tuple[Any, ...]:
    return (*own.exclude, *means.sites.everywhere.exclude)


def _told(one: dict[str, Any]) -> Post:
    return Post(str(one["link"]), _plain(one.get("title")), moment(one.get("modified_gmt"), UTC))


def _plain(value: Any) -> str:
    """Return a rendered title without its markup."""
    text = str(value.get("rendered", "")) if isinstance(value, dict) else ""
    return " ".join(html.unescape(re.sub(r"<[^>]{0,500}>", "", text)).split())


def _embedded(post: dict[str, Any], name: str) -> list[Any]:
    embedded = post.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, dict) else None
    return found if isinstance(found, list) else []


def _byline(post: dict[str, Any]) -> str:
    names = (one.get("name") for one in _embedded(post, "author") if isinstance(one, dict))
    return next((" ".join(html.unescape(name).split()) for name in names if isinstance(name, str)), "")


def _section(post: dict[str, Any]) -> str:
    terms = [one for group in _embedded(post, "wp:term") if isinstance(group, list) for one in group]
    names = (one.get("name") for one in terms if isinstance(one, dict) and one.get("taxonomy") == "category")
    return next((html.unescape(name) for name in names if isinstance(name, str)), "")
