"""The numbers under which children stand on public lists: another one in every draw, so that lists cannot be joined."""

from uuid import NAMESPACE_OID, UUID, uuid5

from services.booking.domain import draw


def draw_of(group_id: UUID, together: str) -> UUID:
    """The common decision a group takes part in: its own, or that of all groups with the same `together`."""
    return uuid5(NAMESPACE_OID, together) if together else group_id


def entrant_of(draw_id: UUID, child_id: UUID) -> str:
    """编号: the 16 hex digits of a child in a draw; its family can work them out, nobody else."""
    return draw.entrant_of(str(draw_id), str(child_id))
