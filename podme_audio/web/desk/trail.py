"""Who changed what, when, and what was before: read here, and altered nowhere."""

import re

from flask import Blueprint, request

from podme_audio.library.desk import Filter
from podme_audio.model import Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least
from podme_audio.web.desk.pages import blueprint, shown

#: Entries on a page.
PAGE = 50

_MANUSCRIPT = re.compile(r"[0-9a-f]{32}")
_EPISODE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def trail(office: Office) -> Blueprint:
    """Answer ``/desk/catatan``."""
    pages = blueprint("trail", office)

    @pages.get("/catatan")
    @least(Rank.CHIEF)
    def trail() -> Page:
        kept = office.desk.trail
        asked = Filter(
            *(request.args.get(name, "").replace("\0", "").strip()[:200] for name in ("siapa", "apa", "tentang"))
        )
        before = request.args.get("sebelum", "", str)
        start = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None  # noqa: PLR2004
        found = kept.entries(asked, limit=PAGE + 1, before=start)
        older = found[PAGE - 1].id if len(found) > PAGE else 0
        named = {subject: _named(office, subject) for subject in {one.change.subject for one in found[:PAGE]}}
        return shown("trail", entries=found[:PAGE], older=older, asked=asked, kinds=kept.kinds(), named=named)

    return pages


def _named(office: Office, subject: str) -> tuple[str, str]:
    """Return what a manuscript or an episode is called, and its page; nothing for what is gone, or is neither."""
    room = office.newsroom
    try:
        if _MANUSCRIPT.fullmatch(subject):
            return room.manuscripts.manuscript(subject).title, office.at("desk_scripts.script", id=subject)
        if _EPISODE.fullmatch(subject):
            return room.library.episode(subject).title, office.at("desk_episodes.episode", key=subject)
    except LookupError:
        pass
    return "", ""
