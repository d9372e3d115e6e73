"""What stands around every route, whoever built it: asked of each, before anything is looked up."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from shared.events.registry import SYSTEMS
from shared.settings import Settings
from shared.system import System
from shared.web.contract import SAFE
from shared.web.doors import HEADERS
from tests.support.access.asked import routes_of

CODES = {"code", "provider", "service", "seal"}
"""Names that people choose, and see; where a provider sends receipts, and what only it knows."""


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest, keys_dir: Path) -> System:
    """Wired, not running."""
    settings = Settings(database_url="postgresql://nowhere/nothing", keys_dir=keys_dir, public_url="https://aixin.test")
    built: System = import_module(f"services.{request.param}.bootstrap").build(settings)
    return built


async def ask(system: System, method: str, path: str, headers: Mapping[str, str]) -> httpx2.Response:
    """Over https, as a browser that is logged in somewhere."""
    transport = httpx2.ASGITransport(system.app)
    url = "https://aixin.test" + path.replace("{", "").replace("}", "")
    async with httpx2.AsyncClient(transport=transport, trust_env=False) as web:
        return await web.request(method, url, headers={"accept": "application/json", **headers})


async def test_a_write_from_another_sites_page_is_refused_at_every_route(system: System) -> None:
    evil = [{"origin": "https://evil.test"}, {"origin": "null"}, {"cookie": "a=b"}]
    evil.append(
        evil[0] | {"authorization": "Basic YTpi"}
    )  # as a browser sends it that once gave a password to all of the site
    writes = [route.split() for route, _ in routes_of(system) if route.split()[0] not in SAFE]
    assert len(writes) > 5
    for method, path in writes:
        told = [await ask(system, method, path, headers) for headers in evil]
        assert [(one.status_code, one.json()["code"]) for one in told] == [(403, "cross-site")] * 4, path
        by_token = await ask(system, method, path, evil[0] | {"authorization": "Bearer a"})
        assert "cross-site" not in by_token.text, path


async def test_no_route_is_reached_by_another_address_than_its_own(system: System) -> None:
    """The edge keeps what is for operators and other systems inside by the address as it is written."""
    for method, path in (*(route.split() for route, _ in routes_of(system)), ("GET", f"/{system.name}/metrics")):
        for end in ("%0A", "%0D", "%00", "%E2%80%A8"):
            assert (await ask(system, method, path + end, {})).status_code == 404, (path, end)
    assert (await ask(system, "GET", f"/{system.name}/metrics", {})).status_code == 200


async def test_every_answer_says_how_it_may_be_used(system: System) -> None:
    for method, path in (route.split() for route, _ in routes_of(system)):
        answer = await ask(system, method, path, {"origin": "https://evil.test"})
        expected = HEADERS | {"cache-control": "no-store", "strict-transport-security": "max-age=31536000"}
        assert {name: answer.headers.get(name) for name in expected} == expected, path
        assert "server" not in answer.headers


def test_the_policy_lets_no_script_stand_in_a_page() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert {"script-src", "style-src", "script-src-elem"}.isdisjoint(policy)
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'",) * 3


async def test_no_other_origin_is_allowed_anything(system: System) -> None:
    asks = {"origin": "https://evil.test", "access-control-request-method": "POST"}
    for _, path in (route.split() for route, _ in routes_of(system)):
        answer = await ask(system, "OPTIONS", path, asks)
        assert answer.status_code == 405, path
        assert not [name for name in answer.headers if name.startswith("access-control-")], path


def test_no_body_takes_a_field_that_it_does_not_know(system: System) -> None:
    document = system.app.openapi()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                if kind == "application/json":
                    assert _shape(document, content)["additionalProperties"] is False, path


def test_whatever_is_named_in_a_path_is_named_by_uuid(system: System) -> None:
    named = [
        (route, parameter.name, parameter.field_info.annotation)
        for _, route in routes_of(system)
        for parameter in route.dependant.path_params
    ]
    assert not [(route.path, name) for route, name, kind in named if kind is not UUID and name not in CODES]


def _shape(document: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    shape: dict[str, Any] = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    return shape
