"""Which groups are asked for, and may be seen; pages and the JSON door read it alike."""

from uuid import UUID

from services.classes.store import groups
from services.classes.store.groups import Group
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.kernel.identity import Identity


async def visible(conn: Connection, group_id: UUID, who: Identity | None) -> Group:
    """A group that this person may see: a draft only its organizer. Raises NotFound."""
    group = await groups.find(conn, group_id)
    if group is None or (group.state == "draft" and not (who and who.may_organize(group.union))):
        raise NotFound
    return group


def parse_ids(ids: str) -> list[UUID]:
    """Up to a hundred ids; what is none is left out."""
    found = []
    for text in ids.split(",")[:100]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
