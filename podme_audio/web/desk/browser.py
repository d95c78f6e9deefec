"""What a browser carries: one cookie with a random key, and nothing else. All that is known of it is in the library.

The key is there before anyone signs in: the token against forged requests is made of it. It changes at every sign-in,
so that a key that somebody else has planted opens nothing.
"""

import hmac
import re
import secrets
from hashlib import sha256
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from podme_audio.library.desk import Key

PREFIX = "/desk"
#: What changes nothing.
SAFE = {"GET", "HEAD", "OPTIONS"}
#: With this prefix a browser takes it only over TLS, for this host alone, and from no page of a neighbour's.
SECURE, PLAIN = "__Host-podme", "podme"

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def is_desk(path: str) -> bool:
    """Whether a path is the desk's."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


class Browser(dict[str, Any], SessionMixin):
    """One browser, for the length of one request; what Flask-WTF reads of it is made of its key."""

    def __init__(self, secret: str, given: str = "", *, safe: bool = True) -> None:
        super().__init__()
        self._secret = secret
        known = _KEY.fullmatch(given)
        #: Whether the browser is to be told its key. What comes with a form and without a key comes from another site:
        #: the key that this browser has stayed at home, and must not be replaced.
        self.new = not known and safe
        self._take(given if known else secrets.token_urlsafe(32))

    @property
    def key(self) -> Key:
        return self._key

    def renew(self) -> Key:
        """Give the browser another key; what the old one opened stays behind."""
        self.new = True
        self._take(secrets.token_urlsafe(32))
        return self._key

    def _take(self, value: str) -> None:
        self._key = Key(value)
        self["csrf_token"] = hmac.new(self._secret.encode(), f"csrf {value}".encode(), sha256).hexdigest()


class Browsers(SessionInterface):
    """Reads and gives the cookie, on the desk's pages alone: the others have none, and vary by none."""

    def __init__(self, secret: str, *, secure: bool) -> None:
        self._secret, self._secure = secret, secure
        self.name = SECURE if secure else PLAIN

    def open_session(self, app: Flask, request: Request) -> Browser | None:  # noqa: ARG002 - Flask's signature
        if not is_desk(request.path):
            return None
        safe = request.method in SAFE
        return Browser(self._secret, request.cookies.get(self.name, ""), safe=safe)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002 - as above
        response.vary.add("Cookie")
        if isinstance(session, Browser) and session.new:
            response.set_cookie(
                self.name, session.key.secret, path="/", secure=self._secure, httponly=True, samesite="Lax"
            )
