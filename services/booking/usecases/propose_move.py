"""Too few children in a group: propose to each family a place in another one. Nobody is moved without saying yes."""

from datetime import datetime
from uuid import UUID, uuid4

from services.booking.domain.requests import ProposeMove
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from shared.db.pool import Connection
from shared.errors import BadInput

_CONFIRMED = "SELECT id FROM enrollment WHERE group_id = $1 AND state = 'confirmed'"


async def propose_move(
    conn: Connection, book: GroupBook, person_id: UUID, *, from_group_id: UUID, to_group_id: UUID, until: datetime, reason: str
) -> int:  # fmt: skip
    """Offer every family of a group a place in another one, kept until then; how many could be kept.

    Who does not answer, or says no, keeps the old place for as long as that group stands. Raises BadInput.
    """
    now: datetime = await conn.fetchval("SELECT clock_timestamp()")
    if not reason.strip():
        raise BadInput("请写明理由。", "Write down the reason.", fields={"reason": "请写明理由 · Write the reason"})
    if until <= now:
        raise BadInput(
            "答复期限已经过去。", "The deadline has passed.", fields={"until": "请写将来的时间 · Write a time to come"}
        )
    new_ids = {row["id"]: uuid4() for row in await conn.fetch(_CONFIRMED, from_group_id)}
    ask = ProposeMove(person_id, from_group_id, to_group_id, until, reason.strip(), new_ids)
    await admit(conn, book, [ask])
    query = "SELECT count(*) FROM enrollment WHERE id = ANY ($1::uuid[])"
    kept: int = await conn.fetchval(query, list(new_ids.values()))
    await log.keep(conn, person_id, [(from_group_id, None)], "propose_move", reason.strip())
    return kept
