"""The desk itself: the first page, and the frame that the others hang in."""

from flask import Blueprint

from podme_audio.model import Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import DUTIES


def home(office: Office) -> Blueprint:
    """Answer ``/desk``."""
    pages = blueprint("home", office)

    @pages.get("")
    @least(Rank.EDITOR)
    def home() -> Page:
        open_ = office.desk.sessions.of(me().editor.id, office.now())
        return shown("home", sessions=open_, duty=DUTIES[me().editor.rank], now=office.now())

    return pages
