"""Tell what lasts once more: what was said of it long ago is kept by nobody."""

from collections.abc import AsyncIterator

from services.classes.domain.lifecycle import GroupState
from services.classes.store import groups
from shared.db.pool import Connection
from shared.events.catalogue import GroupCancelled, GroupRevised
from shared.events.envelope import Event
from shared.messaging import outbox


async def retell(conn: Connection) -> None:
    """Tell every group as it is, drafts left out. Whoever knows it has nothing to do."""
    await outbox.put_all(conn, _told(conn))


async def _told(conn: Connection) -> AsyncIterator[Event]:
    async for group in groups.told(conn):
        yield GroupRevised(group_id=group.id, revision=group.revision, facts=group.told)
        if group.state is GroupState.CANCELLED:
            yield GroupCancelled(group_id=group.id, revision=group.revision, reason=group.reason)
