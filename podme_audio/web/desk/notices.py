"""What editors are told without asking: feeds that broke, published articles that changed or went at their source."""

from flask import Blueprint, abort, redirect, request

from podme_audio.exceptions import EditRefusedError
from podme_audio.model import Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.refusals import refused


def notices(office: Office) -> Blueprint:
    """Answer ``/desk/pantauan``."""
    pages = blueprint("notices", office)
    wire = office.wire

    @pages.get("/pantauan")
    @least(Rank.EDITOR)
    def notices() -> Page:
        found = wire.notices()
        open_, left = [one for one in found if not one.dismissed], [one for one in found if one.dismissed]
        return shown("notices", feeds=wire.feeds(), notices=open_, left=left)

    @pages.get("/pantauan/<guid>")
    @least(Rank.EDITOR)
    def notice(guid: str) -> Page:
        return _page(office, guid)

    _settle(pages, office)
    return pages


def _settle(pages: Blueprint, office: Office) -> None:
    """Let an article be looked at again, be let be, or be corrected."""
    wire = office.wire

    @pages.post("/pantauan/<guid>/lihat")
    @least(Rank.EDITOR)
    def look(guid: str) -> Page:
        reference = request.form.get("dari", "")
        wire.look(guid, reference)
        there = wire.notice(guid, reference)
        where = {"guid": guid, "dari": reference} if there else {}
        endpoint = "desk_notices.notice" if there else "desk_notices.notices"
        return redirect(office.at(endpoint, **where, kabar="dilihat-lagi"), 303)

    @pages.post("/pantauan/<guid>/biarkan")
    @least(Rank.EDITOR)
    def dismiss(guid: str) -> Page:
        if not wire.dismiss(guid, request.form.get("dari", ""), editor=me().editor.name):
            abort(404)
        return redirect(office.at("desk_notices.notices", kabar="dibiarkan"), 303)

    @pages.post("/pantauan/<guid>/ralat")
    @least(Rank.CHIEF)
    def correct(guid: str) -> Page:
        try:
            manuscript = wire.reread(guid, request.form.get("dari", ""), editor=me().editor.name)
        except EditRefusedError as error:
            return _page(office, guid, 422, wrong=refused(error))
        return redirect(office.at("desk_scripts.script", id=manuscript.id, kabar="dibaca-ulang"), 303)


def _page(office: Office, guid: str, status: int = 200, *, wrong: str = "") -> Page:
    found = office.wire.notice(guid, request.values.get("dari", ""))
    if found is None:
        abort(404)
    return shown("notice", status, notice=found, origin=found.origin, wrong=wrong)
