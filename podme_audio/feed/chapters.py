"""Chapters in, JSON chapters 1.2.0 out (podcast namespace), and the same chapters as lines of an episode's notes."""

import json
from collections.abc import Sequence
from dataclasses import replace

from podme_audio.feed.text import milliseconds, plain
from podme_audio.model import Chapter

TYPE = "application/json+chapters"
#: The title of what is heard before the first chapter.
OPENING = "Pembuka"


def chapters(marks: Sequence[Chapter], *, duration: float, title: str = "") -> str:
    """Write *marks* as JSON; *title* is the episode's."""
    body = {
        "version": "1.2.0",
        **({"title": plain(title)} if title else {}),
        "chapters": [_entry(mark) for mark in ordered(marks, duration)],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def ordered(marks: Sequence[Chapter], duration: float) -> tuple[Chapter, ...]:
    """Return the chapters apps accept: with a title, ascending, the first at zero, all before the end."""
    kept: dict[float, Chapter] = {}
    for mark in sorted(marks, key=lambda mark: mark.start):
        start, title = milliseconds(mark.start) / 1000, plain(mark.title)
        if title and start < duration:
            kept[start] = replace(mark, start=start, title=title)
    if kept and 0.0 not in kept:
        return (Chapter(0.0, OPENING), *kept.values())
    return tuple(kept.values())


def _entry(mark: Chapter) -> dict[str, float | str]:
    return {"startTime": mark.start, "title": mark.title, **({"url": mark.url} if mark.url else {})}
