"""The desk itself: the first page, with what awaits somebody, and the frame that the others hang in."""

from flask import Blueprint

from podme_audio.library import Selection
from podme_audio.model import Progress, Rank, State
from podme_audio.newsroom import Newsroom
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import DUTIES

#: Of the newest so many builds it is told which are under way, or failed; so many episodes are named.
BUILDS, NAMED = 20, 6


def home(office: Office) -> Blueprint:
    """Answer ``/desk``."""
    pages = blueprint("home", office)
    room = office.newsroom

    @pages.get("")
    @least(Rank.EDITOR)
    def home() -> Page:
        return shown(
            "home",
            sessions=office.desk.sessions.of(me().editor.id, office.now()),
            duty=DUTIES[me().editor.rank],
            builds=_awaiting(room),
            drafts=room.library.listing.episodes(Selection(State.DRAFT), limit=NAMED),
            due=room.library.listing.episodes(Selection(State.SCHEDULED), limit=NAMED),
        )

    return pages


def _awaiting(room: Newsroom) -> list[tuple[str, str, Progress]]:
    """Return the builds that somebody waits for, or must look after: id, title, state."""
    newest = room.library.ledger.builds(limit=BUILDS)
    told = [one for one in newest if not one.state.final or one.state is Progress.FAILED]
    return [(one.id, room.builds.title(one), one.state) for one in told[:NAMED]]
