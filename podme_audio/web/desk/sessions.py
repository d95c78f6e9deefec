"""The browsers one is signed in with: listed, and ended."""

from flask import Blueprint, abort, redirect

from podme_audio.model import Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown


def sessions(office: Office) -> Blueprint:
    """Answer ``/desk/sesi``: where one is signed in."""
    pages = blueprint("sessions", office)
    kept = office.desk.sessions

    @pages.get("/sesi")
    @least(Rank.EDITOR)
    def sessions() -> Page:
        return shown("sessions", sessions=kept.of(me().editor.id, office.now()), now=office.now())

    @pages.post("/sesi/<int:id>/akhiri")
    @least(Rank.EDITOR)
    def end(id: int) -> Page:
        if not kept.end(me().editor, id, office.now()):
            abort(404)
        return redirect(office.at("desk_sessions.sessions", kabar="akhir"), 303)

    @pages.post("/sesi/akhiri-lainnya")
    @least(Rank.EDITOR)
    def end_others() -> Page:
        kept.end_others(me().editor, me().session.id, office.now())
        return redirect(office.at("desk_sessions.sessions", kabar="akhir-semua"), 303)

    return pages
