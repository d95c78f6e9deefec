"""The queue: what is being built, by whom, line by line; called off, tried again, put right."""

from contextlib import suppress

from flask import Blueprint, redirect, request

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.model import Build, Episode, Manuscript, Progress, Rank
from podme_audio.newsroom import Newsroom
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown

#: Builds on the page.
PAGE = 40


def queue(office: Office) -> Blueprint:
    """Answer ``/desk/antrean``."""
    pages = blueprint("queue", office)
    room = office.newsroom

    @pages.get("/antrean")
    @least(Rank.EDITOR)
    def queue() -> Page:
        builds = room.library.ledger.builds(limit=PAGE)
        under_way = [one for one in builds if not one.state.final]
        return shown(
            "queue", builds=builds, under_way=under_way, titles={one.id: title_of(one, room) for one in builds}
        )

    @pages.get("/antrean/<id>")
    @least(Rank.EDITOR)
    def build(id: str) -> Page:
        found = room.library.ledger.build(id)
        lines = room.library.ledger.lines(found.id)
        return shown(
            "build",
            build=found,
            title=title_of(found, room),
            lines=lines,
            left=_left(found, office.now().timestamp()),
            manuscript=_manuscript(room, found),
            episode=_episode(room, found),
            broken=next((line for line in lines if line.state == "failed"), None),
        )

    _change(pages, office)
    return pages


def _change(pages: Blueprint, office: Office) -> None:
    room = office.newsroom

    @pages.post("/antrean/<id>/<any('batal','ulang'):what>")
    @least(Rank.EDITOR)
    def change(id: str, what: str) -> Page:
        work = {"batal": room.cancel, "ulang": room.resume}[what]
        found = work(id, editor=me().editor.name)
        return redirect(office.at("desk_queue.build", id=found.id), 303)

    @pages.post("/antrean/<id>/mesin")
    @least(Rank.EDITOR)
    def another_engine(id: str) -> Page:
        """Give what failed to another engine."""
        manuscript = _manuscript(room, room.library.ledger.build(id))
        engine, _, voice = request.form.get("suara", "").partition("/")
        if manuscript is None or not engine:
            return redirect(office.at("desk_queue.build", id=id), 303)
        room.settle(manuscript.id, editor=me().editor.name, engine=engine, voice=voice)
        found = room.build(manuscript.id, editor=me().editor.name)
        return redirect(office.at("desk_queue.build", id=found.id), 303)


def title_of(build: Build, room: Newsroom) -> str:
    """Return what a build makes: as it was called, as its episode is, or else from where it comes."""
    episode = None if build.title else _episode(room, build)
    return build.title or (episode.title if episode else ", ".join(build.references))


def _episode(room: Newsroom, build: Build) -> Episode | None:
    """Return what came of a build; None while there is nothing, and when it was erased since."""
    with suppress(EpisodeNotFoundError):
        return room.library.episode(build.guid) if build.guid else None
    return None


def _manuscript(room: Newsroom, build: Build) -> Manuscript | None:
    """Return the manuscript that is being said, if it was one."""
    return next((one for one in room.manuscripts.latest(limit=200) if one.build == build.id), None)


def _left(build: Build, now: float) -> float:
    """Return about how many seconds the stage at hand still takes; 0 when nobody knows."""
    if build.state is not Progress.RUNNING or build.stage != "saying" or not build.done or build.started is None:
        return 0.0
    spent = now - build.started.timestamp()
    return max(0.0, spent / build.done * (build.total - build.done))
