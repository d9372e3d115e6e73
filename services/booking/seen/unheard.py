"""A group that nobody here has heard of: it is not there, or it is being published just now."""

from collections.abc import Iterable
from uuid import UUID

from services.booking.store.groups import GroupBook, Known, find
from services.booking.words import refusals
from shared.db.pool import Connection, Connections, connection
from shared.errors import NotFound, Refusal, Unavailable
from shared.messaging.progress import is_behind


class BeingPublished(Unavailable):
    """Classes has told of groups that booking has still to hear of; this may be one of them."""

    title = refusals.BEING_PUBLISHED_TITLE
    asked_again = True

    def __init__(self) -> None:
        Refusal.__init__(self, *refusals.BEING_PUBLISHED, retry_after=2)


async def known_group(conn: Connection, book: GroupBook, group_id: UUID) -> Known:
    """A group, as last heard. Raises NotFound, BeingPublished."""
    known = await find(conn, book, group_id)
    if known is None:
        raise BeingPublished if await is_behind(conn, "catalogue") else NotFound
    return known


async def not_found(pool: Connections, book: GroupBook, group_ids: Iterable[UUID]) -> Refusal:
    """Why nothing was found for a request that names these groups."""
    try:
        async with connection(pool) as conn:
            for group_id in group_ids:
                await known_group(conn, book, group_id)
    except (NotFound, BeingPublished) as why:
        return why
    return NotFound()
