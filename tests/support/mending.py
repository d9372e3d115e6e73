"""Requests that are sent back to their families, and mended."""

from uuid import UUID, uuid4

import httpx2

from shared.events.rules import GroupRules
from shared.system import System
from tests.support.booking import FamilyOfOne, door
from tests.support.staff import Staff

CHECKED = GroupRules(review="organizer")
WHAT = "户口本照片看不清，请重新拍"


async def send_back(staff: Staff, group_id: UUID, *ids: object, reason: str = WHAT, days: str = "3") -> httpx2.Response:
    """The answer to the form."""
    return await staff.send(
        f"review/{group_id}", chosen=[str(id_) for id_ in ids], verdict="send_back", reason=reason, days=days
    )


async def mended(booking: System, family: FamilyOfOne, enrollment: object) -> httpx2.Response:
    """The family says that it is mended."""
    form = {"idempotency_key": str(uuid4())}
    return await door(booking).post(f"/booking/enrollments/{enrollment}/mended", data=form, headers=family.headers)
