"""Standard Webhooks: a message, signed with HMAC-SHA256 over its id, its moment and its bytes.

https://github.com/standard-webhooks/standard-webhooks. Thirty lines of our own: the package of that name brings six
others along. The tests hold both against each other.
"""

import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from podme_audio.exceptions import SettingsError

PREFIX = "whsec_"
#: Seconds that the sender's clock may be off, either way, and the longest that a message may take.
TOLERANCE = 300
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_SHORTEST, _LONGEST = 24, 64
_LONGEST_ID = 256


def receiver(url: str, *, near: bool = False) -> str:
    """Return the address that is to hear of events; *near* lets this machine hear of them without TLS.

    Raises:
        SettingsError: It is none, or others could listen in.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsError(f"{url!r} cannot be a hook: give an https address") from error
    here = near and host in {"127.0.0.1", "localhost"} and parts.scheme == "http"
    if not host or parts.username or port == 0 or not (parts.scheme == "https" or here):
        raise SettingsError(f"{url!r} cannot be a hook: give an https address")
    return url


def keys(text: str) -> tuple[bytes, ...]:
    """Read the keys in *text*, between blanks or commas.

    Raises:
        ValueError: One of them is none; it is not repeated, since it may be a secret.
    """
    found = [part for part in re.split(r"[\s,]+", text) if part]
    read = []
    for part in found:
        try:
            key = b64decode(part.removeprefix(PREFIX), validate=True)
        except ValueError:
            key = b""
        if not part.startswith(PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
            raise ValueError(f"a key is {PREFIX} and {_SHORTEST} to {_LONGEST} random bytes in base64")
        read.append(key)
    return tuple(read)


def sign(key: bytes, id: str, moment: int, body: bytes) -> str:
    """Return the signature of a message."""
    signed = hmac.new(key, b".".join((id.encode(), str(moment).encode(), body)), sha256)
    return f"v1,{b64encode(signed.digest()).decode()}"


def complaint(known: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """Say why a message is not believed; empty when one of the *known* keys has signed it, just now."""
    id, moment, signatures = (headers.get(name, "") for name in HEADERS)
    if not (id and moment and signatures) or len(id) > _LONGEST_ID:
        return f"give {', '.join(HEADERS)}"
    if not re.fullmatch(r"[0-9]{1,12}", moment) or abs(now - int(moment)) > TOLERANCE:
        return f"webhook-timestamp is not within {TOLERANCE} seconds of now"
    right = [sign(key, id, int(moment), body).encode() for key in known]
    given = [one.encode() for one in signatures.split(" ")[:10]]
    if not any(hmac.compare_digest(one, other) for one in given for other in right):
        return "webhook-signature is not one of our keys'"
    return ""
