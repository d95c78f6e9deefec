"""The queue: what is being built, by whom, line by line; called off, tried again, put right."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request

from podme_audio import speech
from podme_audio.exceptions import ManuscriptNotFoundError, PodmeError, PublishedError
from podme_audio.model import Build, BuildLine, Line, Manuscript, Progress, Rank, Revision
from podme_audio.newsroom import Newsroom
from podme_audio.script import editing
from podme_audio.script.editing import Seen
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.refusals import refused

#: Builds on the page.
PAGE = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """What a build took."""

    #: Characters given to the engine; None when it is not known any more what was said.
    characters: int | None
    #: Of sound, once there is a recording.
    sound: float | None
    #: Wall time, once it has ended.
    took: float | None


def queue(office: Office) -> Blueprint:
    """Answer ``/desk/antrean``."""
    pages = blueprint("queue", office)
    room = office.newsroom

    @pages.get("/antrean")
    @least(Rank.EDITOR)
    def queue() -> Page:
        ledger = room.library.ledger
        under_way = sorted(ledger.builds(open_only=True), key=lambda one: (not one.urgent, one.created))
        ended = [one for one in ledger.builds(limit=PAGE) if one.state.final]
        builds = [*under_way, *ended]
        return shown(
            "queue", builds=builds, under_way=under_way, titles={one.id: room.builds.title(one) for one in builds}
        )

    @pages.get("/antrean/<id>")
    @least(Rank.EDITOR)
    def build(id: str) -> Page:
        return _page(office, id)

    _change(pages, office)
    _put_right(pages, office)
    return pages


def _change(pages: Blueprint, office: Office) -> None:
    room = office.newsroom

    @pages.post("/antrean/<id>/<any('batal','ulang'):what>")
    @least(Rank.EDITOR)
    def change(id: str, what: str) -> Page:
        work = {"batal": room.cancel, "ulang": room.resume}[what]
        found = work(id, editor=me().editor.name)
        return redirect(office.at("desk_queue.build", id=found.id), 303)


def _put_right(pages: Blueprint, office: Office) -> None:
    """Give what failed to another engine, or build on without the line that stood in the way."""
    room = office.newsroom

    def again(id: str) -> Page:
        me_ = me().editor
        try:
            found = room.rebuild(room.library.ledger.build(id), editor=me_.name, publish=me_.rank.reaches(Rank.CHIEF))
        except PublishedError as error:
            return _page(office, id, 403, wrong=refused(error))
        return redirect(office.at("desk_queue.build", id=found.id), 303)

    @pages.post("/antrean/<id>/mesin")
    @least(Rank.EDITOR)
    def another_engine(id: str) -> Page:
        manuscript = _manuscript(room, room.library.ledger.build(id))
        engine, _, voice = request.form.get("suara", "").partition("/")
        if manuscript is None or voice not in speech.VOICES.get(engine, {}):
            return redirect(office.at("desk_queue.build", id=id), 303)
        room.settle(manuscript.id, editor=me().editor.name, engine=engine, voice=voice)
        return again(id)

    @pages.post("/antrean/<id>/tanpa/<line>")
    @least(Rank.EDITOR)
    def leave_out(id: str, line: str) -> Page:
        manuscript = _manuscript(room, room.library.ledger.build(id))
        if manuscript is None:
            return redirect(office.at("desk_queue.build", id=id), 303)
        try:
            room.edit(
                manuscript.id,
                "line taken away",
                lambda seen, _: editing.take_away(seen, Seen(line)),
                editor=me().editor.name,
            )
        except PodmeError as error:
            return _page(office, id, 422, wrong=refused(error))
        return again(id)


def _page(office: Office, id: str, status: int = 200, *, wrong: str = "") -> Page:
    room = office.newsroom
    found = room.library.ledger.build(id)
    lines = room.library.ledger.lines(found.id)
    manuscript = _manuscript(room, found)
    revision = _made(room, found, lines)
    engine = found.engine or (manuscript.engine if manuscript else "")
    there = {line.id for line in manuscript.script.lines} if manuscript else set()
    return shown(
        "build",
        status,
        build=found,
        title=room.builds.title(found),
        lines=lines,
        left=_left(found, office.now().timestamp()),
        manuscript=manuscript,
        episode=room.builds.made(found),
        broken=[line for line in lines if line.state == "failed" and line.line in there],
        others=[(name, next(iter(speech.VOICES[name]))) for name in speech.AUTO if name != engine],
        figure=_figure(found, lines, revision, manuscript),
        wrong=wrong,
    )


def _figure(
    build: Build, lines: tuple[BuildLine, ...], revision: Revision | None, manuscript: Manuscript | None
) -> Figure:
    script = revision.script if revision else manuscript.script if manuscript else None
    known = {line.id: line for line in script.lines} if script else {}
    anew = [known.get(line.line) for line in lines if line.state == "said" and not line.reused]
    took = (build.finished - build.started).total_seconds() if build.finished and build.started else None
    return Figure(_characters(anew), revision.media.duration if revision else None, took)


def _characters(lines: list[Line | None]) -> int | None:
    """Count what was given to the engine; a line that a person recorded was not."""
    if None in lines:
        return None
    return sum(len(line.spoken) for line in lines if line and not line.recording)


def _made(room: Newsroom, build: Build, lines: tuple[BuildLine, ...]) -> Revision | None:
    """Return the revision that the build made: of those that say its lines, the one kept nearest to its end."""
    if (episode := room.builds.made(build)) is None:
        return None
    revisions = [room.library.revision(build.guid, number) for number in range(episode.revision, 0, -1)]
    told = {line.line for line in lines}
    like = [one for one in revisions if {line.id for line in one.script.lines} == told]
    end = build.finished or build.updated
    return min(like, key=lambda one: abs(one.created - end), default=None)


def _manuscript(room: Newsroom, build: Build) -> Manuscript | None:
    """Return the manuscript that is being said, if it was one and is still there."""
    wish = room.asked(build)
    try:
        return room.manuscripts.manuscript(wish.manuscript) if wish and wish.manuscript else None
    except ManuscriptNotFoundError:
        return None


def _left(build: Build, now: float) -> float:
    """Return about how many seconds the stage at hand still takes; 0 when nobody knows."""
    if build.state is not Progress.RUNNING or build.stage != "saying" or not build.done or build.started is None:
        return 0.0
    spent = now - build.started.timestamp()
    return max(0.0, spent / build.done * (build.total - build.done))
