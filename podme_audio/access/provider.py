"""OpenID Connect: another house says who somebody is. Code flow with PKCE; state, nonce, issuer and signature checked.

Nothing is kept between the way there and the way back: what must be the same at both is made of a secret that only this
browser and this library have.
"""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from podme_audio.exceptions import AccessError, NetworkError
from podme_audio.model import Rank
from podme_audio.outgoing import Outgoing

#: What a token may be signed with: a key pair, never a shared secret, never nothing.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
SCOPE = "openid profile email groups"
#: Seconds that the provider's own description is trusted, and that clocks may differ.
KEPT, LEEWAY = 3600.0, 60
_NAMES = ("preferred_username", "email", "name")


@dataclass(frozen=True, slots=True)
class Federation:
    """What the settings say of the provider."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    #: Group -> what its members may do.
    ranks: Mapping[str, Rank] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trip:
    """One way to the provider and back."""

    state: str
    nonce: str
    verifier: str = field(repr=False)

    @classmethod
    def made_of(cls, secret: str, browser: str) -> "Trip":
        """Make the trip of a browser; another secret of the browser is another trip."""
        drawn = (hmac.digest(secret.encode(), f"{name} {browser}".encode(), sha256) for name in cls.__slots__)
        return cls(*(urlsafe_b64encode(one).decode().rstrip("=") for one in drawn))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says somebody is."""

    #: "issuer subject": the one thing of it that never changes.
    subject: str
    name: str
    #: What the groups entitle to; None when to nothing.
    rank: Rank | None


class Provider:
    """The provider of the settings.

    Args:
        chosen: Who it is, and who we are to it.
        back: The address of ours that it sends people back to.
        outgoing: The way out.
        clock: Seconds; a description of the provider is asked for anew after `KEPT` of them.
    """

    def __init__(
        self, chosen: Federation, back: str, outgoing: Outgoing, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._chosen, self._back, self._outgoing, self._clock = chosen, back, outgoing, clock
        self._told: dict[str, tuple[float, Any]] = {}

    def there(self, trip: Trip) -> str:
        """Return the address that people are sent to.

        Raises:
            AccessError: The provider does not answer as one does.
        """
        address: str = prepare_grant_uri(
            self._described("authorization_endpoint"),
            self._chosen.client_id,
            "code",
            redirect_uri=self._back,
            scope=SCOPE,
            state=trip.state,
            nonce=trip.nonce,
            code_challenge=create_s256_code_challenge(trip.verifier),
            code_challenge_method="S256",
        )
        return address

    def back(self, answer: Mapping[str, str], trip: Trip) -> Identity:
        """Read what somebody comes back with.

        Raises:
            AccessError: It is no answer to this trip, or the provider does not vouch for it.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), trip.state.encode()):
            raise AccessError("the answer belongs to another browser or another attempt", reason="trip")
        if answer.get("iss", self._chosen.issuer) != self._chosen.issuer:
            raise AccessError("the answer comes from another issuer", reason="trip")
        if "code" not in answer:
            raise AccessError(f"the provider refused: {answer.get('error', 'no code')[:80]}", reason="provider")
        tokens = self._tokens(answer["code"], trip)
        return self._identity(self._claims(tokens, trip))

    def _tokens(self, code: str, trip: Trip) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "client_id": self._chosen.client_id,
            "code_verifier": trip.verifier,
        }
        if self._chosen.client_secret:
            form["client_secret"] = self._chosen.client_secret
        try:
            return _object(self._outgoing.post(self._described("token_endpoint"), form).content)
        except NetworkError as error:
            raise AccessError(f"the provider gives no token: {error}", reason="provider") from error

    def _claims(self, tokens: Mapping[str, Any], trip: Trip) -> Mapping[str, Any]:
        chosen = self._chosen
        options = {"iss": {"value": chosen.issuer}, "aud": {"value": chosen.client_id}}
        params = {"nonce": trip.nonce, "client_id": chosen.client_id, "access_token": tokens.get("access_token")}
        try:
            token = self._verified(str(tokens.get("id_token", "")))
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise AccessError(f"the provider's token cannot be trusted: {error}", reason="provider") from error
        return dict(claims)

    def _verified(self, token: str) -> jwt.Token:
        """Check the signature; a key that is not known may be a new one, so the keys are asked for once more."""
        try:
            return jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            return jwt.decode(token, self._keys(anew=True), algorithms=ALGORITHMS)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        groups = claims.get("groups") or ()
        held = {str(group) for group in ([groups] if isinstance(groups, str) else groups)}
        ranks = [rank for group, rank in self._chosen.ranks.items() if group in held]
        name = next((str(claims[name]) for name in _NAMES if claims.get(name)), str(claims["sub"]))
        return Identity(
            f"{self._chosen.issuer} {claims['sub']}", name, max(ranks, key=list(Rank).index) if ranks else None
        )

    def _keys(self, *, anew: bool = False) -> KeySet:
        return KeySet.import_key_set(dict(self._fetched(self._described("jwks_uri"), anew=anew)))  # type: ignore[arg-type]  # checked by it

    def _described(self, name: str) -> str:
        told = self._fetched(f"{self._chosen.issuer.rstrip('/')}/.well-known/openid-configuration")
        address = str(told.get(name, ""))
        if told.get("issuer") != self._chosen.issuer:
            raise AccessError("the provider calls itself otherwise than PODME_OIDC_ISSUER", reason="provider")
        if not is_secure(address):
            raise AccessError(f"the provider has no secure {name}", reason="provider")
        return address

    def _fetched(self, address: str, *, anew: bool = False) -> Mapping[str, Any]:
        since, told = self._told.get(address, (0.0, None))
        if told is None or anew or self._clock() - since > KEPT:
            try:
                told = _object(self._outgoing.get(address).content)
            except NetworkError as error:
                raise AccessError(f"the provider does not answer: {error}", reason="provider") from error
            self._told[address] = (self._clock(), told)
        return told  # type: ignore[no-any-return]  # an object, by `_object`


def federation(issuer: str, client_id: str, client_secret: str, roles: str) -> Federation | None:
    """Read the settings of those names; None when there is no provider.

    >>> federation("https://id.example", "podme", "", "ti=admin, redaksi=editor").ranks["ti"].value
    'admin'
    """
    pairs = (pair.partition("=") for pair in roles.split(",") if pair.strip())
    ranks = {group.strip(): Rank(rank.strip()) for group, _, rank in pairs}
    return Federation(issuer, client_id, client_secret, ranks) if issuer else None


def is_secure(address: str) -> bool:
    """Whether an address is https, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(content)
    except ValueError as error:
        raise AccessError("the provider does not answer in JSON", reason="provider") from error
    if not isinstance(told, dict):
        raise AccessError("the provider does not answer in JSON", reason="provider")
    return told
