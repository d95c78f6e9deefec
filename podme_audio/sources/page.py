"""An address on the web -> Article: the story's own blocks, without the theme."""

from podme_audio.model import Article
from podme_audio.sources import rest
from podme_audio.sources.reading import Means, read
from podme_audio.sources.story import article


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
        answer = read(self._means.get, reference)
        if self._means.sites.of(answer.url).wordpress is None:
            kept = rest.behind(answer, reference, self._means)
            if kept is not None:
                return kept
        return article(answer.content, answer.url, self._means.sites, reference)
