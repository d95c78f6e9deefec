"""Blocks of an article taken away and put back, each with its place.

What was removed is kept in the order of the page: by the number of blocks that are left before it.
"""

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import accumulate

from podme_audio.model import Article, Block, Removed

EDITOR = "editor"


def restore(article: Article, index: int) -> Article:
    """Put back what stands at *index* among the removed, where it was.

    Raises:
        IndexError: Nothing stands there.
    """
    back = article.removed[_within(index, article.removed)]
    behind = (replace(one, at=one.at + 1) for one in article.removed[index + 1 :])
    return replace(
        article,
        blocks=(*article.blocks[: back.at], back.block, *article.blocks[back.at :]),
        removed=(*article.removed[:index], *behind),
    )


def remove(article: Article, index: int, reason: str = EDITOR) -> Article:
    """Take the block at *index* away; it can be put back.

    Raises:
        IndexError: No block stands there.
    """
    gone = Removed(article.blocks[_within(index, article.blocks)], reason, index)
    before = tuple(one for one in article.removed if one.at <= index)
    behind = (replace(one, at=one.at - 1) for one in article.removed if one.at > index)
    return replace(
        article,
        blocks=(*article.blocks[:index], *article.blocks[index + 1 :]),
        removed=(*before, gone, *behind),
    )


def moved(removed: Sequence[Removed], parts: Sequence[Sequence[Block]], kept: Container[int]) -> tuple[Removed, ...]:
    """Say where *removed* stands once more was taken away.

    Args:
        removed: With its place among the blocks as they were.
        parts: What became of each of those.
        kept: Which of these are left, by identity.
    """
    left = tuple(accumulate((sum(id(one) in kept for one in part) for part in parts), initial=0))
    return tuple(replace(one, at=left[min(one.at, len(parts))]) for one in removed)


def merged(*removed: Sequence[Removed]) -> tuple[Removed, ...]:
    """Bring what was removed at several times into the order of the page."""
    return tuple(sorted((one for part in removed for one in part), key=lambda one: one.at))


def _within(index: int, things: Sequence[object]) -> int:
    if not 0 <= index < len(things):
        raise IndexError(f"there is no block {index} among {len(things)}")
    return index
