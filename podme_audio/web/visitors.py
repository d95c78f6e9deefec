"""A request in, what may be known of who asks out: the address, and whether it is our own page that does."""

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from flask import Request

from podme_audio.exceptions import SettingsError
from podme_audio.web import caller

_OURS = {"same-origin", "same-site"}
_PLAYED = {"audio", "video"}


class Networks(Protocol):
    """Networks of which an address can be asked whether it is in one."""

    def __contains__(self, address: object, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Visitors:
    """What is known of those who ask, before anybody has asked."""

    #: Proxies of ours in front.
    proxies: int = 0
    #: The host of the public address; what a request says of it may be forged, but only for the one who asks.
    host: str = ""
    #: Where no person listens.
    datacentres: Networks = field(default_factory=frozenset)

    @property
    def address(self) -> str:
        """Return the address of who asks now."""
        return caller.address(self.proxies)

    def is_from_here(self, request: Request) -> bool:
        """Whether a page of ours asks: a browser says so, and no script of another site can."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in _OURS
        told = request.headers.get("Origin") or request.headers.get("Referer") or ""
        return bool(told) and urlsplit(told).netloc in {request.host, self.host}

    def is_our_player(self, request: Request) -> bool:
        """Whether the player on a page of ours fetches what it plays: that is told in another way.

        A click on "Unduh MP3" is none. Browsers that do not say what they fetch for (Safari before 16.4) ask for a part
        when they play.
        """
        purpose = request.headers.get("Sec-Fetch-Dest")
        plays = "Range" in request.headers if purpose is None else purpose in _PLAYED
        return plays and self.is_from_here(request)

    def is_machine(self, address: str) -> bool:
        """Whether the address is a data centre's."""
        return address in self.datacentres


def read_networks(path: Path) -> Networks:
    """Read a file of networks, one a line in CIDR, ``#`` before a remark.

    Raises:
        SettingsError: Names the line that is none.
    """
    found = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if text := line.partition("#")[0].strip():
            try:
                found.append(ipaddress.ip_network(text, strict=False))
            except ValueError as error:
                reason = f"{path}, line {number}: {text!r} is no network: write 192.0.2.0/24 or 2001:db8::/32"
                raise SettingsError(reason) from error
    return _Networks(found)


class _Networks:
    """Networks, in order: an address is looked for as in a dictionary."""

    def __init__(self, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> None:
        whole = sorted((one.version, int(one.network_address), int(one.broadcast_address)) for one in networks)
        self._spans: list[tuple[int, int, int]] = []
        for version, first, last in whole:
            if self._spans and self._spans[-1][0] == version and first <= self._spans[-1][2]:
                self._spans[-1] = (version, self._spans[-1][1], max(last, self._spans[-1][2]))
            else:
                self._spans.append((version, first, last))

    def __contains__(self, address: object) -> bool:
        try:
            read = ipaddress.ip_address(str(address).partition("/")[0])
        except ValueError:
            return False
        if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is not None:
            read = read.ipv4_mapped
        at = bisect_right(self._spans, (read.version, int(read), 1 << 128)) - 1
        return at >= 0 and self._spans[at][0] == read.version and int(read) <= self._spans[at][2]
