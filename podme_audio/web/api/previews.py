"""Links to a draft for who has no account: made, listed, ended."""

from datetime import UTC, datetime
from typing import Annotated

from flask import abort
from msgspec import UNSET, Meta, UnsetType

from podme_audio.web.api.articles import utc
from podme_audio.web.api.operation import Asked, Operations, Shape
from podme_audio.web.api.shapes import Moment

previews = Operations("previews")

_PREVIEWS = "/episodes/<key>/previews"


class NewPreview(Shape, frozen=True):
    """For whom it is, and when it ends by itself; never without it."""

    name: Annotated[str, Meta(max_length=100)] = ""
    expires: Moment | UnsetType = UNSET


class PreviewTold(Shape, frozen=True):
    """A link to a draft."""

    id: str
    name: str
    who: str
    created: datetime
    expires: datetime | None
    #: When it was last opened.
    opened: datetime | None
    ended: datetime | None


class NewPreviewTold(PreviewTold, frozen=True):
    """A link that was just made."""

    #: Shown this once.
    url: str


@previews.offer("GET", _PREVIEWS, "episodes:read", "episodes:write")
def list_previews(asked: Asked, key: str) -> tuple[PreviewTold, ...]:
    """List the links there ever were to a draft."""
    library = asked.room.library
    return tuple(map(PreviewTold.like, library.previews.of(library.episode(key).guid)))


@previews.offer("POST", _PREVIEWS, "episodes:write", status=201, refuses=(409,))
def make_preview(asked: Asked, key: str, body: NewPreview) -> NewPreviewTold:
    """Make a link to a draft for who has no account; it also ends when the draft is one no more."""
    library, now = asked.room.library, datetime.now(UTC)
    expires = utc(body.expires) if body.expires else None
    if expires is not None and expires <= now:
        abort(422, "expires is past")
    made, token = library.previews.make(
        library.episode(key), " ".join(body.name.split()), who=asked.who, now=now, expires=expires
    )
    return NewPreviewTold.like(made, url=f"{asked.home}pratinjau/{token}")


@previews.offer("DELETE", f"{_PREVIEWS}/<id>", "episodes:write")
def end_preview(asked: Asked, key: str, id: str) -> None:
    """End a link at once."""
    library = asked.room.library
    if not library.previews.end(library.episode(key).guid, id, who=asked.who, now=datetime.now(UTC)):
        abort(404, f"there is no link {id!r} that could be ended")
