"""What a program sends: text, HTML or Markdown with a title and what else is known of it -> Article."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from podme_audio.exceptions import NotAnArticleError
from podme_audio.model import Article, Block, Role
from podme_audio.sources import markdown
from podme_audio.sources.reading import Means
from podme_audio.sources.story import fragment
from podme_audio.sources.text import paragraphs


@dataclass(frozen=True, slots=True)
class Sent:
    """An article as it is sent; one of text, html and markdown is filled."""

    title: str = ""
    text: str = ""
    html: str = ""
    markdown: str = ""
    url: str = ""
    section: str = ""
    byline: str = ""
    published: datetime | None = None


def article_of(sent: Sent, means: Means) -> Article:
    """Return the article that was sent, known again by its address, or by its content without one.

    Raises:
        NotAnArticleError: There is no text in it.
    """
    content = sent.text or sent.html or sent.markdown
    told = f"{sent.title}\n{content}"
    reference = sent.url or f"paste:{hashlib.sha256(told.encode()).hexdigest()[:32]}"
    article = _read(sent, reference, means)
    if not article.blocks:
        raise NotAnArticleError("there is no text in the article", reference=reference)
    return replace(
        article,
        title=sent.title or article.title,
        url=sent.url or article.url,
        section=sent.section or article.section,
        byline=sent.byline or article.byline,
        published=sent.published or article.published,
    )


def _read(sent: Sent, reference: str, means: Means) -> Article:
    if sent.markdown:
        return markdown.article(sent.markdown.replace("\r\n", "\n"), reference)
    if sent.html:
        own = means.sites.of(sent.url).exclude if sent.url else ()
        blocks, removed = fragment(sent.html, (*own, *means.sites.everywhere.exclude))
        return Article(reference, "", blocks, removed=removed)
    return Article(reference, "", tuple(Block(Role.PARAGRAPH, text) for text in paragraphs(sent.text)))
