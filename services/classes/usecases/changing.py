"""What every change of a group has in common: whose it is, the lock, the row, its history, its next step."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from services.classes.domain.lifecycle import GroupState, NotAllowed
from services.classes.store import groups, history
from services.classes.store.groups import Group
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Conflict, NotFound
from shared.events.catalogue import GroupRevised
from shared.kernel.identity import Identity
from shared.messaging import outbox
from shared.messaging.timers import cancel_timer, set_timer

ADVANCE = "advance"
"""The timer that moves a group on; its subject is the group's id."""


async def own_group(conn: Connection, who: Identity, group_id: UUID) -> tuple[Group, datetime]:
    """The group, locked, and the instant by the database's clock. Raises NotFound when another union runs it."""
    group = await groups.lock(conn, group_id)
    if group is None or not who.may_organize(group.union):
        raise NotFound
    return group, await clock(conn)


@contextmanager
def allowed() -> Iterator[None]:
    """What the domain does not allow is a Conflict to whoever asked."""
    try:
        yield
    except NotAllowed as no:
        raise Conflict(no.zh, no.en) from no


async def keep(conn: Connection, group: Group, who: Identity | None, what: str, **detail: Any) -> None:
    """Write a changed group, a line of its history, and the timer of its next step."""
    await groups.save(conn, group)
    await history.note(conn, group.id, who, what, detail)
    due = group.life.due()
    if due:
        await set_timer(conn, ADVANCE, str(group.id), due)
    else:
        await cancel_timer(conn, ADVANCE, str(group.id))


async def tell_revised(conn: Connection, group: Group) -> None:
    """Say a group's new facts to whoever heard of it before."""
    if group.state is not GroupState.DRAFT:
        await outbox.put(conn, GroupRevised(group_id=group.id, revision=group.revision, facts=group.told))
