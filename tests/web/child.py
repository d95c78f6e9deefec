"""A server in a process of its own: tells its port, and serves the library in the folder given until SIGTERM."""

import sys
from pathlib import Path

from podme_audio import web
from podme_audio.library import Library
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web.shelf import Shelf

home = Path(sys.argv[1])
with web.listen("127.0.0.1", 0) as listener, Library(home) as library:
    port = listener.getsockname()[1]
    app = web.create_app(Shelf(Press(Settings(home=home, port=port), library), library))
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    web.serve(app, listener)
