"""classes: whom each route lets in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.conftest import MakeDatabase
from tests.support.access.asked import (
    ANYBODY,
    FEDERATION,
    PARK,
    SOMEBODY,
    STAFF,
    Asked,
    World,
    answering,
    headers_of,
    only,
)
from tests.support.classes import FORM, Office, plan, published

_PARK = only(PARK, FEDERATION)
_PLAN = plan(key="autumn").replace("mazhang", "gaoxin")
_REVISED = {"title": "新班", "opens_at": "2099-01-01T09:00", "closes_at": "2099-01-02T09:00"}

ROUTES = {
    "GET /classes/healthz": Asked(ANYBODY),
    "GET /classes/readyz": Asked(ANYBODY),
    "GET /classes/metrics": Asked(ANYBODY),
    "GET /classes/clock": Asked(ANYBODY),
    "GET /classes/": Asked(ANYBODY),
    "GET /classes/places": Asked(ANYBODY, query={"ids": "{group_id}"}),
    "GET /classes/groups/{group_id}": Asked(ANYBODY),
    "GET /classes/api/v1/groups": Asked(ANYBODY),
    "GET /classes/copy": Asked(SOMEBODY),
    "GET /classes/api/v1/groups/{group_id}": Asked(ANYBODY),
    "GET /classes/api/v1/places": Asked(ANYBODY, query={"ids": "{group_id}"}),
    # the tools of whoever organizes anything
    "GET /classes/console/": Asked(STAFF),
    "GET /classes/console/live": Asked(STAFF, query={"since": "2027-01-01T00:00:00+08:00"}),
    "GET /classes/console/groups.xlsx": Asked(STAFF),
    "GET /classes/console/totals": Asked(STAFF),
    "GET /classes/console/totals/totals.xlsx": Asked(STAFF),
    "GET /classes/console/groups/new": Asked(STAFF),
    "GET /classes/console/import": Asked(STAFF),
    "GET /classes/console/import/write": Asked(STAFF),
    "GET /classes/console/import/language": Asked(STAFF),
    # a park's
    "POST /classes/console/groups/new": only(PARK, FEDERATION, form=FORM | {"union": "gaoxin"}),
    "POST /classes/console/import": only(PARK, FEDERATION, form={"source": _PLAN, "name": "plan.yaml"}),
    "POST /classes/console/import/confirm": only(PARK, FEDERATION, form={"source": _PLAN}),
    "POST /classes/api/v1/plans": only(PARK, FEDERATION, content=_PLAN),
    "GET /classes/console/plans/{plan_id}": _PARK,
    "GET /classes/console/plans/{plan_id}/plan.yaml": _PARK,
    "GET /classes/console/groups/{group_id}": _PARK,
    "POST /classes/console/groups/{group_id}/capacity": only(PARK, FEDERATION, form={"capacity": "31"}),
    "POST /classes/console/groups/{group_id}/revise": only(PARK, FEDERATION, form=_REVISED),
    "POST /classes/api/v1/groups/{group_id}/capacity": only(PARK, FEDERATION, json={"capacity": 32}),
    "POST /classes/console/groups/{group_id}/publish": _PARK,
    "POST /classes/console/plans/{plan_id}/publish": _PARK,
    "POST /classes/api/v1/groups/{group_id}/publish": _PARK,
    "POST /classes/api/v1/plans/{plan_id}/publish": _PARK,
    "POST /classes/console/groups/{group_id}/hold": _PARK,
    "POST /classes/api/v1/groups/{group_id}/hold": _PARK,
    "POST /classes/console/groups/{group_id}/cancel": only(PARK, FEDERATION, form={"reason": "台风"}),
    "POST /classes/api/v1/groups/{group_id}/cancel": only(PARK, FEDERATION, json={"reason": "台风"}),
}
"""In the order in which those whom they let in ask."""


@asynccontextmanager
async def world(database: MakeDatabase, keys_dir: Path) -> AsyncIterator[World]:
    """Groups of a park's plan, published."""
    async with answering("classes", database, keys_dir) as classes:
        people = headers_of(keys_dir)
        office = Office(classes, people[PARK]["authorization"].removeprefix("Bearer "))
        source = plan().replace("mazhang", "gaoxin")
        group, *_ = await published(office, source)
        made = await classes.pool.fetchval("SELECT id FROM plan")
        yield World(classes, people, {"group_id": group, "plan_id": str(made)})
