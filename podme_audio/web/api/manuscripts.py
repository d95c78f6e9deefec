"""Manuscripts: scripts under the hands of editors, before they are said."""

from typing import Annotated

from flask import abort
from msgspec import UNSET, Meta, UnsetType

from podme_audio import speech
from podme_audio.newsroom import Terms
from podme_audio.web.api.operation import Asked, Operations, Shape
from podme_audio.web.api.shapes import (
    Limit,
    ManuscriptHead,
    Started,
    Title,
    WholeManuscript,
    head,
    whole,
)

manuscripts = Operations("manuscripts")

READ, WRITE = ("manuscripts:read", "manuscripts:write"), "manuscripts:write"
#: Articles of a bulletin.
MOST = 30


class ManuscriptsAsked(Shape, frozen=True):
    limit: Limit = 30
    #: Only those after this id in the list: the last one of the page before.
    before: Annotated[str, Meta(max_length=64)] = ""


class Bulletin(Shape, frozen=True):
    """Manuscripts, in the order they are to be read."""

    manuscripts: Annotated[tuple[str, ...], Meta(min_length=1, max_length=MOST)]
    #: Empty for the show's title and the day.
    title: Title = ""


class Settled(Shape, frozen=True):
    """What is left out stays as it is; an empty engine or voice is the newsroom's choice."""

    title: Annotated[str, Meta(min_length=1, max_length=300)] | UnsetType = UNSET
    engine: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    voice: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET


class Order(Shape, frozen=True):
    """How a manuscript is built."""

    #: Publish it when it is done; takes a token that is good for episodes:write, too.
    publish: bool = False
    #: Before everything that is not urgent.
    urgent: bool = False
    #: What it puts right, as listeners are told, when they have heard it before.
    note: Annotated[str, Meta(max_length=500)] = ""


class EstimateTold(Shape, frozen=True):
    """What saying a manuscript would take now."""

    engine: str
    voice: str
    lines: int
    #: Lines that were said before, or that a person recorded.
    reused: int
    #: That the engine is given.
    characters: int
    #: Of sound.
    seconds: float


@manuscripts.offer("GET", "/manuscripts", *READ, refuses=(404,))
def list_manuscripts(asked: Asked, query: ManuscriptsAsked) -> tuple[ManuscriptHead, ...]:
    """List manuscripts, those changed last first."""
    return tuple(map(head, asked.room.manuscripts.latest(limit=query.limit, before=query.before)))


@manuscripts.offer("POST", "/bulletins", WRITE, status=201, refuses=(404,))
def combine_manuscripts(asked: Asked, body: Bulletin) -> WholeManuscript:
    """Make a bulletin of manuscripts."""
    return whole(asked.room.combine(body.manuscripts, editor=asked.who, title=body.title))


@manuscripts.offer("GET", "/manuscripts/<id>", *READ)
def show_manuscript(asked: Asked, id: str) -> WholeManuscript:
    """Show a manuscript: its lines, written and spoken, and what was removed from its articles."""
    return whole(asked.room.manuscripts.manuscript(id))


@manuscripts.offer("PATCH", "/manuscripts/<id>", WRITE)
def settle_manuscript(asked: Asked, id: str, body: Settled) -> WholeManuscript:
    """Give a manuscript a title, or say who is to say it."""
    told = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not UNSET}
    before = asked.room.manuscripts.manuscript(id)
    _known(told.get("engine", before.engine), told.get("voice", before.voice))
    return whole(asked.room.settle(id, editor=asked.who, **told))


@manuscripts.offer("GET", "/manuscripts/<id>/estimate", *READ, refuses=(409,))
def estimate_manuscript(asked: Asked, id: str) -> EstimateTold:
    """Tell what saying a manuscript would take now."""
    told = asked.room.estimate(asked.room.manuscripts.manuscript(id))
    return EstimateTold.like(told, engine=told.speaker.engine, voice=told.speaker.voice, seconds=round(told.seconds, 1))


@manuscripts.offer("POST", "/manuscripts/<id>/build", WRITE, status=202, refuses=(409,))
def build_manuscript(asked: Asked, id: str, body: Order) -> Started:
    """Have a manuscript said: an episode, or the next version of the one it corrects."""
    if body.publish:
        asked.require("episodes:write")
    terms = Terms(body.publish, asked.may("episodes:write"), body.urgent, body.note.strip())
    build = asked.room.build(id, terms, editor=asked.who)
    return Started(build=build.id, status=f"{asked.home}api/builds/{build.id}")


@manuscripts.offer("POST", "/manuscripts/<id>/retell", WRITE)
def retell_manuscript(asked: Asked, id: str) -> WholeManuscript:
    """Say a manuscript by the lexicon as it is now; what editors said by hand stays."""
    return whole(asked.room.retell(id, editor=asked.who))


def _known(engine: str, voice: str) -> None:
    """Refuse an engine that nobody has, and a voice that is none of its own."""
    if engine and engine not in speech.VOICES:
        abort(422, f"there is no engine {engine!r}; choose {', '.join(speech.VOICES)}")
    voices = speech.VOICES[engine] if engine else {name for known in speech.VOICES.values() for name in known}
    if voice and voice not in voices:
        abort(422, f"there is no voice {voice!r}; choose {', '.join(voices)}")
