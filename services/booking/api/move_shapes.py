"""What the API answers of moves between groups."""

from datetime import datetime
from uuid import UUID

from services.booking.domain.enrollment import State
from shared.web.parts import Next
from shared.web.shapes import Output, example


class DestinationOut(Output):
    """A group that the children could move to."""

    model_config = example(title="一至三年级班", free=8, fit=8)

    id: UUID
    title: str
    free: int
    """Places that are free for everybody."""
    fit: int
    """How many of the children would get one."""


class MoveOut(Output):
    """A place in another group that was proposed to a family."""

    model_config = example(child_name="张小明", state="offered", reason="一班人数不足", title="一至三年级班")

    id: UUID
    child_name: str
    state: State
    until: datetime | None
    changed_at: datetime
    reason: str
    group_id: UUID
    title: str


class MovesOut(Output):
    """What was proposed, and what could be."""

    destinations: list[DestinationOut]
    """The likest first."""
    proposed: list[MoveOut]
    """The newest first."""
    next: Next


class MergedOut(Output):
    """How many children stand in the other class now."""

    merged: int


class ProposedOut(Output):
    """To how many families a place was offered."""

    proposed: int
