"""Once a child is deleted nothing that was told of it names it: not an inbox, not a mail to come, not what was said between the systems."""

from uuid import UUID, uuid4

import pytest

from services.booking.usecases.wipe import UNSAID, unsay
from services.notify.usecases.forget import UNNAME, forget_child, unname
from shared.db.pool import connection, transaction
from shared.events.envelope import Envelope
from shared.events.family import ChildForgotten
from shared.kernel.clock import machine_clock
from tests.support import notify as mail
from tests.support.booking import book, publish
from tests.support.canary import standing
from tests.support.parents import parent

MASKED = "欧*雀"
SENT = "UPDATE outbox SET published_at = clock_timestamp()"
REMOVED = (
    "SELECT convert_from(body, 'UTF8')::jsonb ->> 'child_id' FROM outbox WHERE type = 'booking.child-forgotten.v1'"
)


async def named(system) -> set[str]:
    """The tables in which the masked name stands."""
    async with connection(system.pool) as conn:
        return {table for table, _ in await standing(conn, [MASKED])}


async def forget(notify, child_id: UUID) -> None:
    event = ChildForgotten(child_id=child_id)
    envelope = Envelope(uuid4(), event.TYPE, "booking", machine_clock(), event.TOPIC, event.key)
    async with transaction(notify.pool) as conn:
        await forget_child(conn, event, envelope)


async def test_what_was_said_of_a_child_names_it_no_more(booking, web):
    family = await parent(booking, "欧阳金丝雀")
    asked = await book(web, family, await publish(booking))
    withdraw = f"/booking/api/v1/enrollments/{asked['enrollment_id']}/withdraw"
    (await web.post(withdraw, headers=family.with_key())).raise_for_status()
    assert await named(booking) == {"public.outbox"}
    (await web.delete(f"/booking/api/v1/children/{family.child_id}", headers=family.with_key())).raise_for_status()
    assert await booking.pool.fetchval(REMOVED) == str(family.child_id)
    await booking.pool.execute(SENT)
    async with transaction(booking.pool) as conn:
        await unsay(conn, family.child_id)
    assert await named(booking) == set()
    kinds = await booking.pool.fetch("SELECT type FROM outbox WHERE topic = 'enrollment' ORDER BY id")
    assert [row["type"].split(".")[1] for row in kinds] == [
        "enrollment-confirmed",
        "enrollment-withdrawn",
        "child-forgotten",
    ]


async def test_what_has_still_to_be_sent_is_looked_at_again(booking, web):
    family = await parent(booking, "欧阳金丝雀")
    await book(web, family, await publish(booking))
    async with transaction(booking.pool) as conn:
        await conn.execute("UPDATE outbox SET published_at = NULL")  # held: no relay sends it meanwhile
        await unsay(conn, family.child_id)
        later = "SELECT due_at > clock_timestamp() FROM timer WHERE kind = $1 AND subject = $2"
        assert await conn.fetchval(later, UNSAID, str(family.child_id))


async def test_an_inbox_names_it_no_more_nor_does_what_comes_late(notify):
    person, child_id = uuid4(), uuid4()
    told = {"child_id": child_id, "child_name": MASKED}
    for kind in ("confirmed", "refused"):
        await mail.say(notify, mail.happened(kind, person, **told))
    await mail.say(notify, mail.happened("confirmed", person, child_id=uuid4(), child_name="张*明"))
    assert await named(notify) == {"public.message"}
    await forget(notify, child_id)
    await mail.say(notify, mail.happened("withdrawn", person, **told))
    assert await named(notify) == set()
    told_of = await notify.pool.fetch(
        "SELECT params ->> 'child_name' AS name, params ->> 'reason' AS reason FROM message ORDER BY id"
    )
    assert [tuple(row) for row in told_of] == [("*", None), ("*", "*"), ("张*明", None), ("*", None)]
    inbox = await mail.door(notify, person).get("/notify/")
    assert inbox.status_code == 200


@pytest.mark.parametrize("looks", [1, 0], ids=["the second look", "negative control"])
async def test_what_was_told_at_the_same_moment_is_found_by_the_second_look(notify, looks):
    person, child_id = uuid4(), uuid4()
    await forget(notify, child_id)
    await mail.say(notify, mail.happened("confirmed", person, child_id=child_id))
    at_once = """UPDATE message SET params = params || jsonb_build_object('child_name', $1::text)"""
    await notify.pool.execute(at_once, MASKED)
    assert await notify.pool.fetchval("SELECT subject FROM timer WHERE kind = $1", UNNAME) == str(child_id)
    async with transaction(notify.pool) as conn:
        for _ in range(looks):
            await unname(conn, str(child_id))
    assert await named(notify) == (set() if looks else {"public.message"})
