"""WordPress, by its REST API -> Article, and lists of what there is.

``https://podme.id/a-story`` is a post where the rules say that the site is WordPress'. ``wordpress:https://podme.id``
is its list of posts, narrowed by ``?category=ekonomi&since=2026-11-20``.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from podme_audio.exceptions import NotAnArticleError
from podme_audio.model import Article
from podme_audio.sources import rest
from podme_audio.sources.page import Page
from podme_audio.sources.reading import Means
from podme_audio.sources.story.linked import moment

SCHEME = "wordpress:"
_NARROWED_BY = {"category", "since"}
_DAY = len("2026-11-20")


@dataclass(frozen=True, slots=True)
class Listing:
    """Which posts are meant."""

    site: str
    category: str = ""
    since: datetime | None = None


class WordPress:
    """Posts of sites that are WordPress'."""

    def __init__(self, means: Means | None = None) -> None:
        self._means = means or Means()

    @classmethod
    def equipped(cls, means: Means) -> "WordPress":
        return cls(means)

    def handles(self, reference: str) -> bool:
        reference = reference.strip()
        if reference.startswith(SCHEME):
            return True
        return reference.startswith(("http://", "https://")) and self._means.sites.of(reference).wordpress is True

    def fetch(self, reference: str) -> Article:
        """Read the post; where the REST API is closed, or knows no such post, the page is read."""
        reference = reference.strip()
        if reference.startswith(SCHEME):
            message = f"{reference} is a list: give the address of one post (podme sites list shows them)"
            raise NotAnArticleError(message, reference=reference)
        return rest.post(reference, reference, self._means) or Page(self._means).fetch(reference)

    def posts(self, reference: str) -> tuple[rest.Post, ...]:
        """Return the posts that ``wordpress:SITE?…`` means, newest first.

        Raises:
            SourceError: It means none, or the site does not tell.
        """
        meant = listing(reference)
        return rest.posts(meant.site, self._means, category=meant.category, since=meant.since)


def listing(reference: str) -> Listing:
    """Read ``wordpress:SITE?category=…&since=…``.

    Raises:
        NotAnArticleError: It is none.
    """
    site, _, query = reference.strip().removeprefix(SCHEME).partition("?")
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    told = asked.get("since", "").replace(" ", "+")  # a plus in a question is a blank
    since = moment(f"{told}T00:00" if len(told) == _DAY else told)
    if not site.startswith(("http://", "https://")) or not urlsplit(site).netloc:
        raise NotAnArticleError(f"{reference}: write wordpress:https://podme.id?category=…", reference=reference)
    if unknown := asked.keys() - _NARROWED_BY:
        message = f"{reference}: posts are narrowed by category and since, not by {min(unknown)}"
        raise NotAnArticleError(message, reference=reference)
    if "since" in asked and since is None:
        message = f"{reference}: since is a moment such as 2026-11-20 or 2026-11-20T07:00+07:00"
        raise NotAnArticleError(message, reference=reference)
    return Listing(site, asked.get("category", ""), since)
