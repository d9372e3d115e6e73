"""Call a group off."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.classes.store.groups import Group
from services.classes.usecases.changing import allowed, keep, own_group
from services.classes.words import refusals
from shared.db.pool import Connection
from shared.errors import BadInput
from shared.events.catalogue import GroupCancelled
from shared.kernel.identity import Identity
from shared.messaging import outbox


async def cancel(conn: Connection, who: Identity, group_id: UUID, reason: str) -> Group:
    """Cancel a published group for a reason that every family is told. Raises NotFound, Conflict, BadInput."""
    group, now = await own_group(conn, who, group_id)
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise BadInput(*refusals.WHY_CANCELLED, fields={"reason": refusals.WHY_CANCELLED.both})
    with allowed():
        return await call_off(conn, group, now, who, reason)


async def call_off(conn: Connection, group: Group, now: datetime, who: Identity | None, reason: str) -> Group:
    """Cancel it (nobody: the system itself does), and tell. Raises NotAllowed."""
    life = group.life.advance(now).cancel()
    cancelled = replace(group, life=life, reason=reason, revision=group.revision + 1)
    await keep(conn, cancelled, who, "cancelled", reason=reason)
    await outbox.put(conn, GroupCancelled(group_id=group.id, revision=cancelled.revision, reason=reason))
    return cancelled
