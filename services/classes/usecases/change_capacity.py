"""Give a group more or fewer places."""

from dataclasses import replace
from uuid import UUID

from services.classes.store.groups import Group
from services.classes.usecases.changing import allowed, keep, own_group, tell_revised
from shared.db.pool import Connection
from shared.kernel.identity import Identity


async def change_capacity(conn: Connection, who: Identity, group_id: UUID, places: int) -> Group:
    """Ask for another capacity. Raises NotFound, Conflict when more places are given already.

    Booking has the last word, for its ledger may have moved on: once published, the capacity in force changes only when
    PlacesChanged says so.
    """
    group, now = await own_group(conn, who, group_id)
    with allowed():
        life = group.life.advance(now).resize(places, group.given, group.presentation.most_places)
    if group.facts.capacity == group.capacity == places:
        return group
    facts = group.facts.model_copy(update={"capacity": places})
    changed = replace(group.saying(facts, group.presentation), life=life)
    await keep(conn, changed, who, "capacity", before=group.capacity, after=places)
    await tell_revised(conn, changed)
    return changed
