"""An editor as a small program: signs in at the desk of a server on this machine, and sends the forms of its pages."""

import re
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from podme_audio.exceptions import PodmeError

NAME, PASSWORD = "bangku", "empat kuda minum kopi"
_PATIENCE = 120.0


class Editor:
    """Signed in from the beginning, by the one-time link with *token*; asks on a connection that stays open."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self.get("/desk/undangan")
        self.post("/desk/undangan", kode=token, nama=NAME, sandi=PASSWORD, ulang=PASSWORD)

    def get(self, path: str) -> str:
        """Return what is there, as a page."""
        return self._ask("GET", path)[1]

    def post(self, path: str, **fields: str | list[str]) -> str:
        """Send a form as the page seen last has it; return the path that one is sent on to.

        Raises:
            PodmeError: The form was refused.
        """
        onward, page = self._ask("POST", path, urlencode({"csrf_token": self._token, **fields}, doseq=True))
        if not onward:
            told = re.search(r'class="wrong"[^>]*>(.*?)</p>', page)
            raise PodmeError(f"{path} was refused: {unescape(told[1]) if told else page[:200]}")
        return onward

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        """Return where one is sent on to, and the page."""
        headers = {"Cookie": "; ".join(f"{name}={kept}" for name, kept in self._cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, kept = cookie.partition(";")[0].partition("=")
            self._cookies[name] = kept
        if (token := re.search(r'name="csrf_token" value="([^"]+)"', page)) is not None:
            self._token = token[1]
        onward = urlsplit(answer.headers.get("Location", ""))
        return f"{onward.path}?{onward.query}" if onward.query else onward.path, page
