"""What the studio publishes in; pages, feed and sound over HTTP out."""

from podme_audio.web.api import api
from podme_audio.web.app import create_app
from podme_audio.web.counting import Collector, Counting
from podme_audio.web.desk import Entrance, Office
from podme_audio.web.health import Duty, create_watch_app
from podme_audio.web.intake import intake
from podme_audio.web.server import listen, serve
from podme_audio.web.visitors import Visitors, read_networks

__all__ = [
    "Collector",
    "Counting",
    "Duty",
    "Entrance",
    "Office",
    "Visitors",
    "api",
    "create_app",
    "create_watch_app",
    "intake",
    "listen",
    "read_networks",
    "serve",
]
