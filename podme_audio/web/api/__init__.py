"""The API: what editors do at the desk, for programs, each with a token of limited scope.

An operation is a function in the module of its subject; `serving` makes routes of all of them, and `document` what is
said of them.
"""

from flask import Blueprint, Response

from podme_audio.newsroom import Newsroom
from podme_audio.web.api.articles import articles
from podme_audio.web.api.builds import builds
from podme_audio.web.api.document import document
from podme_audio.web.api.episodes import episodes
from podme_audio.web.api.house import house
from podme_audio.web.api.lexicon import lexicon
from podme_audio.web.api.lines import lines
from podme_audio.web.api.manuscripts import manuscripts
from podme_audio.web.api.previews import previews
from podme_audio.web.api.serving import blueprint, written
from podme_audio.web.api.sources import sources

__all__ = ["SUBJECTS", "api"]

SUBJECTS = (articles, sources, manuscripts, lines, lexicon, builds, episodes, previews, house)


def api(room: Newsroom, title: str, home: str) -> Blueprint:
    """Answer ``/api/…`` of the show with that *title*; *home* is the address that what is answered is below."""
    pages = blueprint(room, home, [one for subject in SUBJECTS for one in subject])
    told = written(document(SUBJECTS, title, home))

    @pages.get("/openapi.json")
    def openapi() -> Response:
        return Response(told, content_type="application/json")

    return pages
