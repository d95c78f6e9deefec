"""A program that talks to a newsroom with a token."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from podme_audio.library.intake import SCOPES
from podme_audio.newsroom import Newsroom
from tests.web.api import sound  # noqa: F401 - teaches schemathesis to send sound

NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
#: What every answer is held against.
CHECKS: list[Any] = [status_code_conformance, content_type_conformance, response_schema_conformance]


@dataclass(frozen=True)
class Served:
    """A newsroom, and where it answers."""

    newsroom: Newsroom
    app: Flask
    address: str

    def token(self, *scopes: str, name: str = "program") -> str:
        """Make a token; good for everything without *scopes*."""
        return self.newsroom.library.intake.tokens.create(name, scopes or tuple(SCOPES), now=NOW)[1]

    def program(self, *scopes: str) -> "Program":
        return Program(self, self.token(*scopes))


class Program:
    """Asks for operations by name, and holds each answer against what the document says of it."""

    def __init__(self, served: Served, token: str) -> None:
        self._served = served
        self._headers = {"Authorization": f"Bearer {token}"}
        self._schema: Any = schemathesis.openapi.from_url(f"{served.address}/api/openapi.json")

    def ask(self, name: str, status: int = 200, /, *, body: Any = None, query: Any = None, **path: Any) -> Any:
        """Return the JSON that comes back, or the bytes."""
        told: dict[str, Any] = {"path_parameters": path, "query": query or {}, "headers": self._headers}
        if body is not None:
            type = "audio/wav" if isinstance(body, bytes) else "application/json"
            told |= {"body": body, "media_type": type, "headers": {**self._headers, "Content-Type": type}}
        case = self._schema.find_operation_by_id(name).Case(**told)
        answer = case.call()
        assert answer.status_code == status, answer.text
        case.validate_response(answer, checks=CHECKS)
        return answer.json() if "json" in answer.headers.get("content-type", [""])[0] else answer.content

    def built(self, build: str) -> dict[str, Any]:
        """Return what is told of a build when nothing more happens to it."""
        self._served.newsroom.builds.watch(build)
        told: dict[str, Any] = self.ask("show_build", id=build)
        assert told["state"] == "done", told
        return told
