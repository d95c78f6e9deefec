"""Episodes' own artwork in the sizes that pages show: made when it is first asked for, and kept in memory."""

from collections.abc import Callable
from functools import lru_cache

from flask import Blueprint, Response

from podme_audio.feed import episode_look
from podme_audio.library import Library
from podme_audio.model import Episode
from podme_audio.press import Press
from podme_audio.web.answers import FOREVER, Body, admit, answer, body, missing
from podme_audio.web.feeds import Pictures
from podme_audio.web.wording import local

#: Pixels: beside the words of a list, and beside an episode.
SIDES = (240, 600)
#: A small one takes 30 ms to make, and 10 to 50 kB.
KEPT = 512


@lru_cache(maxsize=KEPT)
def look(title: str, section: str) -> tuple[str, tuple[float, ...]]:
    """Return the ground and the bars of the artwork that was drawn for an episode."""
    return episode_look(title, section)


def covers(press: Press, library: Library) -> Blueprint:
    """Answer ``/covers/<side>/<name>``."""
    pages = Blueprint("covers", __name__)

    @lru_cache(maxsize=KEPT)
    def small(name: str, side: int) -> Body | None:
        path, _, _ = library.media(name) or (None, None, None)
        return None if path is None else body(press.small(path.read_bytes(), side), "image/jpeg")

    @pages.get("/covers/<int:side>/<name>")
    def picture(side: int, name: str) -> Response:
        found = library.media(name, locate=False)
        if side not in SIDES or not name.endswith(".jpg") or found is None:
            missing()
        admit(found[2])
        return answer(small(name, side) or missing(), cache=FOREVER)

    return pages


def covering(press: Press, pictures: Pictures) -> Callable[..., str]:
    """Return what tells where an episode's cover answers: its own, or the show's where it has none."""

    def cover(episode: Episode, side: int = SIDES[-1]) -> str:
        own = episode.cover and press.addresses.cover(episode.cover, side)
        return local(own or press.addresses.artwork(pictures.cover))

    return cover
