"""Who may come to which page of the desk: every view says the least rank that opens it, and what says nothing is shut.

Then what comes with a request: nothing that another site has made a browser send changes anything here.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, session
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as Answer

from podme_audio.model import Editor, Rank, Session
from podme_audio.web.desk.browser import SAFE, Browser, is_desk
from podme_audio.web.desk.entrance import Office

#: The bytes that a form of the desk may have.
FORM = 1 << 16
SEAL = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
}

View = TypeVar("View", bound=Callable[..., Any])
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a view is open."""

    #: The least rank; None for anyone, signed in or not.
    rank: Rank | None
    #: The most bytes that may be sent to it.
    body: int = FORM
    #: Whether it stays open to who has yet to set up the second factor that is asked of everyone.
    early: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, for Flask-Login."""

    editor: Editor
    session: Session

    is_authenticated = is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.editor.name


def least(rank: Rank | None, *, body: int = FORM, early: bool = False) -> Callable[[View], View]:
    """Open a view to editors of that rank and above; to anyone with None."""

    def opened(view: View) -> View:
        view.terms = Terms(rank, body, early)  # type: ignore[attr-defined]  # read by `terms`
        return view

    return opened


def terms(endpoint: str | None) -> Terms | None:
    """Return on which terms an endpoint is open; None when it never said so."""
    return getattr(current_app.view_functions.get(endpoint or ""), "terms", None)


def me() -> Signed:
    """Return who is signed in; only where the terms ask for a rank."""
    return cast("Signed", current_user._get_current_object())  # noqa: SLF001 - what the proxy offers for this


def browser() -> Browser:
    return cast("Browser", session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - as above


def stand_at(app: Flask, office: Office) -> None:
    """Guard every page of *app* below ``/desk``, whoever made it."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    # a cookie of that name could make Flask-Login look no further
    app.config["REMEMBER_COOKIE_NAME"] = "__Host-podme-none"
    csrf, logins = CSRFProtect(app), LoginManager()
    logins.init_app(app, add_context_processor=False)  # it would ask on public pages, too, who is signed in
    logins.session_protection = None

    @logins.request_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
    def signed_in(_: Any) -> Signed | None:
        return _signed(office) if is_desk(request.path) else None

    @app.before_request
    def guard() -> Answer | None:
        if not is_desk(request.path) or request.url_rule is None:
            return None
        asked = terms(request.endpoint)
        if asked is None:
            _log.error("%s says no rank, so nobody may see it", request.endpoint)
            abort(403)
        request.max_content_length = request.max_form_memory_size = asked.body
        request.max_form_parts = 200
        if request.method not in SAFE:
            _refuse_strangers(office.entrance.base_url)
            csrf.protect()
        return _admit(office, asked)

    @app.after_request
    def sealed(response: Response) -> Response:
        if is_desk(request.path):
            response.headers.update(SEAL)
            response.headers.pop("Access-Control-Allow-Origin", None)
        return response


def _signed(office: Office) -> Signed | None:
    found = office.desk.sessions.find(browser().key, office.now())
    return Signed(found[1], found[0]) if found and found[0].whole else None


def _admit(office: Office, asked: Terms) -> Answer | None:
    """Let who asks through, send them where they sign in first, or turn them away."""
    if asked.rank is None:
        return None
    if not current_user.is_authenticated:
        onward = request.full_path.rstrip("?") if request.method in SAFE else ""
        address = office.at("desk_door.sign_in")
        return redirect(f"{address}?ke={quote(onward, safe='')}" if onward not in {"", "/desk"} else address, 303)
    editor = me().editor
    if not editor.rank.reaches(asked.rank):
        _log.warning("%s (%s) may not %s %s", editor.name, editor.rank, request.method, request.path)
        abort(403)
    if office.entrance.strict and not asked.early and editor.password and not editor.factor:
        return redirect(office.at("desk_account.account", kabar="wajib"), 303)
    return None


def _refuse_strangers(base_url: str) -> None:
    """Turn away what another site made a browser send: the browser itself says where it comes from."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = {f"{urlsplit(base_url).scheme}://{urlsplit(base_url).netloc}", f"{request.scheme}://{request.host}"}
    if (site is not None and site not in {"same-origin", "none"}) or (site is None and origin not in {None, *ours}):
        _log.warning("%s %s came from another site (%s)", request.method, request.path, origin or site)
        abort(403, "asal")
