"""The way in and out: name and password, the second factor, and the sign on the inside."""

from urllib.parse import unquote

from flask import Blueprint, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from podme_audio.access import Answer, judge
from podme_audio.model import Editor, Rank, Session
from podme_audio.web.desk.browser import is_desk
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import browser, least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import REASONS, wait

Page = tuple[str, int] | Response


def door(office: Office) -> Blueprint:
    """Answer who wants in, and who goes."""
    pages = blueprint("door", office)
    _by_password(pages, office)
    _by_code(pages, office)

    @pages.post("/keluar")
    @least(Rank.EDITOR, early=True)
    def sign_out() -> Page:
        office.desk.sessions.end(me().editor, me().session.id, office.now(), what="signed out")
        browser().renew()
        return redirect(office.at("desk_door.sign_in", kabar="keluar"), 303)

    return pages


def admit(office: Office, editor: Editor, *, whole: bool = True) -> None:
    """Sign an editor in, under a key that this browser has never had."""
    office.desk.sessions.open(editor, browser().renew(), office.device(), office.now(), whole=whole)


def unfit(office: Office, name: str, *, factor: bool = False) -> str:
    """Return why the new password in the form will not do; empty when it will."""
    password = request.form.get("sandi", "")
    if password != request.form.get("ulang", password):
        return "differ"
    reason = judge(password, factor=factor, about=(name, office.entrance.house))
    return "short-beside" if reason == "short" and factor else reason


def _by_password(pages: Blueprint, office: Office) -> None:
    @pages.get("/masuk")
    @least(None)
    def sign_in() -> Page:
        if current_user.is_authenticated:
            return redirect(office.at("desk_home.home"), 303)
        return _asking(office)

    @pages.post("/masuk")
    @least(None)
    def enter() -> Page:
        answer = office.door.knock(request.form.get("nama", ""), request.form.get("sandi", ""), office.device())
        if answer.editor is None:
            return _asking(office, answer)
        admit(office, answer.editor, whole=not answer.editor.factor)
        onward = _onward()
        if answer.editor.factor:
            return redirect(office.at("desk_door.code", ke=onward or None), 303)
        return redirect(onward or office.at("desk_home.home"), 303)


def _by_code(pages: Blueprint, office: Office) -> None:
    @pages.get("/masuk/kode")
    @least(None)
    def code() -> Page:
        if _half(office) is None:
            return redirect(office.at("desk_door.sign_in"), 303)
        return shown("code", onward=_onward())

    @pages.post("/masuk/kode")
    @least(None)
    def prove() -> Page:
        half = _half(office)
        if half is None:
            return redirect(office.at("desk_door.sign_in"), 303)
        session, editor = half
        answer = office.door.prove(editor, request.form.get("kode", ""), office.device())
        if answer.editor is None:
            return shown("code", _status(answer), onward=_onward(), wrong=_wrong(answer, "code"))
        office.desk.sessions.end(editor, session.id, office.now())
        admit(office, editor)
        return redirect(_onward() or office.at("desk_home.home"), 303)


def _asking(office: Office, answer: Answer | None = None) -> Page:
    told = {"onward": _onward(), "openid": office.entrance.provider is not None, "name": request.form.get("nama", "")}
    if answer is None:
        return shown("sign_in", **told)
    return shown("sign_in", _status(answer), **told, wrong=_wrong(answer, "wrong"))


def _status(answer: Answer) -> int:
    return 429 if answer.wait else 422


def _wrong(answer: Answer, reason: str) -> str:
    return wait(answer.wait) if answer.wait else REASONS[reason]


def _half(office: Office) -> tuple[Session, Editor] | None:
    """Return who gave the password in this browser and not yet the second factor."""
    found = office.desk.sessions.find(browser().key, office.now())
    return found if found and not found[0].whole else None


def _onward() -> str:
    """Return the page that was asked for before signing in, if it is one of the desk's; anything else is dropped."""
    asked = request.values.get("ke", "")
    path = unquote(asked).partition("?")[0]
    plain = asked.isascii() and asked.isprintable() and "\\" not in path and "//" not in path and ".." not in path
    return asked if plain and is_desk(path) and path.isprintable() else ""
