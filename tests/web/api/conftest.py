import threading
from collections.abc import Iterator

import pytest

from podme_audio import web
from podme_audio.builds import Builds, Workshop
from podme_audio.newsroom import Newsroom
from podme_audio.settings import Settings
from podme_audio.studio import Studio
from tests.web.api.program import Served
from tests.web.shelf import Opening


@pytest.fixture
def served(opening: Opening) -> Iterator[Served]:
    """A newsroom that is served on a real port, with somebody who builds."""
    leaving = threading.Event()
    with web.listen("127.0.0.1", 0) as listener:
        shelf = opening(port=listener.getsockname()[1])
        home = shelf.press.addresses.home
        studio = Studio(Settings(home=shelf.library.store.workshop().parent.parent, engine="tone"), shelf.library)
        newsroom = Newsroom(studio, Builds(studio))
        app = web.create_app(shelf)
        app.register_blueprint(web.api(newsroom, shelf.press.show.title, home))
        app.register_blueprint(web.intake(newsroom, home))
        serving = threading.Thread(target=web.serve, args=(app, listener), kwargs={"leaving": leaving, "grace": 0.0})
        serving.start()
        with Workshop(studio, lines=2).open():
            yield Served(newsroom, app, home.rstrip("/"))
        leaving.set()
        serving.join()
        newsroom.builds.close()
