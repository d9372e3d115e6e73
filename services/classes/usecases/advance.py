"""Move a group on when its instant has come."""

from dataclasses import replace
from uuid import UUID

from services.classes.store import groups
from services.classes.usecases.changing import keep
from shared.db.pool import Connection


async def advance(conn: Connection, subject: str) -> None:
    """The timer's effect: every step that is due, by the database's clock; a group that is gone needs none."""
    group = await groups.lock(conn, UUID(subject))
    if group is None:
        return
    moved = replace(group, life=group.life.advance(await groups.now(conn)))
    if moved != group:
        await keep(conn, moved, None, moved.state)
