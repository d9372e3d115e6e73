"""The numbers under which children stand on public lists: another one in every draw, so that lists cannot be joined."""

from collections.abc import Collection
from hashlib import sha256
from uuid import NAMESPACE_OID, UUID, uuid5


def draw_of(group_id: UUID, together: str) -> UUID:
    """The common decision a group takes part in: its own, or that of all groups with the same `together`."""
    return uuid5(NAMESPACE_OID, together) if together else group_id


def entrant_of(draw_id: UUID, child_id: UUID) -> str:
    """编号: the 16 hex digits of a child in a draw; its family can work them out, nobody else."""
    return _short(f"{draw_id}:{child_id}")


def unit_of(entrants: Collection[str]) -> str:
    """The 16 hex digits of what a family asked for as one: the child's own number, or one made of all of theirs."""
    children = sorted(set(entrants))
    return children[0] if len(children) == 1 else _short("+".join(children))


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
