"""The JSON door for unions' programs: how the enrollments of a group stand, without whose they are."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from services.booking.store import programs
from shared.db.pool import connection
from shared.errors import NotFound, refuses
from shared.web.contract import Operations
from shared.web.parts import Next, Part, read_cursor
from shared.web.programs import Program, program
from shared.web.shapes import Output, example
from shared.web.shown import shows

router = Operations("booking", "programs")
Reader = Annotated[Program, Depends(program("enrollments:read"))]


class EnrollmentStands(Output):
    """An enrollment, and not whose it is."""

    model_config = example(
        id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e07", state="confirmed", changed_at="2027-01-04T09:00:00+08:00"
    )

    id: UUID
    state: str
    changed_at: datetime
    until: datetime | None = None
    """Of an offer: by when it is to be answered."""


class EnrollmentsStand(Output):
    """All of a group, those that have ended as well, in the order of their ids."""

    enrollments: list[EnrollmentStands]
    next: Next


@router.get("/groups/{group_id}/enrollments")
@shows()
@refuses(NotFound)
async def list_group_enrollments(
    request: Request, reader: Reader, group_id: UUID, part: Annotated[Part, Query()]
) -> EnrollmentsStand:
    """How a group's enrollments stand now, for a program of the union that holds it or of one above it."""
    (after,) = read_cursor(part.after, UUID)
    async with connection(request.app.state.system.pool) as conn:
        rows = await programs.enrollments(conn, reader.unions, group_id, after=after, limit=part.limit + 1)
    shown, following = part.of(rows, lambda row: (row.id,))
    told = [EnrollmentStands(id=one.id, state=one.state, changed_at=one.changed_at, until=one.until) for one in shown]
    return EnrollmentsStand(enrollments=told, next=following)
