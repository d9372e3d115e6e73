"""One kind of write for each system, on databases alone: what is asked for, and what it must have done once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import uuid4

from services.booking.usecases.desk import Desk
from shared.db.pool import open_pool
from shared.settings import Settings
from tests.support.booking import FamilyOfOne, make_families, publish
from tests.support.crowd import Wish
from tests.support.open_plan import open_plan
from tests.support.people import bearer, token_for

_PERSON = "INSERT INTO person (id, phone_hash, phone_sealed, phone_masked) VALUES ($1, $2, $2, '138****0000')"
_NO_NAMESAKES = "UPDATE child SET name = 'child ' || id"
_FEDERATION = "INSERT INTO role_grant (phone_hash, role, phone_masked) VALUES ($1, 'federation', '138****0000')"


@dataclass(frozen=True)
class Write:
    """What a system is asked for."""

    wishes: Callable[[Settings, int], Awaitable[list[Wish]]]
    effects: str
    """SQL: how many of the wishes have come true, and how often."""


async def families(
    settings: Settings, count: int, *, capacity: int = 1000, **changes: object
) -> tuple[str, list[FamilyOfOne]]:
    """A group that is open, but for the changes, and families that may book it: on the database alone."""
    async with await open_pool(settings.database_url, 2) as pool:
        app = SimpleNamespace(state=SimpleNamespace(desk=Desk()))
        alone = SimpleNamespace(pool=pool, settings=settings, app=app)
        group, those = await publish(alone, capacity=capacity, **changes), await make_families(alone, count)  # type: ignore[arg-type]
        await pool.execute(_NO_NAMESAKES)
        return str(group), those


def place(family: FamilyOfOne, group: str) -> Wish:
    """A place for a family's child."""
    body = {"group_id": group, "child_id": str(family.child_id)}
    return Wish("POST", "/booking/api/v1/enrollments", family.with_key(), {"json": body})


async def _places(settings: Settings, count: int) -> list[Wish]:
    group, those = await families(settings, count)
    return [place(family, group) for family in those]


def _somebody(settings: Settings, *roles: tuple[str, str]) -> dict[str, str]:
    """Headers of one write."""
    token = token_for(settings.keys_dir, uuid4(), roles=frozenset(roles))
    return bearer(token) | _key()


async def _unions(settings: Settings, count: int) -> list[Wish]:
    person, phone = uuid4(), uuid4().bytes
    async with await open_pool(settings.database_url, 1) as pool:
        await pool.execute(_PERSON, person, phone)
        await pool.execute(_FEDERATION, phone)
    said = [{"code": f"union-{n}", "name": f"第{n}工会", "kind": "region"} for n in range(count)]
    who = bearer(token_for(settings.keys_dir, person))
    return [Wish("POST", "/accounts/api/v1/unions", who | _key(), {"json": one}) for one in said]


async def _plans(settings: Settings, count: int) -> list[Wish]:
    who = _somebody(settings, ("organizer", "mazhang")) | {"content-type": "application/yaml"}
    return [Wish("POST", "/classes/api/v1/plans", who | _key(), {"content": open_plan()}) for _ in range(count)]


async def _languages(settings: Settings, count: int) -> list[Wish]:
    path, said = "/notify/api/v1/preferences", {"json": {"email": "", "language": "en"}}
    return [Wish("PUT", path, _somebody(settings), said) for _ in range(count)]


def _key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


WRITES = {
    "accounts": Write(_unions, "SELECT count(*) FROM trade_union"),
    "classes": Write(_plans, "SELECT count(*) FROM class_group"),
    "booking": Write(_places, "SELECT count(*) FROM enrollment"),
    "notify": Write(_languages, "SELECT count(*) FROM recipient"),
}
