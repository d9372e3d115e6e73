"""Booking let all of a class go over to another one: nobody is to book it any more."""

from services.classes.domain.lifecycle import NotAllowed
from services.classes.store import groups
from services.classes.usecases.cancel import call_off
from services.classes.words.steps import MERGED_INTO
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.capacity import GroupMerged
from shared.events.envelope import Envelope


async def close_merged(conn: Connection, event: GroupMerged, _: Envelope) -> None:
    """Cancel the class that is empty now. Raises Skip when there is no such class, or it has ended already."""
    group = await groups.lock(conn, event.group_id)
    if group is None:
        raise Skip("no group of ours")
    try:
        await call_off(conn, group, await clock(conn), None, MERGED_INTO.of(title=event.title, reason=event.reason).zh)
    except NotAllowed as ended:
        raise Skip("it has ended already") from ended
