"""Signing in by another house's word: there, and back."""

from flask import Blueprint, redirect, request
from flask_login import current_user

from podme_audio.access import Identity, Provider, Trip
from podme_audio.exceptions import AccessError
from podme_audio.model import Editor
from podme_audio.web.desk.door import Page, admit
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import browser, least
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import REASONS

#: Who signs for a change of rank that the provider's groups bring.
_WHO = "openid"


def openid(office: Office, provider: Provider) -> Blueprint:
    """Answer who comes by the provider."""
    pages = blueprint("openid", office)

    @pages.get("/masuk/openid")
    @least(None)
    def there() -> Page:
        if current_user.is_authenticated:
            return redirect(office.at("desk_home.home"), 303)
        try:
            return redirect(provider.there(Trip.made_of(office.secret, browser().renew().secret)), 303)
        except AccessError as error:
            return _refused(error)

    @pages.get("/masuk/openid/kembali")
    @least(None)
    def back() -> Page:
        trip = Trip.made_of(office.secret, browser().key.secret)
        browser().renew()  # whatever comes of it, this way back is good once
        try:
            editor = _editor(office, provider.back(request.args, trip))
        except AccessError as error:
            return _refused(error)
        admit(office, editor)
        return redirect(office.at("desk_home.home"), 303)

    def _refused(error: AccessError) -> Page:
        return shown("sign_in", 422, onward="", openid=True, name="", wrong=REASONS[error.reason])

    return pages


def _editor(office: Office, identity: Identity) -> Editor:
    """Return the account of one whom the provider knows, with the rank that the groups entitle to today."""
    accounts, now = office.desk.accounts, office.now()
    if identity.rank is None:
        raise AccessError("no group of theirs is one of PODME_OIDC_ROLES", reason="no-rank")
    editor = accounts.known(identity.subject)
    if editor is None:
        return accounts.join(identity.name, identity.rank, identity.subject, now=now)
    if editor.disabled:
        raise AccessError(f"the account {editor.name} is disabled", reason="shut")
    return accounts.promote(editor.name, identity.rank, who=_WHO, now=now)
