"""Every route of the four systems × everybody: whom it lets in is let in, whoever else asks learns nothing and does nothing."""

import re
from collections.abc import Collection, Mapping
from importlib import import_module

import httpx2
import pytest

from shared.events.registry import SYSTEMS
from shared.settings import Settings
from shared.system import System
from tests.support.access.asked import ANYBODY, NOBODY, OTHERS, Asked, World, knock, nowhere, routes_of

REFUSED = {401, 403, 404}
TOLD = {400, 409, 429}
"""It is too early, was done by somebody before, or often enough: that is said to those who are let in."""

_TABLES = "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'audit')"


def table(name: str) -> Mapping[str, Asked]:
    """Of a system: its routes, by method and path."""
    routes: Mapping[str, Asked] = import_module(f"tests.support.access.{name}").ROUTES
    return routes


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_route_says_whom_it_lets_in(name, keys_dir):
    settings = Settings(database_url="postgresql://nowhere/nothing", keys_dir=keys_dir)
    built = import_module(f"services.{name}.bootstrap").build(settings)
    assert {route for route, _ in routes_of(built)} == set(table(name)), "tests/support/access says who may ask what"


@pytest.mark.parametrize("name", SYSTEMS)
async def test_whoever_may_not_learns_nothing_and_whoever_may_is_let_in(database, keys_dir, name):
    async with import_module(f"tests.support.access.{name}").world(database, keys_dir) as world:
        before = await rows(world.system)
        wrong = [line for route, asked in table(name).items() for line in await strangers(world, route, asked)]
        assert not wrong
        assert await rows(world.system) == before
        wrong = [line for route, asked in table(name).items() for line in await invited(world, route, asked)]
        assert not wrong


async def strangers(world: World, route: str, asked: Asked) -> list[str]:
    """Where somebody is not refused, or not alike for what is there and for what is not."""
    wrong = []
    for person in sorted(ANYBODY - asked.who):
        answer = await knock(world, route, asked, person, world.there)
        missing = nowhere(world.there)
        if asked.unseen:
            missing = {**world.there, "child_id": missing["child_id"]}
        unknown = await knock(world, route, asked, person, missing)
        expected = {401} if person == NOBODY else REFUSED | {422} if asked.unseen else REFUSED
        said = {*world.there.values(), *missing.values()}
        alike = told(answer, said) == told(unknown, said)
        if answer.status_code not in expected or not alike:
            wrong.append(f"{route} {person}: {answer.status_code} {answer.text[:200]}, {unknown.status_code}")
    return wrong


def told(answer: httpx2.Response, said: Collection[str]) -> tuple[int, str]:
    """The answer without what was said to it, which a form shows again, and without what is new in every page."""
    text = re.sub("|".join(map(re.escape, said)), "…", answer.text)
    return answer.status_code, re.sub(r'(idempotency_key" value|data-now|data-expires)="[^"]+"', "", text)


async def invited(world: World, route: str, asked: Asked) -> list[str]:
    """Where somebody is refused who may, or is shown what is of others."""
    wrong = []
    for person in () if asked.endless else sorted(asked.who)[: 1 if asked.once else None]:
        answer = await knock(world, route, asked, person, world.there)
        if answer.status_code >= 400 and answer.status_code not in (TOLD | {422} if asked.guessed else TOLD):
            wrong.append(f"{route} {person}: {answer.status_code} {answer.text[:200]}")
        wrong += [f"{route} {person}: {word}" for word in world.secrets if person in OTHERS and word in answer.text]
    return wrong


async def rows(system: System) -> dict[str, object]:
    """What stands in its database."""
    async with system.pool.acquire() as conn:
        found = await conn.fetch(_TABLES)
        return {table: await conn.fetch(f"SELECT t::text FROM {table} AS t ORDER BY 1") for (table,) in found}
