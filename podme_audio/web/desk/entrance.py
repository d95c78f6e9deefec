"""How the desk is entered: what the settings say of it, and what the pages behind it share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from flask import request, url_for

from podme_audio.access import Door, Passwords, Provider, federation
from podme_audio.model import Device
from podme_audio.newsroom import Newsroom
from podme_audio.outgoing import Outgoing
from podme_audio.settings import Settings
from podme_audio.web import caller
from podme_audio.wire import Wire

#: A browser's name for itself is kept up to so many characters.
_AGENT = 300
#: Where the OpenID provider sends people back to.
BACK = "/desk/masuk/openid/kembali"


@dataclass(frozen=True, slots=True)
class Entrance:
    """What is known before anyone knocks."""

    #: Scheme, host and perhaps a folder, without a slash at its end.
    base_url: str
    #: The name of the house, for authenticator apps.
    house: str
    provider: Provider | None = None
    #: Whether everyone with a password must have a second factor too.
    strict: bool = False
    #: The proxies of ours that hand on who asks.
    proxies: int = 0
    passwords: Passwords = field(default_factory=Passwords, repr=False)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def of(cls, settings: Settings) -> "Entrance":
        """Make the entrance that the settings ask for."""
        chosen = federation(
            settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_roles
        )
        provider = Provider(chosen, settings.base_url + BACK, Outgoing(limit=1_000_000)) if chosen else None
        strict = settings.second_factor == "required"
        return cls(settings.base_url, settings.show_title, provider, strict, settings.proxies)

    @property
    def secure(self) -> bool:
        """Whether all of it is behind TLS."""
        return self.base_url.startswith("https://")


class Office:
    """What the desk's pages share."""

    def __init__(self, newsroom: Newsroom, entrance: Entrance) -> None:
        self.newsroom, self.entrance = newsroom, entrance
        self.wire = Wire(newsroom, now=entrance.now)
        self.desk = desk = newsroom.library.desk
        self.door = Door(desk, entrance.passwords, entrance.now)
        self.secret = desk.secret("desk")
        self._folder = unquote(urlsplit(entrance.base_url).path.rstrip("/"))

    def now(self) -> datetime:
        return self.entrance.now()

    def device(self) -> Device:
        """Return where the one who asks sits."""
        agent = "".join(letter for letter in request.user_agent.string if letter.isprintable())
        return Device(caller.address(self.entrance.proxies), agent[:_AGENT])

    def at(self, endpoint: str, **values: object) -> str:
        """Return the path of a page of the desk, below the public address's folder."""
        return self._folder + url_for(endpoint, **values)  # type: ignore[arg-type]  # what `url_for` takes

    def invitation(self, token: str) -> str:
        """Return the one-time link with that token."""
        return f"{self.entrance.base_url}/desk/undangan#{token}"
