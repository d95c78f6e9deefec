"""Where articles come from: what sites and feeds offer, how published ones stand there, and what of a page is story.

Every address that is read here is somebody's text, and is fetched by the guarded way out alone.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from podme_audio import script, sources
from podme_audio.exceptions import FetchError, SiteRuleError
from podme_audio.library.articles.readings import reading
from podme_audio.library.intake import Feed, Look, Origin, SiteRules
from podme_audio.library.intake.rules import Table
from podme_audio.model import Article, Block, Episode, Manuscript
from podme_audio.newsroom import Newsroom
from podme_audio.script import editing
from podme_audio.script.editing import Difference
from podme_audio.sources import News
from podme_audio.sources.story import Rule, Sites
from podme_audio.standing import look_at
from podme_audio.studio import means

#: Entries of a list; a site's posts are asked for since so long.
MOST, LATELY = 100, timedelta(days=7)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """An article that a site or a feed has."""

    news: News
    #: Where it is heard already.
    episode: Episode | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A published article that is no longer at its source as it was published."""

    origin: Origin
    #: What stands there now; None where nothing does that can be read.
    article: Article | None
    #: Beside what was published.
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a page: story, or removed for a reason, and by a rule where it was one of a site's."""

    block: Block
    reason: str = ""
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What rules make of a page."""

    article: Article
    #: In the order of the page.
    parts: tuple[Part, ...]
    #: What told where the story is; "WordPress" where that did.
    by: str


class Wire:
    """What editors do about where articles come from."""

    def __init__(self, newsroom: Newsroom, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._newsroom, self._studio, self._now = newsroom, newsroom.studio, now
        self._library = newsroom.library

    # -- what there is to take

    def offers(self, address: str, *, category: str = "", since: datetime) -> tuple[Offer, ...]:
        """Return what a feed has, or a WordPress site, newest first.

        Args:
            address: Of a feed, or of a site.
            category: Only WordPress' posts of this category, by its slug.
            since: Only what was published after that moment, or does not say when.

        Raises:
            SourceError: It is neither, or does not answer.
        """
        if address.startswith(sources.SCHEME):
            meant = sources.listing(address)
            address, category = meant.site, category or meant.category
            found = self._posts(address, category, since)
        else:
            found = self._posts(address, category, since) if category else self._any(address, since)
        return tuple(Offer(one, self._heard(one.reference)) for one in found[:MOST])

    def _any(self, address: str, since: datetime) -> Sequence[News]:
        try:
            told = sources.news(address, self._means()).news[::-1]
            return [one for one in told if one.at is None or one.at >= since]
        except FetchError as error:
            if urlsplit(address).path.endswith((".xml", ".rss", ".atom")):
                raise
            log.info("%s", error)
        return self._posts(address, "", since)

    def _posts(self, site: str, category: str, since: datetime) -> Sequence[News]:
        return sources.posts(site, self._means(), category=category, since=since)

    def _heard(self, address: str) -> Episode | None:
        found = reading(self._library.database, address)
        return found.episode if found else None

    # -- how feeds and published articles stand

    def feeds(self) -> tuple[Feed, ...]:
        """Return the feeds that are watched, with how they are."""
        return self._library.intake.watched.feeds(self._studio.settings.watch_feeds)

    def notices(self) -> tuple[Origin, ...]:
        """Return the published articles that are not as they were at their source, newest first."""
        return self._library.intake.origins.notices()

    def unsettled(self) -> int:
        """Return how much there is that an editor should see to."""
        return sum(feed.broken is not None for feed in self.feeds()) + sum(not one.dismissed for one in self.notices())

    def dismiss(self, guid: str, reference: str, *, editor: str) -> bool:
        """Let an article be as it stands at its source now; False when there is nothing to let be."""
        return self._library.intake.origins.dismiss(guid, reference, who=editor, now=self._now())

    def notice(self, guid: str, reference: str) -> Notice | None:
        """Return what is to be known of a published article; None where nothing is."""
        found = self._library.intake.origins.notice(guid, reference)
        if found is None:
            return None
        origin, now = found
        published = self._published(guid, reference)
        told = editing.differences(published[1], now) if published and now else ()
        return Notice(origin, now, told)

    def look(self, guid: str, reference: str) -> None:
        """Look at a published article where it came from at once."""
        if (published := self._published(guid, reference)) is not None:
            look_at(self._studio, Look(guid, reference, published[1]), self._now())

    def reread(self, guid: str, reference: str, *, editor: str) -> Manuscript:
        """Open the correction of an episode, with what stands at an article's source now.

        Raises:
            EditRefusedError: Nothing would be left to say.
        """
        found = self._library.intake.origins.notice(guid, reference)
        manuscript = self._newsroom.correct(guid, editor=editor)
        now = found[1] if found else None
        at = _place(manuscript.script.articles, reference)
        if now is None or at is None:
            return manuscript
        title = manuscript.script.articles[at].title
        manuscript = self._newsroom.edit(
            manuscript.id,
            "article reread",
            lambda written, lexicon: editing.reread(written, at, now, lexicon),
            editor=editor,
        )
        if manuscript.title == title != now.title:
            return self._newsroom.settle(manuscript.id, editor=editor, title=now.title)
        return manuscript

    def _published(self, guid: str, reference: str) -> tuple[int, Article] | None:
        articles = self._library.revision(guid).script.articles
        at = _place(articles, reference)
        return None if at is None else (at, articles[at])

    # -- what of a page is story

    def rules(self) -> tuple[SiteRules, ...]:
        """Return the rules that were written at the desk."""
        return self._library.intake.rules.all()

    def sites(self, own: Table | None = None) -> Sites:
        """Return all rules that hold, those of sites in *own* over all others."""
        held = self._means().sites
        return Sites.read({"sites": own}, "the desk").over(held) if own else held

    def tried(self, host: str, rules: Table, page: str) -> Tried:
        """Return what rules would make of a page, before they are kept.

        Raises:
            SiteRuleError: They cannot be followed, or are not this page's.
            SourceError: There is no page, or no story on it.
        """
        sites = self.sites({host: rules})
        tools = replace(self._means(), sites=sites)
        answer = sources.read(tools.get, page)
        own = sites.of(answer.url)
        if own.name != f"site {host}":
            raise SiteRuleError(f"{answer.url} is no page of {host}", rule="page", about=answer.url)
        cut = sources.cut(answer, page, tools)
        if own.wordpress:
            cut = sources.Cut.told(sources.fetch(page, sources.installed(tools)))
        article = script.clean(cut.article)
        rules_of = {one.block: rule for one, rule in zip(cut.article.removed, cut.rules, strict=True)}
        return Tried(article, tuple(_parts(article, rules_of)), cut.by)

    def keep(self, host: str, rules: Table, *, editor: str) -> bool:
        """Keep the rules of a site, which hold at once in every process; False when they hold already.

        Raises:
            SiteRuleError: They cannot be followed: nothing is kept.
        """
        self.sites({host: rules})
        return self._library.intake.rules.put(host, rules, who=editor, now=self._now())

    def drop(self, host: str, *, editor: str) -> bool:
        """Forget the rules of a site; False when it has none."""
        return self._library.intake.rules.drop(host, who=editor, now=self._now())

    def _means(self) -> sources.Means:
        return means(self._studio.settings, self._library)


def _place(articles: Sequence[Article], reference: str) -> int | None:
    return next((at for at, one in enumerate(articles) if reference in {one.reference, one.url}), None)


def _parts(article: Article, rules: dict[Block, Rule | None]) -> Iterator[Part]:
    """Lay an article out as its page has it, with what was removed from it."""
    for at in range(len(article.blocks) + 1):
        yield from (Part(one.block, one.reason, rules.get(one.block)) for one in article.removed if one.at == at)
        yield from (Part(block) for block in article.blocks[at : at + 1])
