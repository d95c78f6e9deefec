"""What operators ask a process: is it up, is it ready, what has it counted."""

import hmac
import ipaddress
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Flask, Response, abort, request

from podme_audio.checks import LOCAL
from podme_audio.operations import metrics
from podme_audio.operations.health import Readiness
from podme_audio.web.counting import Counting

TEXT = "text/plain; charset=utf-8"
#: What proxies add: a request with one of these comes from elsewhere, whoever hands it on.
_HANDED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
_HERE = {"localhost", "127.0.0.1", "[::1]"}


@dataclass(frozen=True, slots=True)
class Duty:
    """What a process looks at when it is asked whether it is ready, who may read what it counted, and how it counts."""

    #: Name -> what returns "" or a sentence for anyone to read.
    checks: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    #: The setting of that name: nobody if empty, this machine if "local", else who knows the token.
    metrics: str = field(default="", repr=False)
    #: Set when the process was told to end.
    leaving: threading.Event = field(default_factory=threading.Event)
    #: How it counts who listens; it does not without.
    counting: Counting | None = None


def health(duty: Duty) -> Blueprint:
    """Answer ``/healthz``, ``/readyz`` and ``/metrics``."""
    pages = Blueprint("health", __name__)
    readiness = Readiness(duty.checks, leaving=duty.leaving)

    @pages.get("/healthz")
    def up() -> Response:
        return _plain(b"ok\n")

    @pages.get("/readyz")
    def ready() -> Response:
        well, text = readiness.look()
        return _plain(text.encode(), status=200 if well else 503)

    @pages.get("/metrics")
    def counted() -> Response:
        if not duty.metrics or (duty.metrics == LOCAL and not _is_local()):
            abort(404)
        if duty.metrics not in {"", LOCAL} and not _knows(duty.metrics):
            response = _plain(b"give the token of PODME_METRICS\n", status=401)
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        content, type = metrics.page()
        return _plain(content, type=type)

    return pages


def create_watch_app(duty: Duty) -> Flask:
    """Make the application of a process that serves nothing else, such as a worker."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(health(duty))
    return app


def _plain(content: bytes, *, status: int = 200, type: str = TEXT) -> Response:
    return Response(content, status=status, content_type=type, headers={"Cache-Control": "no-store"})


def _is_local() -> bool:
    """Whether the one who asks sits at this machine, and is not a proxy that asks for somebody else."""
    if any(name in request.headers for name in _HANDED_ON):
        return False
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdigit() else request.host
    return address.is_loopback and host in _HERE


def _knows(token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
