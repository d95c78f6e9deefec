"""Articles come in: to be built as they are, or to be looked at first."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from flask import abort
from msgspec import UNSET, Meta, UnsetType

from podme_audio.model import Article
from podme_audio.sources.sent import Sent, article_of
from podme_audio.studio import Wish, means
from podme_audio.web.api.operation import Asked, Operations, Shape
from podme_audio.web.api.shapes import Moment, Started, Title, WholeManuscript, whole

articles = Operations("articles")

_ADDRESS = "url is no address such as https://podme.id/a-story"
_LONGEST_ADDRESS = 2000
Content = Annotated[str, Meta(max_length=1_000_000)]


class SentArticle(Shape, frozen=True):
    """An article: one of text, html and markdown, or the url of its page."""

    title: Title = ""
    text: Content = ""
    html: Content = ""
    markdown: Content = ""
    url: Annotated[str, Meta(max_length=_LONGEST_ADDRESS)] = ""
    section: Annotated[str, Meta(max_length=100)] = ""
    byline: Annotated[str, Meta(max_length=200)] = ""
    published: Moment | UnsetType = UNSET


@articles.offer("POST", "/articles", "articles:write", status=202, refuses=(409,))
def send_article(asked: Asked, body: SentArticle) -> Started:
    """Send an article; it is built, and waits as a draft.

    The same article while it is being built is that build. An address alone is read by the build. What is published
    already is corrected, if the token is good for `episodes:write` too, and refused (403) if not.
    """
    sent = checked(body)
    if not _content(sent):
        return _started(asked, Wish((sent.url,)))
    article = _read(asked, sent)
    return _started(asked, Wish((article.reference,), title=article.title, articles=(article,)))


@articles.offer("POST", "/manuscripts", "manuscripts:write", status=201, refuses=(409,))
def open_manuscript(asked: Asked, body: SentArticle) -> WholeManuscript:
    """Send an article; its script waits for editors, and nothing is built yet."""
    sent = checked(body)
    article = _read(asked, sent) if _content(sent) else None
    return whole(asked.room.take_in(editor=asked.who, reference=sent.url, article=article, title=sent.title))


def _started(asked: Asked, wish: Wish) -> Started:
    build = asked.room.order(replace(wish, editor=asked.who, correct=asked.may("episodes:write")))
    return Started(build=build.id, status=f"{asked.home}api/builds/{build.id}")


def checked(body: SentArticle) -> Sent:
    """Return what was sent, or say what no schema can say of it."""
    told = {name: getattr(body, name).strip() for name in body.__struct_fields__ if name != "published"}
    bodies = [name for name in ("text", "html", "markdown") if told[name]]
    if len(bodies) > 1:
        abort(422, "give one of text, html, markdown")
    if not bodies and not told["url"]:
        abort(422, "give text, html, markdown, or the url of a page")
    if told["url"]:
        address(told["url"])
    return Sent(**told, published=utc(body.published) if body.published else None)


def address(text: str) -> str:
    """Return the address of a page, or refuse what is none."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        known = False
    if not known or len(text) > _LONGEST_ADDRESS:
        abort(422, _ADDRESS)
    return text


def utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        abort(422, "no calendar has this moment")


def _content(sent: Sent) -> str:
    return sent.text or sent.html or sent.markdown


def _read(asked: Asked, sent: Sent) -> Article:
    return article_of(sent, means(asked.room.studio.settings, asked.room.library))
