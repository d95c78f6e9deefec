"""Links to a draft for who has no account: made, seen, and ended at once."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, redirect, request

from podme_audio.exceptions import LibraryError, LibraryUnavailableError
from podme_audio.model import Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.episodes import SPANS, moment_of, page_of
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint

OVER = "Hanya draf dan episode terjadwal yang dapat dipratinjau dengan tautan."
PAST = "Waktu berakhirnya harus di masa depan, misalnya 30-11-2026 pukul 18.00."


def previews(office: Office) -> Blueprint:
    """Answer ``/desk/episode/<key>/tautan``."""
    pages = blueprint("previews", office)
    library = office.newsroom.library

    @pages.post("/episode/<key>/tautan")
    @least(Rank.EDITOR)
    def make(key: str) -> Page:
        episode, now = library.episode(key), office.now()
        until = _until(now)
        if until is not None and until <= now:
            return page_of(office, key, 422, wrong=PAST)
        name = " ".join(request.form.get("untuk", "").split())[:100]
        try:
            _, token = library.previews.make(episode, name, who=me().editor.name, now=now, expires=until)
        except LibraryUnavailableError:
            raise
        except LibraryError:
            return page_of(office, key, 422, wrong=OVER)
        return page_of(office, key, link=f"{office.entrance.base_url}/pratinjau/{token}")

    @pages.post("/episode/<key>/tautan/<id>/akhiri")
    @least(Rank.EDITOR)
    def end(key: str, id: str) -> Page:
        episode = library.episode(key)
        if not library.previews.end(episode.guid, id, who=me().editor.name, now=office.now()):
            abort(404)
        address = office.at("desk_episodes.episode", key=episode.slug, kabar="tautan-akhir")
        return redirect(f"{address}#tautan", 303)

    return pages


def _until(now: datetime) -> datetime | None:
    """Return when a link ends by itself: at the moment that was given, else after so many days, else never."""
    given = request.form.get("sampai", "").strip()
    if given:
        return moment_of(given, "WIB") or now
    asked = request.form.get("lama", "")
    days = int(asked) if asked in {str(span) for span in SPANS} else next(iter(SPANS))
    return now + timedelta(days=days) if days else None
