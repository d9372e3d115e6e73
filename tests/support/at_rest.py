"""A system of which nothing runs: its database, and what it says of itself; for what is done to it from outside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from shared.db import prune
from shared.db.pool import open_pool
from shared.events.accounts import RoleChanged
from shared.settings import Settings
from shared.system import System


def built(name: str, settings: Settings) -> System:
    """As its bootstrap makes it."""
    system: System = import_module(f"services.{name}.bootstrap").build(settings)
    return system


@asynccontextmanager
async def at_rest(name: str, settings: Settings) -> AsyncIterator[System]:
    """With a pool."""
    system = built(name, settings)
    async with await open_pool(settings.database_url, 4) as system.pool:
        yield system


async def grow_old(name: str, settings: Settings, days: int) -> None:
    """Have so much time pass since the system said what it said, and take away what is then too old; but for what people were told of
    their roles: notify, which keeps it, does not grow old."""
    aged = "UPDATE outbox SET created_at = created_at - $1 * interval '1 day' WHERE type <> $2"
    async with at_rest(name, settings) as system:
        await system.pool.execute(aged, days, RoleChanged.TYPE)
        await prune.prune(system)


def earlier(column: str) -> str:
    """An id of version 7, made 70 days before."""
    milliseconds = f"(extract(epoch FROM uuid_extract_timestamp({column})) * 1000)::bigint - 6048000000"
    return f"(lpad(to_hex({milliseconds}), 12, '0') || right(replace({column}::text, '-', ''), 20))::uuid"


def said_earlier(where: str = "true") -> str:
    """Age what was said, past the system."""
    days = "interval '70 days'"
    return f"UPDATE outbox SET event_id = {earlier('event_id')}, created_at = created_at - {days} WHERE {where}"


HEARD_EARLIER = f"UPDATE inbox SET event_id = {earlier('event_id')}"
OLD = "kind IN ('entered', 'role-changed')"
AGED = f"(SELECT event_id FROM message WHERE {OLD})"
LONG_AGO = {
    "accounts": f"""{said_earlier()}; ALTER TABLE role_change DISABLE TRIGGER only_added;
        UPDATE role_change SET id = {earlier("id")}, at = at - interval '70 days'; ALTER TABLE role_change ENABLE TRIGGER only_added""",
    "classes": f"{said_earlier()}; {HEARD_EARLIER}",
    "booking": f"""{said_earlier("topic = 'capacity' OR type = 'booking.enrollment-entered.v1'")}; {HEARD_EARLIER};
        UPDATE enrollment SET changed_at = changed_at - interval '70 days' WHERE state = 'entered'""",
    "notify": f"""{said_earlier("convert_from(body, 'UTF8')::jsonb ->> 'kind' IN ('entered', 'role-changed')")}; {HEARD_EARLIER} WHERE event_id IN {AGED};
        UPDATE delivery SET event_id = {earlier("event_id")} WHERE event_id IN {AGED};
        UPDATE message SET event_id = {earlier("event_id")}, created_at = created_at - interval '70 days' WHERE {OLD}""",
}
"""What of all that happened was long ago: that groups were published, members registered, roles given, places counted, and some entered a draw."""
