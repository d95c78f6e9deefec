"""A newsroom whose desk is open: editors, a clock that can be set, and browsers to come with."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pyotp
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from podme_audio.access import Passwords
from podme_audio.builds import Builds
from podme_audio.library import Library
from podme_audio.model import Rank
from podme_audio.newsroom import Newsroom as Work
from podme_audio.settings import Settings
from podme_audio.studio import Studio
from podme_audio.web import Entrance, Office, create_app
from tests.web.shelf import Shelf

MORNING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
PASSWORD = "empat kuda minum kopi"  # noqa: S105 - of accounts that live for one test
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


class Cheap(Passwords):
    """Passwords hashed at next to no cost, and counted: what a test compares is the work, never the time."""

    def __init__(self) -> None:
        super().__init__(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.verified = 0

    def verify(self, kept: str, password: str) -> bool:
        self.verified += 1
        return super().verify(kept, password)


@dataclass
class Clock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Visitor:
    """Somebody with a browser: it keeps cookies, and sends with a form what the page had in it."""

    client: FlaskClient
    address: str = "203.0.113.7"
    agent: str = CHROME
    #: What the browser sends by itself with a request from our own page.
    sent: dict[str, str] = field(default_factory=lambda: {"Sec-Fetch-Site": "same-origin"})
    token: str = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._seen(self.client.get(path, **self._from(more)))

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as the page at hand has it."""
        self.token = self.token or self._look()
        return self._seen(self.client.post(path, data={"csrf_token": self.token, **fields}, **self._from({})))

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
        self.get("/desk/masuk")
        return self.post("/desk/masuk", nama=name, sandi=password, **more)

    @property
    def cookie(self) -> str:
        found = self.client.get_cookie("podme") or self.client.get_cookie("__Host-podme")
        return found.value if found else ""

    def _look(self) -> str:
        self.get("/desk/undangan")
        return self.token

    def _from(self, more: dict[str, Any]) -> dict[str, Any]:
        headers = {"User-Agent": self.agent, **self.sent, **more.pop("headers", {})}
        return {"environ_base": {"REMOTE_ADDR": self.address}, "headers": headers, **more}

    def _seen(self, response: TestResponse) -> TestResponse:
        page = response.text if response.mimetype == "text/html" else ""
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        self.token = found[1] if found else ""
        return response


@dataclass(frozen=True)
class Newsroom:
    """A library, its desk, and who works there."""

    library: Library
    app: Flask
    clock: Clock
    passwords: Cheap
    work: Work

    def visitor(self, **changes: Any) -> Visitor:
        return Visitor(self.app.test_client(), **changes)

    def employ(self, name: str, rank: Rank = Rank.EDITOR, *, password: str = PASSWORD, factor: bool = False) -> str:
        """Give somebody an account that is ready; return the seed of the second factor, when there is one."""
        desk, now = self.library.desk, self.clock.now
        token = desk.accounts.add(name, rank, who="terminal", now=now)
        editor = desk.accounts.accept(token, name, self.passwords.hash(password), now)
        if not factor:
            return ""
        seed = pyotp.random_base32()
        desk.safe.begin_factor(editor, seed)
        desk.safe.keep_factor(editor, ["CADANGAN1", "CADANGAN2"], now)
        return seed

    def code(self, seed: str, *, steps: int = 0) -> str:
        return pyotp.TOTP(seed).at(self.clock.now + timedelta(seconds=30 * steps))

    def at_work(self, name: str, rank: Rank = Rank.EDITOR, **changes: Any) -> Visitor:
        """Return somebody who is signed in."""
        self.employ(name, rank)
        visitor = self.visitor(**changes)
        assert visitor.sign_in(name).status_code == 303
        return visitor

    def noted(self, what: str = "") -> list[tuple[str, str, str]]:
        """Return the audit log, newest first: who, what, to whom."""
        from podme_audio.library.desk import Filter  # noqa: PLC0415

        found = self.library.desk.trail.entries(Filter(what=what), limit=100)
        return [(one.who, one.change.what, one.change.subject) for one in found]


def opened(shelf: Shelf, **changes: Any) -> Newsroom:
    """Open the desk of a shelf."""
    clock, passwords = Clock(), Cheap()
    base_url = shelf.press.addresses.home.rstrip("/")
    entrance = Entrance(base_url, shelf.press.show.title, passwords=passwords, now=clock)
    studio = Studio(Settings(home=shelf.library.store.workshop().parent.parent, engine="tone"), shelf.library)
    work = Work(studio, Builds(studio), now=clock)
    office = Office(work, replace(entrance, **changes))
    return Newsroom(shelf.library, create_app(shelf, desk=office), clock, passwords, work)


def text(response: TestResponse) -> str:
    """Return what a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def path(response: TestResponse) -> str:
    """Return where a page sends one."""
    assert response.status_code == 303, response.text
    parts = urlsplit(response.headers["Location"])
    assert not parts.netloc
    return parts.path + (f"?{parts.query}" if parts.query else "")
