"""Operations in, their OpenAPI 3.1 document out (spec.openapis.org/oas/v3.1.1)."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from podme_audio import __version__
from podme_audio.library.intake import SCOPES
from podme_audio.web.api.operation import PARAMETER, Operation, Operations, Shape, Sound

_PLACE = "#/components/schemas/{name}"
_JSON = "application/json"
_SOUND = {"audio/*": {"schema": {"type": "string", "format": "binary"}}}
_TOLD = """What editors do at the desk, for programs. A token opens it (`podme tokens create NAME --scope …`), and \
each is good only for its scopes. What changes something is noted in the trail with the token's name."""


class Failure(Shape, frozen=True):
    """Why something was refused, in one sentence."""

    error: str


def document(subjects: Sequence[Operations], title: str, home: str) -> dict[str, Any]:
    """Describe the API of the show with that *title*, below *home*."""
    offered = [one for subject in subjects for one in subject]
    schemas, components = _schemas(offered)
    paths: dict[str, dict[str, Any]] = {}
    for subject in subjects:
        for one in subject:
            told = {"tags": [subject.subject], **_operation(one, schemas)}
            path = "/api" + PARAMETER.sub(r"{\g<name>}", one.path)
            paths.setdefault(path, {})[one.method.lower()] = told
    bearer = {"type": "http", "scheme": "bearer", "description": _scopes()}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__, "description": _TOLD},
        "servers": [{"url": home.rstrip("/")}],
        "security": [{"token": []}],
        "tags": [{"name": subject.subject} for subject in subjects],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"token": bearer}},
    }


def _schemas(offered: Iterable[Operation]) -> tuple[dict[Any, Any], dict[str, Any]]:
    types = [Failure, *(type for one in offered for type in one.types.values() if type is not Sound)]
    once = list(dict.fromkeys(types))
    schemas, components = msgspec.json.schema_components(once, ref_template=_PLACE)
    return dict(zip(once, schemas, strict=True)), dict(components)


def _operation(one: Operation, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    types = one.types
    summary, _, more = one.told.partition("\n\n")
    described = " ".join(filter(None, [more, _opened_by(one.scopes)]))
    told = {
        "operationId": one.name,
        "summary": summary,
        "description": described,
        "parameters": [*_in_path(one), *_in_query(types.get("query"))],
        "responses": {str(one.status if "return" in types else 204): _answer(types.get("return"), schemas)}
        | {str(status): _refusal(status, schemas) for status in one.errors},
    }
    if body := types.get("body"):
        content = _SOUND if body is Sound else {_JSON: {"schema": schemas[body]}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _in_path(one: Operation) -> list[dict[str, Any]]:
    text, number = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}
    return [
        {"name": name, "in": "path", "required": True, "schema": number | {"maximum": most} if most else text}
        for name, most in one.parameters.items()
    ]


def _in_query(type: Any) -> list[dict[str, Any]]:
    if type is None:
        return []
    _, components = msgspec.json.schema_components([type], ref_template=_PLACE)
    told = components[type.__name__]
    inlined = {name: _inlined(schema, components) for name, schema in told["properties"].items()}
    required = told.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in inlined.items()
    ]


def _inlined(schema: dict[str, Any], components: Mapping[str, Any]) -> dict[str, Any]:
    """Put what a schema refers to in its place; nothing in a query is deeper, and nothing can be null there."""
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    (kind,) = kinds
    name = kind.get("$ref", "").rpartition("/")[2]
    return dict(components[name]) if name else {key: value for key, value in kind.items() if value is not None}


def _answer(type: Any, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    if type is None:
        return {"description": "It is done."}
    return {"description": "It is done.", "content": _SOUND if type is Sound else {_JSON: {"schema": schemas[type]}}}


def _refusal(status: int, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": {_JSON: {"schema": schemas[Failure]}}}


def _opened_by(scopes: tuple[str, ...]) -> str:
    return f"Opened by the scope {' or '.join(f'`{one}`' for one in scopes)}." if scopes else "Opened by any token."


def _scopes() -> str:
    return "\n".join(["What a token may be good for:", "", *(f"- `{name}`: {told}" for name, told in SCOPES.items())])
