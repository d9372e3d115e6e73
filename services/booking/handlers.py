"""What booking hears, and what it does then; and what it does at an instant."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from services.booking.store import asleep
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import MENDING_ENDS, MENDING_NEARLY_ENDS, OFFER_ENDS, OFFER_NEARLY_ENDS, REFILL
from services.booking.usecases.broadcast import SAY, say_portion
from services.booking.usecases.decide_together import DECIDE, freeze_decision
from services.booking.usecases.doubt import COUNT, count_children
from services.booking.usecases.learn_firms import learn_firms
from services.booking.usecases.learn_group import ASKING_ENDS, call_off, end_asking, learn_groups, refill
from services.booking.usecases.learn_membership import learn_memberships
from services.booking.usecases.learn_unreached import learn_unreached
from services.booking.usecases.leave import LEAVES, leave
from services.booking.usecases.mend import end_mending
from services.booking.usecases.offer import end_offer, remind
from services.booking.usecases.tell_ahead import DAY_AHEAD, OPENS_SOON, tell_day, tell_opening, tell_to_mend
from services.booking.usecases.tell_change import CHOICE_NEARLY_ENDS, remind_to_choose
from services.booking.usecases.wipe import UNSAID, unsay
from shared.db.pool import Connection
from shared.events.accounts import AccountClosed, FirmsNamed, MembershipChanged, NumberAsleep, UnionChanged
from shared.events.catalogue import GroupCancelled, GroupPublished, GroupRevised
from shared.events.envelope import Envelope
from shared.events.notification import MessageFailed
from shared.messaging.handler import Alone, Handlers, Many
from shared.messaging.timers import TimerHandler
from shared.messaging.unions import learn_unions


def handlers(book: GroupBook) -> Handlers:
    """The table of events; `book` is where the desk looks groups up.

    A plan of a province is published or revised, a roll of a city imported: they come by the thousand.
    """

    async def on_groups(conn: Connection, events: Sequence[GroupPublished | GroupRevised]) -> None:
        await learn_groups(conn, book, events)

    async def on_cancelled(conn: Connection, event: GroupCancelled, _: Envelope) -> None:
        await call_off(conn, book, event)

    async def on_closed(conn: Connection, event: AccountClosed, _: Envelope) -> None:
        await leave(conn, book, event.person_id)

    return {
        GroupPublished: Many(on_groups),
        GroupRevised: Many(on_groups),
        GroupCancelled: Alone(on_cancelled),
        MembershipChanged: Many(learn_memberships),
        UnionChanged: Many(learn_unions),
        FirmsNamed: Many(learn_firms),
        NumberAsleep: Many(asleep.learn),
        AccountClosed: Alone(on_closed),
        MessageFailed: Many(learn_unreached),
    }


def timers(book: GroupBook) -> Mapping[str, TimerHandler]:
    """What booking does at an instant."""

    def of_one(act: Callable[[Connection, GroupBook, UUID], Awaitable[None]]) -> TimerHandler:
        async def on(conn: Connection, subject: str) -> None:
            await act(conn, book, UUID(subject.partition(" ")[0]))

        return on

    def of_several(act: Callable[[Connection, GroupBook, str], Awaitable[None]]) -> TimerHandler:
        async def on(conn: Connection, subject: str) -> None:
            await act(conn, book, subject)

        return on

    async def on_unsaying(conn: Connection, child_id: str) -> None:
        await unsay(conn, UUID(child_id))

    async def on_saying(conn: Connection, broadcast_id: str) -> None:
        await say_portion(conn, UUID(broadcast_id))

    return {
        ASKING_ENDS: of_one(end_asking),
        CHOICE_NEARLY_ENDS: of_one(remind_to_choose),
        COUNT: of_several(count_children),
        DAY_AHEAD: of_several(tell_day),
        DECIDE: of_one(freeze_decision),
        LEAVES: of_one(leave),
        MENDING_ENDS: of_one(end_mending),
        MENDING_NEARLY_ENDS: of_one(tell_to_mend),
        OFFER_ENDS: of_one(end_offer),
        OFFER_NEARLY_ENDS: of_one(remind),
        OPENS_SOON: of_several(tell_opening),
        REFILL: of_several(refill),
        SAY: on_saying,
        UNSAID: on_unsaying,
    }
