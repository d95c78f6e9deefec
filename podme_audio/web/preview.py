"""A draft for who was sent a link to it and has no account: its sound and its words, as listeners would get them.

Nothing here is counted, kept by a cache, told to a search engine, or said to the sites that are linked.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.exceptions import Gone, NotFound

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.library import Library
from podme_audio.library.episodes.previews import Preview
from podme_audio.model import Episode, State
from podme_audio.press import Press
from podme_audio.web.answers import missing
from podme_audio.web.media import sent
from podme_audio.web.player import chapters_of, sources, transcript
from podme_audio.web.wording import local


def preview(press: Press, library: Library, now: Callable[[], datetime] | None = None) -> Blueprint:
    """Answer ``/pratinjau/<token>``, and the draft's sound below it."""
    pages = Blueprint("preview", __name__)
    moment = now or (lambda: datetime.now(UTC))
    folder = local(press.addresses.home).rstrip("/")

    @pages.get("/pratinjau/<token>")
    def page(token: str) -> str:
        found, episode = _opened(press, library, token, moment())
        if request.method == "GET":
            library.previews.open(found, moment())
        chapters = chapters_of(press, episode)
        return render_template(
            "player/preview.html",
            episode=episode,
            preview=found,
            chapters=chapters,
            said=transcript(library, episode),
            sources=sources(episode, chapters),
            sound=f"{folder}/pratinjau/{token}/suara",
        )

    @pages.get("/pratinjau/<token>/suara")
    def sound(token: str) -> Response:
        _, episode = _opened(press, library, token, moment())
        return sent(library.audio(episode) or missing(), episode.media.type, etag=episode.media.name)

    @pages.errorhandler(NotFound)
    @pages.errorhandler(Gone)
    def over(error: Exception) -> tuple[str, int]:
        status = 410 if isinstance(error, Gone) else 404
        return render_template("player/preview_over.html", status=status), status

    return pages


def _opened(press: Press, library: Library, token: str, now: datetime) -> tuple[Preview, Episode]:
    """Return what a link opens: only a draft, and only while the link lives."""
    found = library.previews.find(token) or missing()
    try:
        episode = library.episode(found.guid)
    except EpisodeNotFoundError:
        missing()
    if episode.state is State.WITHDRAWN or not found.lives(now):
        abort(410)
    if episode.state is State.PUBLISHED:
        abort(redirect(local(press.addresses.episode(episode.slug)), 302))
    return found, episode
