"""A worker whose pulse a test chooses: ``python -m tests.builds.working '{"home": …, "beat": 0.5, …}'``."""

import faulthandler
import json
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from podme_audio.builds import Workshop
from podme_audio.builds.keeper import Pulse
from podme_audio.library import Library
from podme_audio.operations import logs
from podme_audio.settings import Settings, load
from podme_audio.studio import Studio


def main(chosen: dict[str, Any]) -> None:
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    logs.set_up("console")
    settings: Settings = load(os.environ)
    pulse = Pulse(beat=chosen["beat"], silent=chosen["silent"])
    if chosen["largest"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (chosen["largest"], chosen["largest"]))
    with Library(settings.home, database_url=settings.database_url, media_url=settings.media_url) as library:
        studio = Studio(settings, library)
        with Workshop(studio, lines=settings.lines, pulse=pulse).open():
            studio.press.print()
            Path(chosen["ready"]).touch()
            ended.wait()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
