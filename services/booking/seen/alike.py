"""What an organizer sees beside a request for a child of a name and birth date that stands there already: both records, and no family."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.booking.store import children, namesakes
from services.booking.store.groups import Known
from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Beside:
    """The other record, and what is live for it."""

    child_id: UUID
    name: str
    """As that family wrote it."""
    birth_date: date | None
    grade: int | None
    """On the first day of the group that the request is for."""
    school: str
    title: str | None
    site: str | None
    """None: the group is another union's."""
    state: str
    at: datetime
    """When it was asked for."""


async def beside(conn: Connection, known: Known, request_ids: Sequence[UUID]) -> Mapping[UUID, list[Beside]]:
    """request → the others, in order of arrival; none when the other one has ended meanwhile."""
    rows = await namesakes.beside(conn, request_ids) if request_ids else []
    people = await children.applicants(conn, {row.child_id for row in rows}, ())
    found: dict[UUID, list[Beside]] = {}
    for row in rows:
        child = people[row.child_id].child
        grade = child.grade_on(known.group.first_day)
        one = Beside(
            row.child_id,
            child.name,
            child.birth_date,
            grade,
            child.school,
            row.title,
            row.site,
            row.state,
            row.created_at,
        )
        found.setdefault(row.request_id, []).append(one)
    return found


def beside_json(one: Beside) -> dict[str, Any]:
    """As the API gives it."""
    return {
        "name": one.name,
        "birth_date": one.birth_date,
        "grade": one.grade,
        "school": one.school,
        "group": {"title": one.title, "site": one.site} if one.title else None,
        "state": one.state,
        "at": one.at,
    }
