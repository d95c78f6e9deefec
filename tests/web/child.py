"""A server in a process of its own: tells its port, and serves the library in the folder given until SIGTERM."""

import sys
import threading
from pathlib import Path

from podme_audio import web
from podme_audio.library import Library
from podme_audio.operations import health
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web.shelf import Shelf

home = Path(sys.argv[1])
serving, media_url, metrics = [*sys.argv[2:], *["self", "", ""][len(sys.argv) - 2 :]]
with web.listen("127.0.0.1", 0) as listener, Library(home, media_url=media_url) as library:
    port = listener.getsockname()[1]
    duty = web.Duty(health.checks(library, home) | {"disk": lambda: ""}, metrics, leaving := threading.Event())
    shelf = Shelf(Press(Settings(home=home, port=port), library), library)
    app = web.create_app(shelf, duty=duty, media_serving=serving)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    web.serve(app, listener, leaving=leaving)
