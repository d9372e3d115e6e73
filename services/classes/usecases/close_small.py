"""Booking counted too few children once more, when the time for more was over: the class does not take place."""

from services.classes.domain.lifecycle import NotAllowed
from services.classes.store import groups
from services.classes.usecases.cancel import call_off
from services.classes.words.steps import TOO_FEW
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.capacity import MinimumMissed
from shared.events.envelope import Envelope


async def close_small(conn: Connection, event: MinimumMissed, _: Envelope) -> None:
    """Cancel it. Raises Skip when there is no such class, its organizer decided otherwise meanwhile, or it has ended already."""
    group = await groups.lock(conn, event.group_id)
    least = group.facts.rules.minimum if group else None
    if group is None or least is None or (least.decide_at, least.children) != (event.decide_at, event.children):
        raise Skip("no group of ours, or another minimum holds")
    if not least.by_itself:
        raise Skip("its organizer decides by now")
    try:
        await call_off(conn, group, await clock(conn), None, TOO_FEW.of(have=event.have, children=event.children).zh)
    except NotAllowed as ended:
        raise Skip("it has ended already") from ended
