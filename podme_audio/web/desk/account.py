"""One's own account, and its password."""

from flask import Blueprint, redirect, request

from podme_audio.model import Rank
from podme_audio.web.desk.door import Page, unfit
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import browser, least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import REASONS, wait


def account(office: Office) -> Blueprint:
    """Answer ``/desk/akun`` and what is changed there."""
    pages = blueprint("account", office)

    @pages.get("/akun")
    @least(Rank.EDITOR, early=True)
    def account() -> Page:
        return page(office)

    @pages.post("/akun/sandi")
    @least(Rank.EDITOR)
    def change_password() -> Page:
        editor, session = me().editor, me().session
        if wrong := unproved(office):
            return page(office, 422, at="sandi", wrong=wrong)
        if reason := unfit(office, editor.name, factor=editor.factor):
            return page(office, 422, at="sandi", wrong=REASONS[reason])
        hashed = office.entrance.passwords.hash(request.form["sandi"])
        office.desk.safe.keep_password(editor, hashed, office.now(), kept=session.id)
        office.desk.sessions.change_key(session.id, browser().renew())
        return redirect(office.at("desk_account.account", kabar="sandi"), 303)

    return pages


def page(office: Office, status: int = 200, *, at: str = "", wrong: str = "") -> Page:
    return shown("account", status, place=at, wrong=wrong, left=office.desk.safe.codes_left(me().editor))


def unproved(office: Office) -> str:
    """Ask for the present password once more, and a code where there is a second factor; return what is wrong."""
    editor, device = me().editor, office.device()
    answer, reason = office.door.knock(editor.name, request.form.get("sekarang", ""), device), "password"
    if answer.editor is not None and editor.factor:
        answer, reason = office.door.prove(editor, request.form.get("kode", ""), device), "code"
    if answer.editor is not None:
        return ""
    return wait(answer.wait) if answer.wait else REASONS[reason]
