"""Classes said something of a group: remember it, and let the places follow."""

from services.booking.domain.requests import CallOff, Resize
from services.booking.store import groups as store
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from services.booking.usecases.draw import promise_draw
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.catalogue import GroupCancelled, GroupPublished, GroupRevised


async def learn_group(conn: Connection, book: GroupBook, event: GroupPublished | GroupRevised) -> None:
    """Keep the facts; the ledger's capacity comes as near to theirs as what is taken allows, and those who wait move up.

    Raises Skip for what is older than known.
    """
    before = await store.find(conn, book, event.group_id)
    if not await store.learn(conn, event.group_id, event.revision, event.facts):
        raise Skip("a newer revision is known")
    await promise_draw(conn, event.group_id, event.facts)
    if before:
        await admit(conn, book, [Resize(event.group_id, event.facts.capacity)])


async def call_off(conn: Connection, book: GroupBook, event: GroupCancelled) -> None:
    """End every live enrollment of the group. Raises Skip when the group was never published here."""
    known = await store.find(conn, book, event.group_id)
    if known is None:
        raise Skip("the group was never published")
    await admit(conn, book, [CallOff(event.group_id, event.reason)])
