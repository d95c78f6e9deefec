"""A running show with so many episodes, served from this process by the server that is shipped."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podme_audio import web
from podme_audio.bench.stock import SECTIONS, stock
from podme_audio.library import Library
from podme_audio.model import Episode
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web import shelf
from tests.web.shelf import Shelf


@contextmanager
def show(folder: Path, count: int, *, hub: str = "") -> Iterator[tuple[str, tuple[Episode, ...]]]:
    """Yield the address and the episodes, oldest first; only the newest has sound."""
    leaving = threading.Event()
    with web.listen("127.0.0.1", 0) as listener, Library(folder / "home") as library:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        guids = stock(library, count - 1)
        shelf.publish(library, shelf.draft(folder, section=SECTIONS[0]))
        episodes = library.listing.episodes()[::-1]
        assert [one.guid for one in episodes[:-1]] == guids
        press = Press(Settings(public_url=address, hub=hub), library)
        press.print()
        told = {"leaving": leaving, "grace": 0.0}
        serving = threading.Thread(
            target=web.serve, args=(web.create_app(Shelf(press, library)), listener), kwargs=told
        )
        serving.start()
        try:
            yield address, episodes
        finally:
            leaving.set()
            serving.join()
