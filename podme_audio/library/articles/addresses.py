"""An article's address in, the ways the same address is written out: two links that open one page are one article."""

import re
from itertools import product
from urllib.parse import SplitResult, urlsplit

#: No article has a longer one.
LONGEST = 2048

#: What a link carries to tell where its readers come from.
_TELLTALE = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|_ga)(=|$)", re.IGNORECASE)
_WWW = "www."


def plain(address: str) -> str:
    """Return a web address without its fragment and without what tells where readers come from; any other as it is.

    >>> plain("HTTPS://Podme.id/kota/12/?utm_source=wa&p=3#komentar")
    'https://podme.id/kota/12/?p=3'
    """
    parts = _read(address)
    if parts is None:
        return address
    query = "&".join(one for one in parts.query.split("&") if not _TELLTALE.match(one))
    return _written(parts.scheme, parts.netloc.lower(), parts.path or "/", query)


def forms(address: str) -> tuple[str, ...]:
    """Return every way the address is written: with and without TLS, ``www.`` and a slash at its end; none if not one.

    >>> forms("//podme.id"), len(forms("https://podme.id/kota/12"))
    ((), 8)
    """
    parts = _read(plain(address))
    if parts is None or len(address) > LONGEST:
        return ()
    host, path = parts.netloc.removeprefix(_WWW), parts.path.rstrip("/")
    ways = product(("https", "http"), (host, _WWW + host), (path, f"{path}/"))
    return tuple(_written(scheme, host, path, parts.query) for scheme, host, path in ways)


def _read(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def _written(scheme: str, host: str, path: str, query: str) -> str:
    return f"{scheme}://{host}{path}{f'?{query}' if query else ''}"
