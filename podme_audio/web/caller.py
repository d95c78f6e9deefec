"""The address of who asks, as far as it can be trusted: what is handed on counts only if we were told of proxies."""

import ipaddress

from flask import request

#: Who has one IPv6 address has all of these: they are counted as one.
_NEIGHBOURS = 64


def address(proxies: int) -> str:
    """Return who asks: the one at the other end, or what the outermost of so many *proxies* of ours saw."""
    seen = [part.strip() for line in request.headers.getlist("X-Forwarded-For") for part in line.split(",")]
    told = seen[-proxies] if 0 < proxies <= len(seen) else request.remote_addr or ""
    try:
        found = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((int(found), _NEIGHBOURS), strict=False))
    return str(found)
