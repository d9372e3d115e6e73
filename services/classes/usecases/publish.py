"""Publish drafts: families see them, booking hears of them. A large plan takes turns with others, so that none waits for it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.classes.store import plans
from services.classes.store import publishing as store
from services.classes.store.groups import Group
from services.classes.store.publishing import Publishing
from services.classes.usecases.changing import ADVANCE, allowed, own_group
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.events.catalogue import GroupPublished
from shared.kernel.identity import Identity
from shared.messaging import outbox
from shared.messaging.timers import set_timer, set_timers

PUBLISH = "publish"
"""The timer of a plan's next turn; its subject is the plan's id. Set anew it stands behind the others that are due."""
AT_ONCE = 100
"""Groups a turn."""


async def publish(conn: Connection, who: Identity, group_id: UUID) -> Group:
    """Publish one draft. Raises NotFound, Conflict."""
    group, _ = await own_group(conn, who, group_id)
    (published,) = await _publish(conn, Publishing.by(who, group_id), [group])
    return published


async def publish_plan(conn: Connection, who: Identity | None, plan_id: UUID) -> list[Group]:
    """Publish every draft of a plan (nobody: the system itself does): these now, the others turn by turn. Raises NotFound."""
    plan = await plans.find(conn, plan_id)
    if plan is None or (who and not who.may_organize(plan.union_code)):
        raise NotFound
    last = await store.newest_draft(conn, plan_id)
    if last is None:
        return []
    # Before the groups, for whoever takes the next turn holds its timer and then wants them.
    await set_timer(conn, PUBLISH, str(plan_id), await clock(conn))
    publishing = Publishing.by(who, last)
    await store.begin(conn, plan_id, publishing)
    return await _turn(conn, plan_id, publishing)


async def go_on_publishing(conn: Connection, subject: str) -> None:
    """The timer's effect: the plan's next turn; the timer is set again until nothing is left."""
    plan_id = UUID(subject)
    publishing = await store.find(conn, plan_id)
    if publishing and len(await _turn(conn, plan_id, publishing)) == AT_ONCE:
        await set_timer(conn, PUBLISH, subject, await clock(conn))


async def _turn(conn: Connection, plan_id: UUID, publishing: Publishing) -> list[Group]:
    drafts = await store.lock_next(conn, plan_id, publishing.last, AT_ONCE)
    if len(drafts) < AT_ONCE:
        await store.end(conn, plan_id)
    return await _publish(conn, publishing, drafts)


async def _publish(conn: Connection, publishing: Publishing, drafts: Sequence[Group]) -> list[Group]:
    """A group published after its opening goes on at once."""
    now = await clock(conn)
    with allowed():
        published = [replace(group, life=group.life.publish().advance(now)) for group in drafts]
    await store.keep(conn, published, publishing)
    due = {str(group.id): at for group in published if (at := group.life.due())}
    await set_timers(conn, ADVANCE, due)
    told = (GroupPublished(group_id=group.id, revision=group.revision, facts=group.told) for group in published)
    await outbox.put(conn, *told)
    return published
