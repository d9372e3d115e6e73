"""Tell the others which firms a union's roll names, so that a family that looks for its own is offered it. Of people nothing is told."""

from collections.abc import Sequence

from services.accounts.domain.firms import MOST
from services.accounts.store import firms, union_changes
from shared.db.pool import Connection
from shared.events.accounts import FirmsNamed
from shared.messaging import outbox


async def tell_firms(conn: Connection, union: str, named: Sequence[str], *, whole: bool) -> None:
    """Keep what a file names (`whole`: in place of what others named) and emit FirmsNamed if that is news. The caller holds the union."""
    if not await firms.put(conn, union, named, whole=whole):
        return
    for changed in await union_changes.retold(conn, [union]):
        now = await firms.of_union(conn, union, MOST)
        await outbox.put(conn, changed, FirmsNamed(union=union, revision=changed.revision, firms=now))
