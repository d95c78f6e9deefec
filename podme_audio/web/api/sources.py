"""Where articles come from: what there is to take, how published ones stand there, and what of a page is story."""

from datetime import UTC, datetime
from typing import Annotated, Any

from flask import abort
from msgspec import UNSET, Meta, UnsetType, field

from podme_audio.library.intake import Standing
from podme_audio.model import Article, Role
from podme_audio.sources.story import host_of
from podme_audio.web.api.articles import address, utc
from podme_audio.web.api.operation import Asked, Operations, Shape
from podme_audio.web.api.shapes import Moment, WholeManuscript, whole
from podme_audio.wire import LATELY

sources = Operations("sources")

Address = Annotated[str, Meta(min_length=1, max_length=2000)]
Selector = Annotated[str, Meta(min_length=1, max_length=500)]
Selectors = Annotated[tuple[Selector, ...], Meta(max_length=200)]


class WatchedFeed(Shape, frozen=True):
    """A feed whose articles are taken in."""

    address: str
    succeeded: datetime | None
    due: datetime | None
    #: Why its last look failed; empty when it did not.
    error: str


class ChangedArticle(Shape, frozen=True):
    """A published article that is no longer at its source as it was."""

    guid: str
    reference: str
    title: str
    standing: Standing
    told: str
    since: datetime


class SourcesTold(Shape, frozen=True):
    feeds: tuple[WatchedFeed, ...]
    articles: tuple[ChangedArticle, ...]


class OffersAsked(Shape, frozen=True):
    """Of a feed, or of a site of WordPress: "https://podme.id"."""

    address: Address
    #: Only WordPress' posts of this category, by its slug.
    category: Annotated[str, Meta(max_length=100)] = ""
    #: A week ago without it.
    since: Moment | UnsetType = UNSET


class OfferTold(Shape, frozen=True):
    """An article that there is to take."""

    reference: str
    title: str
    at: datetime | None
    #: The guid of the episode it is heard in already.
    episode: str


class WhichArticle(Shape, frozen=True):
    """An article of an episode, by its address."""

    guid: Annotated[str, Meta(min_length=1, max_length=300)]
    reference: Address


class Rules(Shape, frozen=True):
    """What is story on the pages of a site, by CSS selectors."""

    #: Where the story is.
    include: Selectors = ()
    #: What is no story, by the reason: "related links".
    exclude: dict[str, Selectors] = field(default_factory=dict)
    title: Annotated[str, Meta(max_length=500)] = ""
    byline: Annotated[str, Meta(max_length=500)] = ""
    section: Annotated[str, Meta(max_length=500)] = ""
    #: Whether its posts are asked for by WordPress' REST API; found out without it.
    wordpress: bool | UnsetType = UNSET


class SiteTold(Shape, frozen=True):
    """The rules of a site that were written here."""

    host: str
    rules: dict[str, Any]
    who: str
    changed: datetime


class Trial(Shape, frozen=True):
    """Rules, and the address of a page of the site."""

    page: Address
    rules: Rules


class PartTold(Shape, frozen=True):
    """A block of the page: story without a reason."""

    role: Role
    text: str
    reason: str
    #: The selector that removed it, and where that stands.
    selector: str
    origin: str


class TrialTold(Shape, frozen=True):
    """What rules make of a page."""

    title: str
    section: str
    byline: str
    #: What told where the story is.
    by: str
    parts: tuple[PartTold, ...]


@sources.offer("GET", "/sources", "articles:write", "episodes:read")
def show_sources(asked: Asked) -> SourcesTold:
    """Tell how watched feeds are, and which published articles changed or disappeared at their source."""
    feeds, articles = asked.wire.feeds(), asked.wire.notices()
    return SourcesTold(feeds=tuple(map(WatchedFeed.like, feeds)), articles=tuple(map(ChangedArticle.like, articles)))


@sources.offer("GET", "/offers", "articles:write", "manuscripts:write")
def list_offers(asked: Asked, query: OffersAsked) -> tuple[OfferTold, ...]:
    """List what a feed or a site of WordPress has, newest first."""
    since = utc(query.since) if query.since else datetime.now(UTC) - LATELY
    found = asked.wire.offers(address(query.address), category=query.category, since=since)
    return tuple(OfferTold.like(one.news, episode=one.episode.guid if one.episode else "") for one in found)


@sources.offer("POST", "/sources/dismiss", "episodes:write", refuses=(404,))
def dismiss_change(asked: Asked, body: WhichArticle) -> None:
    """Let a published article be as it stands at its source now; it is told of again when it changes again."""
    if not asked.wire.dismiss(body.guid, body.reference, editor=asked.who):
        abort(404, "there is nothing to let be")


@sources.offer("POST", "/sources/reread", "episodes:write", status=201, refuses=(404, 409))
def reread_article(asked: Asked, body: WhichArticle) -> WholeManuscript:
    """Open the correction of an episode with what stands at an article's source now."""
    return whole(asked.wire.reread(body.guid, body.reference, editor=asked.who))


@sources.offer("GET", "/sites", "rules:write")
def list_sites(asked: Asked) -> tuple[SiteTold, ...]:
    """List the sites whose rules were written here."""
    return tuple(map(SiteTold.like, asked.wire.rules()))


@sources.offer("PUT", "/sites/<host>", "rules:write", refuses=(422,))
def keep_rules(asked: Asked, host: str, body: Rules) -> SiteTold:
    """Keep the rules of a site; they hold at once in every process."""
    host = host_of(host)
    asked.wire.keep(host, _table(body), editor=asked.who)
    return next(SiteTold.like(one) for one in asked.wire.rules() if one.host == host)


@sources.offer("DELETE", "/sites/<host>", "rules:write")
def drop_rules(asked: Asked, host: str) -> None:
    """Forget the rules of a site."""
    if not asked.wire.drop(host, editor=asked.who):
        abort(404, f"there are no rules of {host!r}")


@sources.offer("POST", "/sites/<host>/try", "rules:write")
def try_rules(asked: Asked, host: str, body: Trial) -> TrialTold:
    """Tell what rules would make of a page, before they are kept."""
    tried = asked.wire.tried(host_of(host), _table(body.rules), address(body.page))
    parts = tuple(
        PartTold(
            role=one.block.role,
            text=one.block.text,
            reason=one.reason,
            selector=one.rule.selector if one.rule else "",
            origin=one.rule.origin if one.rule else "",
        )
        for one in tried.parts
    )
    story: Article = tried.article
    return TrialTold.like(story, by=tried.by, parts=parts)


def _table(rules: Rules) -> dict[str, Any]:
    """Return rules as TOML has them, without what says nothing."""
    told: dict[str, Any] = {
        "include": list(rules.include),
        "exclude": {reason: list(found) for reason, found in rules.exclude.items()},
        **{name: getattr(rules, name) for name in ("title", "byline", "section")},
        "wordpress": rules.wordpress,
    }
    told = {name: value for name, value in told.items() if value is not UNSET and value not in ([], {}, "")}
    if not told:
        abort(422, "give at least one rule")
    return told
