"""The editors' pages: accounts, sessions and roles, and the frame that every page of the desk hangs in.

A page is a blueprint from `pages.blueprint`, its views each with `guard.least`; what it changes is noted with
`library.desk.audit`.
"""

from flask import Flask

from podme_audio.web.desk.account import account
from podme_audio.web.desk.articles import articles
from podme_audio.web.desk.browser import Browsers
from podme_audio.web.desk.differences import differences
from podme_audio.web.desk.door import door
from podme_audio.web.desk.editors import editors
from podme_audio.web.desk.entrance import Entrance, Office
from podme_audio.web.desk.episodes import episodes
from podme_audio.web.desk.factor import factor
from podme_audio.web.desk.guard import stand_at
from podme_audio.web.desk.home import home
from podme_audio.web.desk.invitation import invitation
from podme_audio.web.desk.lexicon import lexicon
from podme_audio.web.desk.notices import notices
from podme_audio.web.desk.offers import offers
from podme_audio.web.desk.openid import openid
from podme_audio.web.desk.pages import prepare
from podme_audio.web.desk.previews import previews
from podme_audio.web.desk.programs import programs
from podme_audio.web.desk.queue import queue
from podme_audio.web.desk.scripts import scripts
from podme_audio.web.desk.sessions import sessions
from podme_audio.web.desk.sites import sites
from podme_audio.web.desk.trail import trail

__all__ = ["Entrance", "Office", "open_desk"]


ROOMS = (
    *(home, door, invitation, account, factor, sessions, editors, trail),
    *(articles, scripts, differences, queue, episodes, lexicon, programs),
    *(previews, notices, sites, offers),
)


def open_desk(app: Flask, office: Office) -> None:
    """Give the application a desk. What seals its answers comes last of all: open it before anything else does."""
    entrance = office.entrance
    app.secret_key = office.secret
    app.session_interface = Browsers(office.secret, secure=entrance.secure)
    stand_at(app, office)
    prepare(app.jinja_env)
    for room in ROOMS:
        app.register_blueprint(room(office))
    if entrance.provider is not None:
        app.register_blueprint(openid(office, entrance.provider))
