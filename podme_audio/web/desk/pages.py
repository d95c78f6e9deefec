"""What every blueprint of the desk is made with: its place, its frame, and what it says when it refuses."""

import logging
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from podme_audio.exceptions import AccessError, PodmeError
from podme_audio.model import Rank
from podme_audio.web.desk import terms
from podme_audio.web.desk.browser import PREFIX
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import me
from podme_audio.web.desk.wording import FILTERS, NEWS, REASONS

#: The pages in the order they are shown: title, endpoint, least rank, what is there. One that is not built yet is not
#: shown.
MENU = (
    ("Meja", "desk_home.home", Rank.EDITOR, ""),
    ("Artikel", "desk_articles.articles", Rank.EDITOR, "Ambil artikel dari situs, feed, atau tempelan"),
    ("Naskah", "desk_scripts.scripts", Rank.EDITOR, "Periksa dan dengarkan baris demi baris"),
    ("Antrean", "desk_queue.queue", Rank.EDITOR, "Episode yang sedang dibuat"),
    ("Episode", "desk_episodes.episodes", Rank.EDITOR, "Terbitkan, jadwalkan, ralat, tarik"),
    ("Leksikon", "desk_lexicon.lexicon", Rank.EDITOR, "Cara membaca nama dan singkatan"),
    ("Pantauan", "desk_notices.notices", Rank.EDITOR, "Feed yang terganggu, artikel yang berubah di sumbernya"),
    ("Situs", "desk_sites.sites", Rank.ADMIN, "Aturan isi berita per situs"),
    ("Catatan", "desk_trail.trail", Rank.CHIEF, "Siapa mengubah apa, dan kapan"),
    ("Program", "desk_programs.programs", Rank.ADMIN, "Token untuk program lain, dan siapa yang dikabari"),
    ("Akun redaksi", "desk_editors.editors", Rank.ADMIN, "Tambah akun, atur peran, atur ulang"),
)

_log = logging.getLogger(__name__)


def blueprint(name: str, office: Office) -> Blueprint:
    """Make a blueprint of the desk's, ``desk_<name>``: below ``/desk``, and refusing as the desk does."""
    pages = Blueprint(f"desk_{name}", __name__, url_prefix=PREFIX)

    @pages.context_processor
    def told() -> dict[str, Any]:
        signed = me() if current_user.is_authenticated else None
        news = (NEWS | terms.NEWS).get(request.args.get("kabar", ""), "")
        counts = {"desk_notices.notices": office.wire.unsettled() if signed else 0}
        pages_ = menu(signed.editor.rank) if signed else []
        return {"at": office.at, "me": signed, "menu": pages_, "counts": counts, "news": news}

    @pages.errorhandler(CSRFError)
    def forged(error: CSRFError) -> tuple[str, int]:
        _log.warning("%s %s was refused: %s", request.method, request.path, error.description)
        return refusal(403, "asal")

    @pages.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        return refusal(error.code or 500, error.description or "")

    @pages.errorhandler(AccessError)
    def impossible(error: AccessError) -> tuple[str, int]:
        return refusal(422, REASONS.get(error.reason, ""))

    @pages.errorhandler(PodmeError)
    def failed(error: PodmeError) -> tuple[str, int]:
        if isinstance(error, LookupError):  # nothing of that name
            return refusal(404)
        _log.error("%s %s: %s", request.method, request.path, error)
        return refusal(503)

    return pages


def shown(template: str, status: int = 200, /, **told: Any) -> tuple[str, int]:
    """Render a page of the desk."""
    return render_template(f"desk/{template}.html", **told), status


def refusal(status: int, why: str = "") -> tuple[str, int]:
    return shown("refusal", status, status=status, why=why)


def menu(rank: Rank) -> list[tuple[str, str, str]]:
    """Return the pages that are open to a rank: title, endpoint, and what is there."""
    there = current_app.view_functions
    return [
        (title, endpoint, note) for title, endpoint, least, note in MENU if endpoint in there and rank.reaches(least)
    ]


def prepare(environment: Any) -> None:
    """Give the templates the desk's words."""
    environment.filters.update(FILTERS | terms.FILTERS)
