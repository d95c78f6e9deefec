"""An OpenID provider, for tests: real HTTP on this machine, real RS256 keys, and as strict as the standard asks."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "podme", "rahasia antara dua rumah"


class Issuer:
    """Answers discovery, keys and tokens; signs in whoever `person` describes."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "u-1", "preferred_username": "sari", "groups": ["redaksi"]}
        self.key = RSAKey.generate_key(2048, {"kid": "satu", "use": "sig"}, private=True)
        self.published = self.key
        #: Changes what is said in a token, and how it is signed.
        self.bend: Callable[[dict[str, Any]], None] = lambda _claims: None
        self.algorithm = "RS256"
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def authorize(self, address: str) -> str:
        """Be the page that people sign in at: return the query they come back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.address}/authorize?")
        assert asked["client_id"] == CLIENT
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"code={code}&state={asked['state']}&iss={self.address}"

    def _handler(issuer) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's own is `self`
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked.append(self.path)
                found = {"/.well-known/openid-configuration": issuer._described, "/jwks": issuer._keys}
                self._answer(200, found[self.path]())

            def do_POST(self) -> None:
                issuer.asked.append(self.path)
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._answer(*issuer._token({name: values[0] for name, values in form.items()}))

            def _answer(self, status: int, told: Any) -> None:
                content = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

    def _described(self) -> dict[str, str]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return {"issuer": self.address, **{name: f"{self.address}/{path}" for name, path in names.items()}}

    def _keys(self) -> dict[str, Any]:
        return {"keys": [self.published.as_dict(private=False)]}

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self._codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if (
            asked is None
            or not hmac.compare_digest(asked["code_challenge"], challenge)
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        access, now = secrets.token_urlsafe(16), int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "at_hash": (create_half_hash(access, "RS256") or b"").decode(),
            **self.person,
        }
        self.bend(claims)
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": self._signed(header, claims)}

    def _signed(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        if self.algorithm == "RS256":
            return jwt.encode(header, claims, self.key)
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
        mac = hmac.digest(self.published.as_pem(private=False), ".".join(parts).encode(), "sha256")
        signature = "" if self.algorithm == "none" else base64.urlsafe_b64encode(mac).decode().rstrip("=")
        return ".".join([*parts, signature])
