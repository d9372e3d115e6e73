"""Whoever is given a role, loses it, or has the second factor reset hears of it; and it is kept for the federation to read.

It is said in the transaction that makes it true, to whoever has an account: they are held then. For a phone with which nobody has
logged in there is nobody to tell, so two timers see to it, one when the role is given and one at the first log-in. Each is of an id
that is new, so no log-in waits for anybody; whichever comes second finds nothing left to tell. What is confirmed or taken back at that
moment is told as it is afterwards: the timer comes again.
"""

from datetime import timedelta
from uuid import UUID

from services.accounts.store import people, role_changes
from services.accounts.store.role_changes import RoleChange
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events.accounts import RoleChanged
from shared.messaging import outbox
from shared.messaging.timers import set_timer

GIVEN, LOGGED_IN = "role-given", "role-logged-in"
"""The timers: of a change, of a person."""
LATER = timedelta(minutes=2)
"""A log-in that was under way when the role was given is over by then."""


async def tell_role(conn: Connection, change: RoleChange) -> None:
    """Log what happened, and tell the phone's owner, whom the caller holds if there is one."""
    kept = await role_changes.keep(conn, change)
    if kept["person_id"] is None:
        if change.what == "given":
            await set_timer(conn, GIVEN, str(kept["id"]), await clock(conn) + LATER)
        return
    said = RoleChanged(
        person_id=kept["person_id"],
        revision=int(kept["at"].timestamp() * 1000),
        what="given" if change.what in ("met", "confirmed") else change.what,
        role=change.role,
        union=change.union_code,
        of=await role_changes.union_name(conn, change),
        acts_at=await role_changes.acts_at(conn, change),
        at=kept["at"],
    )
    await outbox.put(conn, said)


async def begin_with_roles(conn: Connection, person_id: UUID) -> None:
    """A person begins, and holds roles already: they are told of them in a moment, by a transaction of its own."""
    if await role_changes.holds_any(conn, person_id):
        await set_timer(conn, LOGGED_IN, str(person_id), await clock(conn))


async def role_given(conn: Connection, change_id: str) -> None:
    """Whoever has logged in since the role was given hears of it."""
    phone_hash = await role_changes.phone_of(conn, UUID(change_id))
    if phone_hash and (person_id := await people.find(conn, phone_hash)):
        await _meet(conn, person_id)


async def role_logged_in(conn: Connection, person_id: str) -> None:
    """Whoever has logged in for the first time hears of the roles they were given before."""
    await _meet(conn, UUID(person_id))


async def _meet(conn: Connection, person_id: UUID) -> None:
    await people.hold(conn, [person_id])
    if person := await people.get(conn, person_id):
        for one in await role_changes.unmet(conn, person_id):
            phone = person["phone_hash"], one["phone_masked"]
            await tell_role(conn, RoleChange(phone, "met", one["role"], one["union_code"] or ""))
