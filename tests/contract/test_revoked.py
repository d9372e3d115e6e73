"""Whatever asks who one is refuses what was revoked; whatever asks for a role refuses while nobody knows what was."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from fastapi import Request

from shared.errors import NotSignedIn, SecondFactorMissing, Uncertain
from shared.events.registry import SYSTEMS
from shared.events.revocation import AccessChanged, AllTold, SessionEnded
from shared.settings import Settings
from shared.system import System
from shared.web import auth
from shared.web.contract import refusals_of
from tests.support.access.asked import routes_of
from tests.support.people import bearer, token_for

PERSON, SESSION = UUID(int=7), UUID(int=8)
FEDERATION = frozenset({("federation", "*")})
REVOKING = {"logged out": SessionEnded(session_id=SESSION), "roles changed": AccessChanged(person_id=PERSON, epoch=3)}


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest, keys_dir: Path) -> System:
    """Wired, not running: who may come in is decided before anything is looked up."""
    settings = Settings(database_url="postgresql://nowhere/nothing", keys_dir=keys_dir)
    built: System = import_module(f"services.{request.param}.bootstrap").build(settings)
    return built


def asking(system: System, *refusals: type[Exception]) -> Iterator[tuple[str, str]]:
    """Method and path of each route, page or operation, that may refuse by these."""
    for method, route in routes_of(system):
        if set(refusals) <= refusals_of(route):
            path = route.path_format
            for name, field in ((p.name, p.field_info) for p in route.dependant.path_params):
                path = path.replace(f"{{{name}}}", str(UUID(int=9)) if field.annotation is UUID else "x")
            yield method.partition(" ")[0], path


def token_of(system: System, epoch: int = 2) -> str:
    """Of the federation."""
    return token_for(system.settings.keys_dir, PERSON, roles=FEDERATION, session_id=SESSION, epoch=epoch)


async def answers(system: System, *refusals: type[Exception]) -> dict[tuple[str, str], tuple[int, str]]:
    """To the federation, by the token of its session: the status and the code of each."""
    headers = bearer(token_of(system)) | {"accept": "application/json", "idempotency-key": "a-key-of-a-test"}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(system.app), base_url="http://aixin.test", headers=headers
    ) as web:
        told = {(method, path): await web.request(method, path) for method, path in asking(system, *refusals)}
    return {route: (answer.status_code, answer.json()["code"]) for route, answer in told.items()}


@pytest.mark.parametrize("revoking", REVOKING.values(), ids=REVOKING)
async def test_what_was_revoked_is_nobodys_at_every_door(
    system: System, revoking: SessionEnded | AccessChanged
) -> None:
    system.revocations.hear(AllTold())
    system.revocations.hear(revoking)
    found = await answers(system, NotSignedIn)
    assert found
    assert set(found.values()) == {(401, "not-signed-in")}, found


async def test_roles_are_not_believed_while_nobody_says_that_all_is_told(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "PATIENCE_SECONDS", 0.0)
    found = await answers(system, Uncertain)
    assert set(found.values()) <= {(503, "uncertain")}, found


async def test_what_was_not_revoked_is_somebodys_still(system: System) -> None:
    """Else the tests above would pass by whatever refuses everybody."""
    system.revocations.hear(AllTold())
    system.revocations.hear(SessionEnded(session_id=UUID(int=1)))
    system.revocations.hear(AccessChanged(person_id=PERSON, epoch=2))
    words = bearer(token_of(system, epoch=2))["authorization"].encode()
    request = Request({"type": "http", "headers": [(b"authorization", words)], "app": system.app})
    who = auth.identity_of(request)
    assert who
    assert who.roles == FEDERATION


@pytest.mark.parametrize("name", ["classes", "booking"])
def test_every_door_of_staff_asks_for_roles_that_hold_and_for_the_second_factor(name: str, keys_dir: Path) -> None:
    settings = Settings(database_url="postgresql://nowhere/nothing", keys_dir=keys_dir)
    system = import_module(f"services.{name}.bootstrap").build(settings)
    staffs = {route for route in asking(system) if "/console" in route[1] or "/staff" in route[1]}
    assert staffs
    assert staffs <= set(asking(system, Uncertain, SecondFactorMissing))
