"""What the API offers, one operation at a time: a function's signature and its docstring are its documentation.

``<name>`` in the path and the parameter of that name are one; ``body`` is what is sent, ``query`` what stands behind
the question mark, and the return annotation what comes back.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, Self, TypeVar, get_type_hints

import msgspec
from flask import abort

from podme_audio.library.intake import Token
from podme_audio.newsroom import Newsroom
from podme_audio.wire import Wire

Work = TypeVar("Work", bound=Callable[..., Any])
#: A parameter in a path, as Flask writes it: "<key>", "<int(max=9):number>".
PARAMETER = re.compile(r"<(?:(?P<kind>int)\(max=(?P<most>\d+)\):)?(?P<name>\w+)>")


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is sent or answered: JSON of exactly these fields."""

    @classmethod
    def like(cls, told: object, **more: Any) -> Self:
        """Take the fields from *more*, or from what *told* has of the same name."""
        return cls(**{name: getattr(told, name) for name in cls.__struct_fields__ if name not in more} | more)


@dataclass(frozen=True, slots=True)
class Sound:
    """Sound that is sent, or that comes back."""

    content: bytes
    type: str = "audio/wav"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and whom."""

    room: Newsroom
    token: Token
    #: The address that what is answered is below, with a slash at its end.
    home: str

    @property
    def who(self) -> str:
        """Return the name that changes are noted with."""
        return f"token {self.token.name}"

    @property
    def wire(self) -> Wire:
        """Return where articles come from."""
        return Wire(self.room)

    def may(self, scope: str) -> bool:
        """Whether the token is good for more than the operation asks for."""
        return scope in self.token.scopes

    def require(self, scope: str) -> None:
        """Turn away a token that is not good for what it asks beside the rest."""
        if not self.may(scope):
            abort(403, f"this token is not good for that: it lacks {scope}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for."""

    method: str
    #: Below ``/api``.
    path: str
    #: Any one of them opens it; none: any token does.
    scopes: tuple[str, ...]
    work: Callable[..., Any]
    status: int = 200
    #: What it may refuse with, beside what its signature tells.
    refuses: tuple[int, ...] = ()
    #: The most bytes that may be sent.
    longest: int = 1_000_000

    @property
    def name(self) -> str:
        return self.work.__name__

    @property
    def told(self) -> str:
        return inspect.cleandoc(self.work.__doc__ or "")

    @property
    def parameters(self) -> dict[str, int | None]:
        """Return the names in the path, each with the largest number it may be, or None for a text."""
        found = PARAMETER.finditer(self.path)
        return {one["name"]: int(one["most"]) if one["kind"] else None for one in found}

    @property
    def types(self) -> dict[str, Any]:
        """Return the types of ``body``, ``query`` and ``return``, where there are such."""
        hints = get_type_hints(self.work, include_extras=True)
        return {name: hints[name] for name in ("body", "query", "return") if hints.get(name, NoneType) is not NoneType}

    @property
    def errors(self) -> tuple[int, ...]:
        """Return every status it may refuse with."""
        body, query = ("body" in self.types), ("query" in self.types)
        found = {401, 403, 503, *self.refuses}
        found |= {404} if self.parameters else set()
        found |= {400, 413, 415, 422} if body else set()
        return tuple(sorted(found | ({422} if query else set())))


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of one subject, in the order they are told of."""

    subject: str
    all: list[Operation] = field(default_factory=list)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.all)

    def offer(self, method: str, path: str, *scopes: str, **more: Any) -> Callable[[Work], Work]:
        """Offer a function; *more* are fields of Operation."""

        def offered(work: Work) -> Work:
            self.all.append(Operation(method, path, scopes, work, **more))
            return work

        return offered
