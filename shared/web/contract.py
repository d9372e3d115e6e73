"""The JSON API's word: what an operation takes, answers and refuses, told by the objects that do it.

A router of `Operations` is part of it, pages are not. Who is let in and that a write needs a key is read off the dependencies, which
say by `refuses` what they may raise, as handlers do; what may happen to every request is added to each. The tests compare every
answer they get with the document, so that none can promise less than is kept.
"""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from shared.errors import BadInput, CrossSite, Malformed, NotSignedIn, Refusal, TooLarge, Unavailable
from shared.web.auth import identity_of
from shared.web.deprecation import Operation
from shared.web.examples import tell_examples
from shared.web.problems import PROBLEM, Problem

VERSION = "v1"
SAFE = {"GET", "HEAD"}
_SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The token of `openSession`, good for 15 minutes.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-aixin",
        "description": "The same token as browsers carry it; `aixin` where the installation has no https.",
    },
}
_ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "In which language a refusal is told: `zh` (the first) or `en`.",
    "schema": {"type": "string"},
    "example": "en",
}
_HOURS = r"^\d\d:\d\d(:\d\d)?$"
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


class Operations(APIRouter):
    """The operations of one room of a service; each is called as its function is."""

    def __init__(self, service: str, room: str) -> None:
        super().__init__(
            prefix=f"/{service}/api/{VERSION}",
            tags=[room],
            route_class=Operation,
            generate_unique_id_function=lambda route: _camel(route.name),
        )


def document(service: str, routers: Iterable[APIRouter]) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    routes = [route for r in routers if isinstance(r, Operations) for route in r.routes if isinstance(route, APIRoute)]
    made = get_openapi(
        title=f"Aixin {service}",
        version=VERSION,
        description="What all operations share, and how this API changes: docs/api.md.",
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        routes=routes,
    )
    made["servers"] = [{"url": "/", "description": "Where families reach the installation."}]
    answered: set[str] = set()
    for route in routes:
        method = next(iter(route.methods or ()))
        operation = made["paths"][route.path_format][method.lower()]
        _promise(operation, route)
        answered |= {shape for answer in operation["responses"].values() for shape in _shapes(answer)}
        for answer in operation["responses"].values():
            _name(answer, made["components"]["schemas"])
    _, schemas = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    parts = made.setdefault("components", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    parts["schemas"] = dict(sorted((parts["schemas"] | schemas["$defs"]).items()))
    _tell_hours(parts["schemas"])
    tell_examples(answered, parts["schemas"])
    parts["parameters"] = {"AcceptLanguage": _ACCEPT_LANGUAGE}
    parts["responses"] = _responses({refusal for route in routes for refusal in refusals_of(route)})
    parts["securitySchemes"] = _SECURITY
    return made


def refusals_of(route: APIRoute) -> set[type[Refusal]]:
    """Everything by which an operation may be refused."""
    found: set[type[Refusal]] = {Unavailable}
    for part in _parts(route.dependant):
        found |= set(getattr(part.call, "refuses", ()))
        if any((part.path_params, part.query_params, part.header_params, part.body_params)):
            found.add(BadInput)
    return found if (route.methods or set()) <= SAFE else found | {CrossSite, TooLarge, Malformed, BadInput}


def _promise(operation: dict[str, Any], route: APIRoute) -> None:
    """Add what FastAPI does not know of an operation."""
    told = inspect.getdoc(route.endpoint) or ""
    operation["summary"], operation["description"] = told.partition("\n")[0].partition(": ")[0].rstrip("."), told
    operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/AcceptLanguage"})
    if isinstance(route, Operation) and route.ending:
        operation["description"] += f"\n\nDeprecated since {route.ending.since}, answers until {route.ending.until}."
    answers, calls = operation["responses"], [part.call for part in _parts(route.dependant)]
    answers.pop("422", None)
    for refusal in refusals_of(route):
        answers[str(refusal.status)] = {"$ref": f"#/components/responses/Refused{refusal.status}"}
    if 422 in route.responses:  # one that tells more than others
        schema = {"$ref": f"#/components/schemas/{route.responses[422]['model'].__name__}"}
        answers["422"] = {
            "description": route.responses[422]["model"].__doc__,
            "content": {PROBLEM: {"schema": schema}},
        }
    operation["responses"] = dict(sorted(answers.items()))
    if NotSignedIn in refusals_of(route):
        operation["security"] = _SIGNED_IN
    else:
        operation["security"] = [{}, *_SIGNED_IN] if identity_of in calls else []


def _name(answer: dict[str, Any], schemas: dict[str, Any]) -> None:
    """An answer is what its shape is."""
    if answer.get("description") == "Successful Response":
        (shape,) = _shapes(answer)
        answer["description"] = schemas[shape]["description"]


def _shapes(answer: Mapping[str, Any]) -> list[str]:
    """The names of what is answered as JSON."""
    references = (content["schema"].get("$ref", "") for content in answer.get("content", {}).values())
    return [reference.rpartition("/")[2] for reference in references if reference]


def _responses(refusals: Iterable[type[Refusal]]) -> dict[str, Any]:
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in sorted(refusals, key=lambda refusal: (refusal.status, refusal.code)):
        by_status.setdefault(refusal.status, []).append(refusal)
    return {f"Refused{status}": _response(status, told) for status, told in by_status.items()}


def _response(status: int, refusals: list[type[Refusal]]) -> dict[str, Any]:
    said = [f"`{refusal.code}`: {inspect.getdoc(refusal)}" for refusal in refusals]
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    headers = {"headers": _RETRY_AFTER} if status in (429, 503) else {}
    return {"description": "\n".join(said), **headers, "content": content}


def _tell_hours(part: Any) -> None:
    """JSON Schema's `time` has an offset; the hours of a group are those of the clock on its wall."""
    if isinstance(part, dict):
        if part.get("format") == "time":
            part |= {"pattern": _HOURS, "description": "Shanghai time"}
            del part["format"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            _tell_hours(inner)


def _parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for further in dependant.dependencies:
        yield from _parts(further)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
