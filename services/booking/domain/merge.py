"""What may be asked of admission where two parallel classes become one (并班)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Merge:
    """The organizer lets all who stand in a group go over to a parallel one: another class at the same place and hours."""

    from_group_id: UUID
    to_group_id: UUID
    reason: str = ""
    new_ids: Mapping[UUID, UUID] = field(default_factory=dict)
    """enrollment → the id that it goes on under in the other group"""
    booked_by: Mapping[UUID, UUID] = field(default_factory=dict)
    """enrollment → who asked for it"""
