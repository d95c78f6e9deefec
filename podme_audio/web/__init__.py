"""What the studio publishes in; pages, feed and sound over HTTP out."""

from podme_audio.web.app import create_app
from podme_audio.web.server import listen, serve

__all__ = ["create_app", "listen", "serve"]
