"""What booking hears, and what it does then."""

from collections.abc import Mapping

from services.booking.store.groups import GroupBook
from services.booking.usecases.learn_group import call_off, learn_group
from services.booking.usecases.learn_membership import learn_membership
from shared.db.pool import Connection
from shared.events.accounts import MembershipChanged
from shared.events.catalogue import GroupCancelled, GroupPublished, GroupRevised
from shared.events.envelope import Envelope, Event
from shared.messaging.consumer import Handler


def handlers(book: GroupBook) -> Mapping[type[Event], Handler]:
    """The table of events; `book` is where the desk looks groups up."""

    async def on_group(conn: Connection, event: GroupPublished | GroupRevised, _: Envelope) -> None:
        await learn_group(conn, book, event)

    async def on_cancelled(conn: Connection, event: GroupCancelled, _: Envelope) -> None:
        await call_off(conn, book, event)

    async def on_membership(conn: Connection, event: MembershipChanged, _: Envelope) -> None:
        await learn_membership(conn, event)

    return {
        GroupPublished: on_group,
        GroupRevised: on_group,
        GroupCancelled: on_cancelled,
        MembershipChanged: on_membership,
    }
