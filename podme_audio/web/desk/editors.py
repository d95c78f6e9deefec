"""The accounts of the newsroom: made, given a role, shut out, let in again, and started anew."""

from flask import Blueprint, redirect, request

from podme_audio.exceptions import AccessError
from podme_audio.model import Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import DUTIES, REASONS


def editors(office: Office) -> Blueprint:
    """Answer ``/desk/redaksi``."""
    pages = blueprint("editors", office)
    accounts = office.desk.accounts
    _change(pages, office)

    @pages.errorhandler(AccessError)
    def refused(error: AccessError) -> Page:
        return _page(office, 422, wrong=REASONS[error.reason])

    @pages.get("/redaksi")
    @least(Rank.ADMIN)
    def editors() -> Page:
        return _page(office)

    @pages.post("/redaksi/tambah")
    @least(Rank.ADMIN)
    def add() -> Page:
        name = request.form.get("nama", "").strip()
        token = accounts.add(name, _rank(), who=me().editor.name, now=office.now())
        return _page(office, link=office.invitation(token), name=name)

    @pages.post("/redaksi/<name>/atur-ulang")
    @least(Rank.ADMIN)
    def reset(name: str) -> Page:
        factor = "faktor" in request.form
        token = accounts.reset(_other(name), who=me().editor.name, now=office.now(), factor=factor)
        return _page(office, link=office.invitation(token), name=name)

    return pages


def _change(pages: Blueprint, office: Office) -> None:
    accounts = office.desk.accounts

    @pages.post("/redaksi/<name>/peran")
    @least(Rank.ADMIN)
    def promote(name: str) -> Page:
        accounts.promote(_other(name), _rank(), who=me().editor.name, now=office.now())
        return redirect(office.at("desk_editors.editors", kabar="peran"), 303)

    @pages.post("/redaksi/<name>/nonaktif")
    @least(Rank.ADMIN)
    def disable(name: str) -> Page:
        accounts.disable(_other(name), who=me().editor.name, now=office.now())
        return redirect(office.at("desk_editors.editors", kabar="nonaktif"), 303)

    @pages.post("/redaksi/<name>/aktif")
    @least(Rank.ADMIN)
    def enable(name: str) -> Page:
        accounts.enable(_other(name), who=me().editor.name, now=office.now())
        return redirect(office.at("desk_editors.editors", kabar="aktif"), 303)


def _page(office: Office, status: int = 200, *, link: str = "", name: str = "", wrong: str = "") -> Page:
    everyone = office.desk.accounts.all()
    return shown("editors", status, editors=everyone, duties=DUTIES, link=link, name=name, wrong=wrong)


def _other(name: str) -> str:
    """Refuse to let admins change their own standing: there is always another who sees it."""
    if name == me().editor.name:
        raise AccessError("one's own role and state are another admin's to change", reason="self")
    return name


def _rank() -> Rank:
    try:
        return Rank(request.form.get("peran", ""))
    except ValueError as error:
        raise AccessError("there is no such role", reason="rank") from error
