"""What booking hears, and what it does then; and what it does at an instant."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.booking.store import asleep
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import MENDING_ENDS, MENDING_NEARLY_ENDS, OFFER_ENDS, OFFER_NEARLY_ENDS, REFILL
from services.booking.usecases.decide_together import DECIDE, freeze_decision
from services.booking.usecases.doubt import COUNT, count_children
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
from shared.events.accounts import AccountClosed, MembershipChanged, NumberAsleep, UnionChanged
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
        NumberAsleep: Many(asleep.learn),
        AccountClosed: Alone(on_closed),
        MessageFailed: Many(learn_unreached),
    }


def timers(book: GroupBook) -> Mapping[str, TimerHandler]:
    """What booking does at an instant."""

    async def on_counting(conn: Connection, subject: str) -> None:
        await count_children(conn, book, subject)

    async def on_deciding(conn: Connection, subject: str) -> None:
        await freeze_decision(conn, book, UUID(subject.partition(" ")[0]))

    async def on_offer_ending(conn: Connection, enrollment_id: str) -> None:
        await end_offer(conn, book, UUID(enrollment_id))

    async def on_offer_nearly_ending(conn: Connection, enrollment_id: str) -> None:
        await remind(conn, book, UUID(enrollment_id))

    async def on_choice_nearly_ending(conn: Connection, enrollment_id: str) -> None:
        await remind_to_choose(conn, book, UUID(enrollment_id))

    async def on_refill(conn: Connection, subject: str) -> None:
        await refill(conn, book, subject)

    async def on_asking_ending(conn: Connection, group_id: str) -> None:
        await end_asking(conn, book, UUID(group_id))

    async def on_mending_ending(conn: Connection, enrollment_id: str) -> None:
        await end_mending(conn, book, UUID(enrollment_id))

    async def on_mending_nearly_ending(conn: Connection, enrollment_id: str) -> None:
        await tell_to_mend(conn, book, UUID(enrollment_id))

    async def on_day_ahead(conn: Connection, subject: str) -> None:
        await tell_day(conn, book, subject)

    async def on_opening_soon(conn: Connection, subject: str) -> None:
        await tell_opening(conn, book, subject)

    async def on_unsaying(conn: Connection, child_id: str) -> None:
        await unsay(conn, UUID(child_id))

    async def on_leaving(conn: Connection, person_id: str) -> None:
        await leave(conn, book, UUID(person_id))

    return {
        DAY_AHEAD: on_day_ahead,
        OPENS_SOON: on_opening_soon,
        ASKING_ENDS: on_asking_ending,
        CHOICE_NEARLY_ENDS: on_choice_nearly_ending,
        COUNT: on_counting,
        DECIDE: on_deciding,
        LEAVES: on_leaving,
        MENDING_ENDS: on_mending_ending,
        MENDING_NEARLY_ENDS: on_mending_nearly_ending,
        UNSAID: on_unsaying,
        OFFER_ENDS: on_offer_ending,
        OFFER_NEARLY_ENDS: on_offer_nearly_ending,
        REFILL: on_refill,
    }
