"""A reference, as an editor pastes it, in; an Article with its furniture still in it out.

The first source that handles a reference reads it: installed ones, then posts, then pages, then text.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Protocol

from podme_audio import plugins
from podme_audio.exceptions import NotAnArticleError
from podme_audio.model import Article
from podme_audio.sources.feed import Look, News, Seen, news, posts
from podme_audio.sources.page import cut
from podme_audio.sources.reading import Means, read
from podme_audio.sources.story import Cut
from podme_audio.sources.text import STANDARD_INPUT, Text
from podme_audio.sources.wordpress import SCHEME, listing

__all__ = [
    "BUILT_IN",
    "GROUP",
    "SCHEME",
    "Cut",
    "Look",
    "Means",
    "News",
    "Seen",
    "Source",
    "cut",
    "fetch",
    "installed",
    "listing",
    "news",
    "pasted",
    "posts",
    "read",
]

GROUP = "podme_audio.sources"
BUILT_IN = {
    "wordpress": "podme_audio.sources.wordpress:WordPress",
    "page": "podme_audio.sources.page:Page",
    "text": "podme_audio.sources.text:Text",
}


class Source(Protocol):
    """The boundary an article source plugs into."""

    def handles(self, reference: str) -> bool:
        """Whether *reference* is this source's kind of address."""

    def fetch(self, reference: str) -> Article:
        """Read the article behind *reference*.

        Raises:
            SourceError: There was none to read.
        """


def installed(means: Means | None = None) -> tuple[Source, ...]:
    """Return one of every source there is, in the order they are asked.

    A source that has a class method ``equipped`` is made by it, of the *means* that the settings give.
    """
    found = (plugins.find(name, group=GROUP, built_in=BUILT_IN) for name in plugins.known(GROUP, BUILT_IN))
    return tuple(kind.equipped(means) if means and hasattr(kind, "equipped") else kind() for kind in found)


def pasted(text: str) -> Article:
    """Read what somebody copied from a page, furniture and all.

    Raises:
        NotAnArticleError: There is no text in it, or too much.
    """
    return Text(BytesIO(text.encode())).fetch(STANDARD_INPUT)


def fetch(reference: str, sources: Sequence[Source]) -> Article:
    """Read *reference* with the first of *sources* that handles it.

    Raises:
        SourceError: None does, or the one that does found no article.
    """
    for source in sources:
        if source.handles(reference):
            return source.fetch(reference)
    advice = "give a file, an address that begins with https:// or http://, or - for standard input"
    raise NotAnArticleError(f"{reference} is no kind of reference that can be read: {advice}", reference=reference)
