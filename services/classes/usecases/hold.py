"""Hold a group although it has fewer children than the notice needs."""

from dataclasses import replace
from uuid import UUID

from services.classes.store.groups import Group
from services.classes.usecases.changing import allowed, keep, own_group, tell_revised
from shared.db.pool import Connection
from shared.kernel.identity import Identity


async def hold(conn: Connection, who: Identity, group_id: UUID) -> Group:
    """No number of children is asked for any more. Raises NotFound, Conflict before the opening and after the start."""
    group, now = await own_group(conn, who, group_id)
    if group.facts.rules.minimum is None:
        return group
    with allowed():
        life = group.life.advance(now).hold()
    rules = group.facts.rules.model_copy(update={"minimum": None})
    held = replace(group.saying(group.facts.model_copy(update={"rules": rules}), group.presentation), life=life)
    await tell_revised(conn, held)
    await keep(conn, held, who, "held")
    return held
