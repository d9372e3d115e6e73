"""What may be asked of admission where two records turn out to be one child."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class JoinRecords:
    """Two records of one child become one."""

    kept: UUID
    """The record that goes on …"""
    gone: UUID
    """… and the one whose enrollments go over to it."""
