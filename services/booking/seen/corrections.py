"""What families ask to have corrected, as an organizer who decides sees it."""

from dataclasses import dataclass

from services.booking.domain.guardian import Guardians
from services.booking.seen.staff import checker
from services.booking.store import corrections, enrollments, guardians
from services.booking.store.corrections import Correction
from services.booking.store.enrollments import EnrollmentRow
from shared.db.pool import Connection
from shared.kernel.identity import Identity

AT_MOST = 50
"""Shown at once."""


@dataclass(frozen=True, slots=True)
class AskedToCorrect:
    """Old and new, who asks, and what the child has."""

    correction: Correction
    guardians: Guardians
    live: list[EnrollmentRow]
    """Of the person's unions."""
    own: bool
    """It is the person's own child: somebody else decides."""


async def corrections_for(conn: Connection, who: Identity) -> list[AskedToCorrect]:
    """The first of what lies there, in order of arrival."""
    by = checker(who)
    asked = await corrections.to_decide(conn, by, AT_MOST)
    family_ids = {one.family_id for one in asked}
    theirs = await guardians.guardians_of(conn, family_ids)
    rows = await enrollments.of_families(conn, list(family_ids), by.unions, AT_MOST * 10)
    return [
        AskedToCorrect(
            one, theirs.get(one.family_id, {}),
            [row for row in rows if row.child_id == one.child_id and row.live],
            await guardians.act_for_the_same(conn, who.person_id, one.family_id),
        )
        for one in asked
    ]  # fmt: skip
