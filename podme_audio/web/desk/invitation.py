"""The one-time link: whoever has it gives the account its password, or makes the very first account.

The token stands behind the address's ``#``, which no browser sends and no server logs; a script, or the reader, puts it
into the form. Looking at a link uses nothing up.
"""

from flask import Blueprint, redirect, request

from podme_audio.exceptions import AccessError
from podme_audio.model import Editor
from podme_audio.web.desk.door import Page, admit, unfit
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import REASONS, wait


def invitation(office: Office) -> Blueprint:
    """Answer ``/desk/undangan``."""
    pages = blueprint("invitation", office)
    accounts = office.desk.accounts

    @pages.get("/undangan")
    @least(None)
    def link() -> Page:
        return shown("link")

    @pages.post("/undangan")
    @least(None)
    def accept() -> Page:
        token = request.form.get("kode", "").strip().rpartition("#")[2]
        if seconds := office.door.look(office.device()):
            return shown("link", 429, wrong=wait(seconds))
        try:
            owner = accounts.invited(token, office.now()).editor
        except AccessError as error:
            return shown("link", 422, wrong=REASONS[error.reason])
        name = owner.name if owner else request.form.get("nama", "")
        if "sandi" not in request.form:
            return shown("setup", token=token, editor=owner, name=name)
        try:
            editor = _accepted(office, token, name, owner)
        except AccessError as error:
            return shown("setup", 422, token=token, editor=owner, name=name, wrong=REASONS[error.reason])
        office.door.passed(office.device())
        admit(office, editor, whole=not editor.factor)
        return redirect(office.at("desk_door.code" if editor.factor else "desk_home.home"), 303)

    return pages


def _accepted(office: Office, token: str, name: str, owner: Editor | None) -> Editor:
    if reason := unfit(office, name, factor=owner is not None and owner.factor):
        raise AccessError("the new password will not do", reason=reason)
    hashed = office.entrance.passwords.hash(request.form["sandi"])
    return office.desk.accounts.accept(token, name, hashed, office.now())
