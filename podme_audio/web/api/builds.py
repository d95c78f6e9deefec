"""Builds: how far they are, called off, tried again."""

from datetime import datetime

from podme_audio.model import BuildLine, Progress
from podme_audio.web.api.operation import Asked, Operations, Shape
from podme_audio.web.api.shapes import Limit

builds = Operations("builds")

_READ = ("builds:read", "builds:write", "articles:write", "manuscripts:write")


class BuildTold(Shape, frozen=True):
    """An episode in the making."""

    id: str
    title: str
    references: tuple[str, ...]
    state: Progress
    #: What is being done, and how many of how many steps of it are done.
    stage: str
    done: int
    total: int
    engine: str
    voice: str
    #: Lines said for it, and lines that were said before.
    said: int
    reused: int
    #: Why it failed, in one sentence.
    error: str
    #: The episode that came of it.
    guid: str
    attempt: int
    #: Who asked for it.
    editor: str
    #: Whether it goes before what is not.
    urgent: bool
    created: datetime
    updated: datetime
    started: datetime | None
    finished: datetime | None


class BuildsAsked(Shape, frozen=True):
    limit: Limit = 30
    #: Only those that may still change by themselves.
    open: bool = False


@builds.offer("GET", "/builds", *_READ[:2])
def list_builds(asked: Asked, query: BuildsAsked) -> tuple[BuildTold, ...]:
    """List builds, newest first."""
    return tuple(map(BuildTold.like, asked.room.library.ledger.builds(limit=query.limit, open_only=query.open)))


@builds.offer("GET", "/builds/<id>", *_READ)
def show_build(asked: Asked, id: str) -> BuildTold:
    """Tell how far a build is."""
    return BuildTold.like(asked.room.library.ledger.build(id))


@builds.offer("GET", "/builds/<id>/lines", *_READ)
def list_build_lines(asked: Asked, id: str) -> tuple[BuildLine, ...]:
    """Tell how far each line of a build is."""
    ledger = asked.room.library.ledger
    return ledger.lines(ledger.build(id).id)


@builds.offer("POST", "/builds/<id>/cancel", "builds:write")
def cancel_build(asked: Asked, id: str) -> BuildTold:
    """Call a build off; what was said is not said again when it is resumed."""
    return BuildTold.like(asked.room.cancel(id, editor=asked.who))


@builds.offer("POST", "/builds/<id>/resume", "builds:write")
def resume_build(asked: Asked, id: str) -> BuildTold:
    """Go on with a build that failed or was cancelled."""
    return BuildTold.like(asked.room.resume(id, editor=asked.who))
