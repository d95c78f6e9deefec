"""The newsroom itself: voices, who outside hears of what, and who changed what."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from flask import abort
from msgspec import UNSET, Meta, UnsetType

from podme_audio import speech, webhooks
from podme_audio.library.desk import Filter
from podme_audio.model import Event
from podme_audio.web.api.operation import Asked, Operations, Shape
from podme_audio.web.api.shapes import Limit

house = Operations("newsroom")


class VoiceTold(Shape, frozen=True):
    engine: str
    voice: str
    told: str


class HookTold(Shape, frozen=True):
    """An address that hears of events."""

    id: str
    url: str
    events: tuple[Event, ...]
    created: datetime


class NewHookTold(HookTold, frozen=True):
    """A hook that was just made."""

    #: Signs what it hears (Standard Webhooks); shown this once.
    secret: str


class NewHook(Shape, frozen=True):
    """Where events are told, and which; all of them without any."""

    url: Annotated[str, Meta(max_length=2000)]
    events: tuple[Event, ...] = ()


class TrailAsked(Shape, frozen=True):
    limit: Limit = 30
    before: Annotated[int, Meta(ge=1, le=2**53)] | UnsetType = UNSET
    who: Annotated[str, Meta(max_length=200)] = ""
    what: Annotated[str, Meta(max_length=200)] = ""
    subject: Annotated[str, Meta(max_length=300)] = ""


class TrailEntry(Shape, frozen=True):
    """A change as it was noted."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@house.offer("GET", "/voices")
def list_voices(asked: Asked) -> tuple[VoiceTold, ...]:  # noqa: ARG001 - what every operation takes
    """List the engines and voices there are."""
    return tuple(
        VoiceTold(engine=engine, voice=voice, told=told)
        for engine, voices in speech.VOICES.items()
        for voice, told in voices.items()
    )


@house.offer("GET", "/hooks", "hooks:write")
def list_hooks(asked: Asked) -> tuple[HookTold, ...]:
    """List who outside hears of what happens here."""
    return tuple(map(HookTold.like, asked.room.library.hooks.hooks()))


@house.offer("POST", "/hooks", "hooks:write", status=201)
def add_hook(asked: Asked, body: NewHook) -> NewHookTold:
    """Let an address hear of builds and episodes; its secret is shown this once."""
    events, now = body.events or tuple(Event), datetime.now(UTC)
    return NewHookTold.like(asked.room.library.hooks.add(webhooks.receiver(body.url), events, now=now, who=asked.who))


@house.offer("DELETE", "/hooks/<id>", "hooks:write")
def drop_hook(asked: Asked, id: str) -> None:
    """Let an address hear no more."""
    if not asked.room.library.hooks.drop(id, now=datetime.now(UTC), who=asked.who):
        abort(404, f"there is no hook {id!r}")


@house.offer("GET", "/trail", "trail:read")
def show_trail(asked: Asked, query: TrailAsked) -> tuple[TrailEntry, ...]:
    """Tell who changed what, newest first."""
    wanted = Filter(query.who, query.what, query.subject)
    found = asked.room.library.desk.trail.entries(wanted, limit=query.limit, before=query.before or None)
    return tuple(TrailEntry.like(one.change, id=one.id, at=one.at, who=one.who) for one in found)
