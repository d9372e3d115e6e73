"""A route as it is asked with everything right, by whom it may be, and people to ask it."""

import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
from fastapi.routing import APIRoute

from shared.kernel.identity import BY_KEY, SCOPES
from shared.settings import Settings
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.people import bearer, never_in_doubt, token_for

NOBODY = "nobody"
FAMILY, OTHER_FAMILY = "the family", "another family"
PARK, OTHER_PARK = "an organizer of the park", "an organizer of another park"
EMPLOYER, OTHER_EMPLOYER = "an organizer of the employer", "an organizer of another employer"
TEACHER, OTHER_TEACHER = "a teacher of the park", "a teacher of another park"
CLASS_TEACHER = "a teacher of one group"
"""Holds no role: booking knows it."""
FEDERATION = "the federation"
PROGRAM, OTHER_PROGRAM = "a program of the park", "a program of another park"

STAFF = frozenset({PARK, OTHER_PARK, EMPLOYER, OTHER_EMPLOYER, FEDERATION})
CARERS = STAFF | {TEACHER, OTHER_TEACHER}
SOMEBODY = CARERS | {FAMILY, OTHER_FAMILY, CLASS_TEACHER}
ANYBODY = SOMEBODY | {NOBODY, PROGRAM, OTHER_PROGRAM}
OTHERS = {NOBODY, OTHER_PROGRAM, OTHER_FAMILY, OTHER_PARK, OTHER_EMPLOYER, OTHER_TEACHER}

ROLES = {
    PARK: ("organizer", "gaoxin"), OTHER_PARK: ("organizer", "mazhang"),
    EMPLOYER: ("organizer", "lantian"), OTHER_EMPLOYER: ("organizer", "xinxing"),
    TEACHER: ("teacher", "gaoxin"), OTHER_TEACHER: ("teacher", "mazhang"), FEDERATION: ("federation", "*"),
}  # fmt: skip
"""What each of the staff holds."""
PROGRAMS = {PROGRAM: "gaoxin", OTHER_PROGRAM: "mazhang"}
"""Of which union each is; it has every scope."""

_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a route lets in, and what is sent to it; `{group_id}` and the like stand for what is there."""

    who: frozenset[str]
    json: Any = None
    form: Mapping[str, Any] | None = None
    files: Mapping[str, Any] = field(default_factory=dict)
    content: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    keyed: bool = True
    """Whether a form carries a key."""
    of: Mapping[str, str] = field(default_factory=dict)
    """What stands in its path, where that is not there by the same name."""
    unseen: bool = False
    """Whether another's child is as if none were named: what is asked of everybody's groups is not whole then."""
    once: bool = False
    """Whether the second who asks finds nothing to do."""
    guessed: bool = False
    """Whether what is sent cannot be right, as a code that nobody was told."""
    endless: bool = False
    """Whether what is answered never ends."""


def only(*who: str, **sent: Any) -> Asked:
    """A route for these alone."""
    return Asked(frozenset(who), **sent)


@dataclass
class World:
    """A running system with something in it, people who ask it, and what is there by the names under which it is asked for."""

    system: System
    people: Mapping[str, dict[str, str]]
    there: Mapping[str, str]
    secrets: Collection[str] = ()
    """What none of `OTHERS` may read anywhere."""


def headers_of(keys_dir: Path) -> dict[str, dict[str, str]]:
    """Everybody by a token, where that alone says who one is."""
    held = {name: frozenset({role}) for name, role in ROLES.items()} | dict.fromkeys(
        (FAMILY, OTHER_FAMILY, CLASS_TEACHER), frozenset()
    )
    return (
        {NOBODY: {}}
        | programs_of(keys_dir)
        | {name: bearer(token_for(keys_dir, uuid4(), roles=roles)) for name, roles in held.items()}
    )


def programs_of(keys_dir: Path) -> dict[str, dict[str, str]]:
    """Those who came by a key."""
    scopes = {name: frozenset((scope, union) for scope in SCOPES) for name, union in PROGRAMS.items()}
    return {name: bearer(token_for(keys_dir, uuid4(), roles=held, methods=(BY_KEY,))) for name, held in scopes.items()}


@asynccontextmanager
async def answering(name: str, database: MakeDatabase, keys_dir: Path) -> AsyncIterator[System]:
    """The system where visitors are answered, on a database of its own: no worker changes anything meanwhile."""
    settings = Settings(database_url=await database(name), kafka="127.0.0.1:1", keys_dir=keys_dir, role="web")
    async with import_module(f"services.{name}.bootstrap").build(settings).running() as system:
        never_in_doubt(system)
        yield system


def routes_of(system: System) -> Iterator[tuple[str, APIRoute]]:
    """Method and path of every route, page or operation."""
    for route in system.app.routes:
        if isinstance(route, APIRoute):
            yield from ((f"{method} {route.path_format}", route) for method in sorted(route.methods - {"HEAD"}))


def nowhere(there: Mapping[str, str]) -> dict[str, str]:
    """Of each thing one that is not: shaped alike."""
    return {name: str(uuid4()) if _is_id(value) else "0" * len(value) for name, value in there.items()}


async def knock(world: World, route: str, asked: Asked, person: str, there: Mapping[str, str]) -> httpx2.Response:
    """Ask with everything right but, perhaps, the person or the thing."""
    method, _, path = route.partition(" ")
    headers = dict(world.people[person]) | {"accept": "application/json"}
    sent: dict[str, Any] = {}
    if method != "GET" and "/api/" in path:
        headers["idempotency-key"] = str(uuid4())
    elif method != "GET":
        key = {"idempotency_key": str(uuid4())} if asked.keyed else {}
        sent["data"] = key | _filled(asked.form or {}, there)
    if asked.form is not None and "/api/" in path:
        sent["data"] = _filled(asked.form, there)
    if asked.json is not None:
        sent["json"] = _filled(asked.json, there)
    if asked.content is not None:
        sent["content"], headers["content-type"] = asked.content, "application/yaml"
    if asked.files:
        sent["files"] = asked.files
    transport = httpx2.ASGITransport(world.system.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://aixin.test", trust_env=False) as web:
        return await web.request(
            method,
            path.format(**there | _filled(asked.of, there)),
            params=_filled(asked.query, there),
            headers=headers,
            **sent,
        )


def _filled(part: Any, there: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return _NAMED.sub(lambda name: there.get(name[1], name[0]), part)
    if isinstance(part, Mapping):
        return {_filled(name, there): _filled(value, there) for name, value in part.items()}
    return [_filled(inner, there) for inner in part] if isinstance(part, list) else part


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
