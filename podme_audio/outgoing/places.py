"""An address that somebody else wrote goes in; where it leads comes out, or one sentence why nobody goes there.

Nothing here asks anybody: names are looked up later, once, and what they lead to is judged by `is_public`.
"""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass

import requests
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from podme_audio.exceptions import RefusedError

PORTS = {"http": 80, "https": 443}
#: Blanks, control characters and backslashes: what one reader of addresses skips, another takes for the host's end.
_ODD = re.compile(r"[\s\\\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_SCHEME = re.compile(r"(?i)https?://[^/?#]")
#: The last part of a name that some look-ups read as a number: 2130706433, 0x7f000001, 127.1.
_NUMBER = re.compile(r"(?i)[0-9]+|0x[0-9a-f]*")
_LABEL = re.compile(r"(?i)(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LONGEST = 253
#: Global unicast: everything else in IPv6 is this machine, this network, or an IPv4 address in disguise.
_UNICAST = ipaddress.ip_network("2000::/3")
#: What lies within it and leads to IPv4 again, or to nobody.
_TUNNELS = tuple(ipaddress.ip_network(net) for net in ("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20"))
_RELAY = ipaddress.ip_network("192.88.99.0/24")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads."""

    #: The address in its one right form.
    url: str
    scheme: str
    #: Host and port as the address writes them.
    authority: str
    host: str
    #: Whether the settings name it: then it may lie inside, too.
    allowed: bool


def place(url: str, allowed: Collection[str] = ()) -> Place:
    """Say where *url* leads; *allowed* hosts may lie inside, or listen on other ports: ``cms.podme.id``, ``host:8080``.

    Raises:
        RefusedError: It is not the address of a public page.
    """
    if _ODD.search(url):
        raise RefusedError("the address has a blank, a control character or a backslash in it: copy it once more")
    if not _SCHEME.match(url):
        raise RefusedError(f"{_short(url)} is not the address of a page: it must begin with https:// or http://")
    try:
        right = requests.Request("GET", url).prepare().url or ""
        parts, given = parse_url(right), parse_url(url)
    except (requests.RequestException, LocationParseError, ValueError) as error:
        raise RefusedError(f"{_short(url)} is not an address that can be fetched") from error
    if parts.auth is not None or "@" in url.partition("://")[2].partition("/")[0]:
        raise RefusedError("the address has a user name or a password in it: leave them out")
    scheme, host = (parts.scheme or "").lower(), (parts.host or "").lower()
    port = PORTS[scheme] if given.port is None else given.port  # requests drops a port 0
    named = _named(host, port, allowed)
    if not named:
        _admit(host, port)
    return Place(right, scheme, parts.netloc or host, host, named)


def is_public(address: str) -> bool:
    """Whether a numeric address is somebody's on the internet, and not this machine's, this network's or a relay's.

    >>> [is_public(one) for one in ("93.184.215.14", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "169.254.0.1")]
    [True, False, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = found in _UNICAST and not any(found in net for net in _TUNNELS)
        return inside and found.is_global and found.scope_id is None
    return found.is_global and not found.is_multicast and not found.is_reserved and found not in _RELAY


def _named(host: str, port: int, allowed: Collection[str]) -> bool:
    """A host that is named without a port is meant with the two usual ones."""
    return f"{host}:{port}" in allowed or (port in PORTS.values() and host in allowed)


def _admit(host: str, port: int) -> None:
    if port not in PORTS.values():
        raise RefusedError(f"port {port} is none of the web's: only 80 and 443 are fetched from")
    bare = host.removesuffix(".")
    if bare.startswith("[") or _NUMBER.fullmatch(bare.rpartition(".")[2]):
        if not is_public(bare.strip("[]")):
            raise RefusedError(f"{host} is not the address of a public host")
    elif len(bare) > _LONGEST or not all(_LABEL.fullmatch(label) for label in bare.split(".")):
        raise RefusedError(f"{_short(host)} is not the name of a host")
    elif "." not in bare or bare.endswith((".localhost", ".local", ".internal", ".home.arpa")):
        raise RefusedError(f"{host} is not the name of a public host")


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"  # noqa: PLR2004 (a line of a terminal)
