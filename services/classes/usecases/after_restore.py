"""Classes was put back from a backup: what its groups say holds, whatever was said of them since."""

from services.classes.store import groups
from services.classes.usecases.retell import retell
from shared.db.pool import Connection


async def after_restore(conn: Connection) -> None:
    """Tell every group again, in a revision that is higher than any that was told; drafts get one, too, for they may have been published."""
    await groups.renumber(conn)
    await retell(conn)
