"""Episodes in, the listeners' pages out: the list, and an episode with its player, chapters and transcript."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as Answer

from podme_audio.addresses import Addresses
from podme_audio.library import Library
from podme_audio.model import Chapter, Cue, Episode, Role, Show, State
from podme_audio.press import Press
from podme_audio.web.answers import REVALIDATED, Body, admit, answer, body
from podme_audio.web.feeds import Pictures

PAGE = 20
#: Rendered pages kept: a long episode's takes a while to write.
KEPT = 48
#: The show is Jakarta's, and so are its clocks.
WIB = timezone(timedelta(hours=7))
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
HTML = "text/html; charset=utf-8"
BARS = 5

_SPAN = re.compile(r"(?<![\w#&-])\d+(?:[-–]\d+)+(?![\w-])")


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the transcript."""

    start: float
    end: float
    text: str
    role: str
    #: When each word is heard and where it begins in the text, for highlighting: "12.3@0 12.7@6".
    words: str


def player(press: Press, library: Library, pictures: Pictures) -> Blueprint:
    """Answer the list and the episodes' pages."""
    pages = Blueprint("player", __name__)

    @lru_cache(maxsize=KEPT)
    def page(episode: Episode, others: tuple[Episode, ...], _artwork: str) -> Body:
        chapters = [
            Chapter(mark["startTime"], mark["title"], mark.get("url", ""))
            for mark in json.loads(press.chapters(episode))["chapters"]
        ]
        return _rendered(
            "episode",
            episode=episode,
            chapters=chapters,
            said=_transcript(library, episode),
            sources=_sources(episode, chapters),
            others=others,
            linked=_linked_episode(episode, press.show, press.addresses, pictures.artwork),
        )

    @pages.get("/")
    def index() -> Response:
        before = request.args.get("sebelum")
        found = library.episodes(state=State.PUBLISHED, limit=PAGE + 1, before=before)
        older = found[PAGE - 1].slug if len(found) > PAGE else ""
        linked = _linked_show(press.show, press.addresses, pictures.artwork)
        return answer(
            _rendered("index", episodes=found[:PAGE], older=older, before=before, linked=linked), cache=REVALIDATED
        )

    @pages.get("/episodes/<slug>")
    def show(slug: str) -> Answer:
        admit(episode := library.episode(slug))
        if slug != episode.slug:
            return redirect(_local(press.addresses.episode(episode.slug)), 301)
        recent = library.episodes(state=State.PUBLISHED, limit=4)
        others = tuple(other for other in recent if other.guid != episode.guid)[:3]
        return answer(page(episode, others, pictures.artwork), cache=REVALIDATED)

    return pages


def _rendered(name: str, **told: Any) -> Body:
    return body(render_template(f"player/{name}.html", **told).encode(), HTML)


def _transcript(library: Library, episode: Episode) -> list[Said]:
    revision = library.revision(episode.guid, episode.revision)
    roles = {line.id: line.role for line in revision.script.lines}
    return [
        Said(cue.start, cue.end, cue.text, roles.get(cue.line, Role.PARAGRAPH).value, _word_times(cue))
        for cue in revision.cues
        if cue.text.strip()
    ]


def _word_times(cue: Cue) -> str:
    """Find each word in the text; empty when one is not there, for a mark in the wrong place is worse than none."""
    marks, at = [], 0
    for word in cue.words:
        found = cue.text.find(word.text, at)
        if found < 0:
            return ""
        at = found + len(word.text)
        marks.append(f"{word.start:.2f}@{found}")
    return " ".join(marks) if len(marks) > 1 else ""


def _sources(episode: Episode, chapters: Sequence[Chapter]) -> list[tuple[str, str]]:
    """Name the articles that are read, each by its chapter's title where there are several."""
    titles = {chapter.url: chapter.title for chapter in chapters}
    links = [link for link in episode.links if urlsplit(link).scheme in {"http", "https"}]
    if len(links) == 1:
        return [(links[0], "Baca artikel aslinya")]
    return [(link, titles.get(link) or urlsplit(link).netloc) for link in links]


def _linked_show(show: Show, addresses: Addresses, artwork: str) -> dict[str, Any]:
    """Say what the show is to search engines (schema.org)."""
    return {
        "@context": "https://schema.org",
        "@type": "PodcastSeries",
        "name": show.title,
        "description": show.description,
        "url": addresses.home,
        "webFeed": addresses.feed,
        "image": addresses.artwork(artwork),
        "inLanguage": show.language,
        "publisher": {"@type": "Organization", "name": show.author},
    }


def _linked_episode(episode: Episode, show: Show, addresses: Addresses, artwork: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": episode.title,
        "description": _lede(episode.description),
        "url": addresses.episode(episode.slug),
        "datePublished": _published(episode).isoformat(),
        "dateModified": episode.updated.astimezone(WIB).isoformat(),
        "duration": _iso(episode.media.duration),
        "inLanguage": show.language,
        "image": addresses.artwork(artwork),
        "associatedMedia": {
            "@type": "AudioObject",
            "contentUrl": addresses.media(episode.media.name),
            "encodingFormat": episode.media.type,
            "contentSize": str(episode.media.size),
            "duration": _iso(episode.media.duration),
        },
        "partOfSeries": {
            "@type": "PodcastSeries",
            "name": show.title,
            "url": addresses.home,
            "webFeed": addresses.feed,
        },
        "publisher": {"@type": "Organization", "name": show.author},
    }


def _published(episode: Episode) -> datetime:
    return (episode.published or episode.created).astimezone(WIB).replace(microsecond=0)


def _long_date(moment: datetime) -> str:
    """Say a moment as a newspaper does: "Senin, 23 November 2026, 07.00 WIB"."""
    local = moment.astimezone(WIB)
    return f"{DAYS[local.weekday()]}, {_date(moment)}, {local:%H.%M} WIB"


def _date(moment: datetime) -> str:
    local = moment.astimezone(WIB)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def _length(seconds: float) -> str:
    """Say how long something takes: "45 detik", "12 menit", "1 jam 5 menit"."""
    minutes = round(seconds / 60)
    if not minutes:
        return f"{max(1, round(seconds))} detik"
    hours, minutes = divmod(minutes, 60)
    parts = (f"{hours} jam" if hours else "", f"{minutes} menit" if minutes else "")
    return " ".join(filter(None, parts))


def _clock(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _iso(seconds: float) -> str:
    return f"PT{max(1, round(seconds))}S"


def _megabytes(size: int) -> str:
    return f"{max(0.1, size / 1e6):.1f} MB".replace(".", ",")


def _blocks(text: str) -> list[tuple[str, list[str]]]:
    """Read a description: a line is a paragraph, lines that begin with "- " are a list."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        ("ul" if listed else "p", [line.removeprefix("- ") for line in group])
        for listed, group in groupby(lines, key=lambda line: line.startswith("- "))
    ]


def _lede(text: str) -> str:
    return " ".join(" · ".join(lines) if kind == "ul" else " ".join(lines) for kind, lines in _blocks(text))


def _unbroken(text: str) -> Markup:
    """Keep scores and spans ("3-1", "2024-2025") on one line; the text itself stays as it is, to copy and to find."""
    return Markup(_SPAN.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  (escaped before)


def _bars(guid: str) -> list[int]:
    """Return the heights, in hundredths, that make up an episode's own mark."""
    return [22 + byte * 78 // 255 for byte in sha256(guid.encode()).digest()[:BARS]]


def _local(address: str) -> str:
    """Return an address of ours as a path, so that a page works wherever it is reached."""
    return urlsplit(address).path


#: The filters of the templates: how moments, lengths and sizes are said in Indonesian.
WORDING: dict[str, Callable[[Any], Any]] = {
    "bars": _bars,
    "blocks": _blocks,
    "clock": _clock,
    "date": _date,
    "lede": _lede,
    "isotime": datetime.isoformat,
    "length_said": _length,
    "local": _local,
    "long_date": _long_date,
    "megabytes": _megabytes,
    "published": _published,
    "unbroken": _unbroken,
}
