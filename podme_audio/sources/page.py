"""An address on the web -> Article: the story's own blocks, without the theme."""

from podme_audio.model import Article
from podme_audio.outgoing import Answer
from podme_audio.sources import rest, story
from podme_audio.sources.reading import Means, read
from podme_audio.sources.story import Cut


class Page:
    """Pages at http and https addresses; a page that says WordPress keeps it is asked for there."""

    def __init__(self, means: Means | None = None) -> None:
        self._means = means or Means()

    @classmethod
    def equipped(cls, means: Means) -> "Page":
        return cls(means)

    def handles(self, reference: str) -> bool:
        return reference.strip().lower().startswith(("http://", "https://"))

    def fetch(self, reference: str) -> Article:
        reference = reference.strip()
        return cut(read(self._means.get, reference), reference, self._means).article


def cut(answer: Answer, reference: str, means: Means) -> Cut:
    """Return the article of a page that was read, and by which rules; WordPress' own text where it says that it has it.

    Raises:
        NotAnArticleError: There is none.
    """
    if means.sites.of(answer.url).wordpress is None and (kept := rest.behind(answer, reference, means)) is not None:
        return Cut.told(kept)
    return story.cut(answer.content, answer.url, means.sites, reference)
