"""Episodes in, the listeners' pages out: the list, and an episode with its player, chapters and transcript."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from podme_audio.library import Library
from podme_audio.library.listing import Selection
from podme_audio.model import Chapter, Cue, Episode, Role, State
from podme_audio.press import Press
from podme_audio.web.answers import REVALIDATED, Body, admit, answer, body
from podme_audio.web.feeds import Pictures
from podme_audio.web.linked import linked_episode, linked_show
from podme_audio.web.wording import local

PAGE = 20
#: Episodes offered below one.
OTHERS = 3
#: Rendered pages kept: a long episode's takes a while to write.
KEPT = 48
HTML = "text/html; charset=utf-8"


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
    def page(episode: Episode, upcoming: Episode | None, others: tuple[Episode, ...], _artwork: str) -> Body:
        chapters = chapters_of(press, episode)
        return _rendered(
            "episode",
            episode=episode,
            chapters=chapters,
            said=transcript(library, episode),
            sources=sources(episode, chapters),
            upcoming=upcoming,
            others=others,
            corrections=library.corrections(episode.guid) if episode.corrected else (),
            linked=linked_episode(episode, press.show, press.addresses, pictures.artwork),
        )

    @pages.get("/")
    def index() -> Response:
        before = request.args.get("sebelum")
        found = library.archive.page(Selection(), limit=PAGE + 1, before=before)
        older = found[PAGE - 1].slug if len(found) > PAGE else ""
        linked = linked_show(press.show, press.addresses, pictures.artwork)
        return answer(
            _rendered("index", episodes=found[:PAGE], older=older, before=before, linked=linked), cache=REVALIDATED
        )

    @pages.get("/episodes/<slug>")
    def show(slug: str) -> Answer:
        admit(episode := library.episode(slug))
        if slug != episode.slug:
            return redirect(local(press.addresses.episode(episode.slug)), 301)
        upcoming = next(iter(library.episodes(state=State.PUBLISHED, limit=1, before=slug)), None)
        return answer(page(episode, upcoming, _others(library, episode, upcoming), pictures.artwork), cache=REVALIDATED)

    return pages


def _rendered(name: str, **told: Any) -> Body:
    return body(render_template(f"player/{name}.html", **told).encode(), HTML)


def _others(library: Library, episode: Episode, upcoming: Episode | None) -> tuple[Episode, ...]:
    """Choose what else to listen to: what follows in the list, then the newest."""
    recent = library.episodes(state=State.PUBLISHED, limit=OTHERS + 2)
    known = {episode.guid, upcoming.guid} if upcoming else {episode.guid}
    return (*filter(None, (upcoming,)), *(other for other in recent if other.guid not in known))[:OTHERS]


def chapters_of(press: Press, episode: Episode) -> list[Chapter]:
    marks = json.loads(press.chapters(episode))["chapters"]
    return [Chapter(mark["startTime"], mark["title"], mark.get("url", "")) for mark in marks]


def transcript(library: Library, episode: Episode) -> list[Said]:
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


def sources(episode: Episode, chapters: Sequence[Chapter]) -> list[tuple[str, str]]:
    """Name the articles that are read, each by its chapter's title where there are several."""
    titles = {chapter.url: chapter.title for chapter in chapters}
    links = [link for link in episode.links if urlsplit(link).scheme in {"http", "https"}]
    if len(links) == 1:
        return [(links[0], "Baca artikel aslinya")]
    return [(link, titles.get(link) or urlsplit(link).netloc) for link in links]
