"""Markdown with a small header -> Article.

The header is what stands between two lines of ``---``: ``title``, ``section``, ``byline``, ``published``, ``url``.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone

from markdown_it import MarkdownIt
from markdown_it.token import Token

from podme_audio.exceptions import NotAnArticleError
from podme_audio.model import Article, Block, Role

WIB = timezone(timedelta(hours=7))
FIELDS = ("title", "section", "byline", "published", "url")
_FENCE = "---"


def article(text: str, reference: str) -> Article:
    """Read *text*.

    Raises:
        NotAnArticleError: The header has a field that is unknown or a date that is none.
    """
    header, body = _header(text, reference)
    blocks = tuple(_blocks(body))
    title = header.get("title", "")
    if not title and blocks and blocks[0].role is Role.HEADING:
        title, blocks = blocks[0].text, blocks[1:]
    return Article(
        reference,
        title,
        blocks,
        url=header.get("url", ""),
        section=header.get("section", ""),
        byline=header.get("byline", ""),
        published=_moment(header.get("published", ""), reference),
    )


def _header(text: str, reference: str) -> tuple[dict[str, str], str]:
    if not text.startswith(f"{_FENCE}\n"):
        return {}, text
    head, fence, body = text.removeprefix(f"{_FENCE}\n").partition(f"\n{_FENCE}\n")
    if not fence:
        raise NotAnArticleError(f"{reference}: the header has no closing line of ---", reference=reference)
    pairs = [line.partition(":") for line in head.splitlines() if line.strip()]
    header = {name.strip().lower(): value.strip().strip("\"'") for name, _, value in pairs}
    for unknown in header.keys() - set(FIELDS):
        message = f"{reference}: the header has no field {unknown!r}, only {', '.join(FIELDS)}"
        raise NotAnArticleError(message, reference=reference)
    return header, body


def _moment(value: str, reference: str) -> datetime | None:
    """Read an ISO 8601 moment; one without a zone is Jakarta's."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        message = f"{reference}: published: {value!r} is not a moment such as 2026-11-20T07:00+07:00"
        raise NotAnArticleError(message, reference=reference) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=WIB)).astimezone(UTC)


def _blocks(body: str) -> Iterator[Block]:
    """Walk the CommonMark tokens: the innermost open container names a block's role."""
    role, number = [Role.PARAGRAPH], ""
    for token in MarkdownIt("commonmark").parse(body):
        if token.type in _OPEN:
            role.append(_OPEN[token.type])
            number = f"{token.info}." if token.type == "list_item_open" and token.info else ""
        elif token.type in _CLOSE:
            role.pop()
        elif token.type == "inline" and (text := _plain(token.children or [])):
            yield Block(role[-1], text, number)
            number = ""


def _plain(children: Iterable[Token]) -> str:
    """Return the words of an inline token without their markup; images are furniture."""
    return " ".join(
        "".join(_SAID.get(child.type, "") or child.content for child in children if child.type in _SAID).split()
    )


#: What inline tokens leave behind: their content, or a space for the end of a line.
_SAID = {"text": "", "code_inline": "", "softbreak": " ", "hardbreak": " "}
_OPEN = {"heading_open": Role.HEADING, "list_item_open": Role.LIST_ITEM, "blockquote_open": Role.QUOTE}
_CLOSE = {"heading_close", "list_item_close", "blockquote_close"}
