"""An address on the web -> Article, by trafilatura (Apache-2.0): the story's own blocks, without the theme."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from podme_audio.exceptions import FetchError, NetworkError, NotAnArticleError
from podme_audio.model import Article, Block, Role
from podme_audio.outgoing import Answer, Outgoing

#: trafilatura's own element names (its TEI-like tree) -> what the block is for.
ROLES = {"p": Role.PARAGRAPH, "head": Role.HEADING, "item": Role.LIST_ITEM, "quote": Role.QUOTE, "code": Role.QUOTE}


class Page:
    """Pages at http and https addresses."""

    def __init__(self, get: Callable[[str], Answer] | None = None) -> None:
        self._get = get or Outgoing(timeout=10).get

    def handles(self, reference: str) -> bool:
        return urlsplit(reference).scheme in {"http", "https"}

    def fetch(self, reference: str) -> Article:
        try:
            answer = self._get(reference)
        except NetworkError as error:
            raise FetchError(f"{reference} cannot be read: {error}", reference=reference) from error
        if "html" not in answer.type:
            raise NotAnArticleError(f"{reference} is {answer.type or 'nothing known'}, not a page", reference=reference)
        return article(answer.content, reference, answer.url)


def article(html: bytes, reference: str, url: str) -> Article:
    """Read the story on a page.

    Raises:
        NotAnArticleError: There is none.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415  (a third of a second that only pages need)

    found: Any = bare_extraction(html, url=url, with_metadata=True, include_comments=False, include_tables=False)
    blocks = tuple(_blocks(found.body)) if found is not None and found.body is not None else ()
    if not blocks:
        raise NotAnArticleError(f"{reference} has no story on it that can be found", reference=reference)
    return Article(
        reference,
        (found.title or "").strip(),
        blocks,
        url=found.url or url,
        section=next(iter(found.categories or ()), "") or "",
        byline=found.author or "",
        published=_day(found.date),
    )


def _blocks(body: Any) -> Iterator[Block]:
    for element in body.iter(*ROLES):
        if any(parent.tag in ROLES for parent in element.iterancestors()):
            continue
        text = " ".join("".join(element.itertext()).split())
        if text:
            yield Block(ROLES[element.tag], text)


def _day(value: str | None) -> datetime | None:
    """Trafilatura knows the day alone, so noon UTC stands for it: the same day from Sabang to Merauke."""
    try:
        return datetime.combine(date.fromisoformat(value or ""), time(12), UTC)
    except ValueError:
        return None
