"""Classes was put back from a backup: what its groups say holds, whatever was said of them since."""

from services.classes.domain.lifecycle import GroupState
from services.classes.store import groups
from services.classes.store.groups import Group
from shared.db.pool import Connection
from shared.events.catalogue import GroupCancelled, GroupRevised
from shared.messaging import outbox


async def after_restore(conn: Connection) -> None:
    """Tell every group again, in a revision that is higher than any that was told; drafts get one, too, for they may have been published."""
    for group in await groups.renumber(conn):
        if group.state is not GroupState.DRAFT:
            await _tell(conn, group)


async def _tell(conn: Connection, group: Group) -> None:
    await outbox.put(conn, GroupRevised(group_id=group.id, revision=group.revision, facts=group.told))
    if group.state is GroupState.CANCELLED:
        await outbox.put(conn, GroupCancelled(group_id=group.id, revision=group.revision, reason=group.reason))
