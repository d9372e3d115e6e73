"""Publish drafts: families see them, booking hears of them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.classes.domain.lifecycle import GroupState
from services.classes.store import groups, plans
from services.classes.store.groups import Group
from services.classes.usecases.changing import allowed, keep, own_group
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.events.catalogue import GroupPublished
from shared.kernel.identity import Identity
from shared.messaging import outbox


async def publish(conn: Connection, who: Identity, group_id: UUID) -> Group:
    """Publish one draft. Raises NotFound, Conflict."""
    group, now = await own_group(conn, who, group_id)
    return await _publish(conn, who, group, now)


async def publish_plan(conn: Connection, who: Identity | None, plan_id: UUID) -> list[Group]:
    """Publish every draft of a plan (nobody: the system itself does). Raises NotFound."""
    plan = await plans.find(conn, plan_id)
    if plan is None or (who and not who.may_organize(plan.union_code)):
        raise NotFound
    locked, now = await groups.lock_plan(conn, plan_id), await clock(conn)
    return [await _publish(conn, who, group, now) for group in locked if group.state is GroupState.DRAFT]


async def _publish(conn: Connection, who: Identity | None, group: Group, now: datetime) -> Group:
    """A group published after its opening goes on at once."""
    with allowed():
        group = replace(group, life=group.life.publish().advance(now))
    await keep(conn, group, who, "published")
    await outbox.put(conn, GroupPublished(group_id=group.id, revision=group.revision, facts=group.told))
    return group
