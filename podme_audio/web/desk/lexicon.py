"""The show's own words: listed, added, forgotten, carried out and in."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, redirect, request

from podme_audio.exceptions import LexiconError
from podme_audio.model import Rank
from podme_audio.script import editing
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.words import UNFIT, entry_of

#: Bytes of a lexicon that is brought in.
FILE = 1 << 20


def lexicon(office: Office) -> Blueprint:
    """Answer ``/desk/leksikon``."""
    pages = blueprint("lexicon", office)
    room = office.newsroom

    def page(status: int = 200, *, wrong: str = "") -> Page:
        return shown("lexicon", status, entries=room.library.lexicon.entries(), wrong=wrong, given=request.form)

    @pages.get("/leksikon")
    @least(Rank.EDITOR)
    def lexicon() -> Page:
        return page()

    @pages.post("/leksikon")
    @least(Rank.EDITOR)
    def teach() -> Page:
        entry = entry_of(request.form)
        if entry is None:
            return page(422, wrong=UNFIT)
        room.teach(entry, editor=me().editor.name)
        return redirect(office.at("desk_lexicon.lexicon", kabar="kata"), 303)

    @pages.post("/leksikon/lupa")
    @least(Rank.EDITOR)
    def forget() -> Page:
        room.unteach(request.form.get("tulis", ""), editor=me().editor.name)
        return redirect(office.at("desk_lexicon.lexicon", kabar="kata-hilang"), 303)

    _carry(pages, office, page)
    return pages


def _carry(pages: Blueprint, office: Office, page: Callable[..., Page]) -> None:
    """Carry all words out as a file, and in from one."""
    room = office.newsroom

    @pages.get("/leksikon.toml")
    @least(Rank.EDITOR)
    def export() -> Response:
        name = f"leksikon-{datetime.now(UTC):%Y-%m-%d}.toml"
        response = Response(editing.toml(room.library.lexicon.entries()), content_type="application/toml")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @pages.post("/leksikon/berkas")
    @least(Rank.CHIEF, body=FILE)
    def bring() -> Page:
        file = request.files.get("berkas")
        try:
            entries = editing.entries(file.read().decode() if file else "")
        except (LexiconError, UnicodeDecodeError):
            return page(422, wrong="Berkas itu bukan leksikon (TOML) yang dapat dibaca.")
        if not entries:
            return page(422, wrong="Tidak ada kata di berkas itu.")
        for entry in entries:
            room.teach(entry, editor=me().editor.name)
        return redirect(office.at("desk_lexicon.lexicon", kabar="kata"), 303)
