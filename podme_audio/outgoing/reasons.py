"""What stood in the way of a request, as requests wraps it -> what a person reads."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

#: What stood in the way, as Python and requests name it -> what a person reads.
_REASONS: dict[type[BaseException], str] = {
    requests.exceptions.ProxyError: "the proxy on the way to it cannot be used",
    socket.gaierror: "its name cannot be looked up: is there a network?",
    ConnectionRefusedError: "it refuses the connection",
    ConnectionResetError: "it broke the connection off",
    ssl.SSLCertVerificationError: "its TLS certificate (SSL) cannot be trusted",
    ssl.SSLError: "TLS (SSL) with it fails",
    requests.Timeout: "nothing came in time",
    TimeoutError: "nothing came in time",
    requests.TooManyRedirects: "it sends us on and on",
}


def reason(error: BaseException) -> str:
    """Say in plain words what stood in the way; requests wraps it in three layers of its own."""
    causes = list(_causes(error))
    for kind, told in _REASONS.items():
        if any(isinstance(cause, kind) for cause in causes):
            return told
    named = (cause.strerror.lower() for cause in causes if isinstance(cause, OSError) and cause.strerror)
    return next(named, type(error).__name__.removesuffix("Error"))


def retry_after(value: str) -> float | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds, or a date."""
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def host(request: requests.PreparedRequest) -> str:
    """Name who was asked."""
    return (request.url or "").partition("://")[2].partition("/")[0] or "the host"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
