"""Tell the others which unions people belong to now, if that changed."""

from collections.abc import Sequence
from uuid import UUID

from services.accounts.store import people
from shared.db.pool import Connection
from shared.events.accounts import MembershipChanged
from shared.messaging import outbox


async def tell_memberships(conn: Connection, who: Sequence[UUID]) -> None:
    """Emit MembershipChanged for those of the people whose memberships are not what was said last.

    Somebody who logs in for the first time while the roll is being imported may be missed by the import; the next token, minutes later,
    comes through here again and puts it right.
    """
    if not who:
        return
    changed = await people.renew_memberships(conn, who)
    await outbox.put(
        conn,
        *(
            MembershipChanged(person_id=p["id"], revision=p["revision"], unions=p["unions"], joined=p["joined"])
            for p in changed
        ),
    )
