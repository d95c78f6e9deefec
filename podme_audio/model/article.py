"""What a newsroom wrote: articles, and what was taken away from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a block of an article, or a line of a script, is for."""

    HEADLINE = "headline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    BRIDGE = "bridge"
    DISCLOSURE = "disclosure"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article as its page shows it."""

    role: Role
    text: str
    #: The head of a list item as written, "1." or "a."; empty for a bullet and for everything else.
    number: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """Something taken away from an article, and why, so that an editor can put it back."""

    block: Block
    #: A short English phrase: "dateline", "related links", "photo credit".
    reason: str
    #: How many of the article's remaining blocks stand before it.
    at: int


@dataclass(frozen=True, slots=True)
class Article:
    """A story as the newsroom wrote it."""

    reference: str
    title: str
    blocks: tuple[Block, ...]
    url: str = ""
    section: str = ""
    byline: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    #: In the order of the page.
    removed: tuple[Removed, ...] = ()
    #: Whether furniture was looked for, so that what stands here now is story: an editor may have put it back.
    cleaned: bool = False
