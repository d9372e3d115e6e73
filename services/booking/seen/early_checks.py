"""What families want checked before the opening, as whoever checks it sees it: like a request, though nothing is asked for yet."""

from dataclasses import dataclass
from uuid import UUID

from services.booking.seen.review import ChildToReview, requests_of
from services.booking.seen.staff import checker
from services.booking.store import early_checks
from services.booking.store.early_checks import ToCheck
from services.booking.store.groups import GroupBook, Known
from services.booking.store.review import EnrollmentToReview
from shared.db.pool import Connection
from shared.kernel.identity import Identity

AT_MOST = 100
"""Seen, and so decided, at once."""


@dataclass(frozen=True, slots=True)
class AskedEarly:
    """A child that is to be checked."""

    check: ToCheck
    child: ChildToReview

    @property
    def named(self) -> str:
        """What is decided, as it was seen: its id and version."""
        return f"{self.check.id}.{self.check.version}"


@dataclass(frozen=True, slots=True)
class EarlyChecks:
    """All that this person has to check early, by the groups for which it was asked, in order of arrival."""

    groups: list[tuple[Known, list[AskedEarly]]]
    more: int
    """How many more there are than are shown."""

    @property
    def asked(self) -> list[AskedEarly]:
        """Of all groups."""
        return [one for _, those in self.groups for one in those]


async def early_checks_for(conn: Connection, book: GroupBook, who: Identity) -> EarlyChecks:
    """The first of what lies there."""
    by = checker(who)
    there = await early_checks.to_check(conn, by, AT_MOST)
    more = await early_checks.count(conn, by) - len(there) if len(there) == AT_MOST else 0
    known = await book.current(conn, {check.group_id for check in there})
    groups = []
    for group_id in dict.fromkeys(check.group_id for check in there):
        those = [check for check in there if check.group_id == group_id]
        groups.append((known[group_id], await _of_group(conn, known[group_id], those)))
    return EarlyChecks(groups, more)


async def _of_group(conn: Connection, known: Known, checks: list[ToCheck]) -> list[AskedEarly]:
    asked = await requests_of(conn, known, [_as_request(check) for check in checks])
    children: dict[UUID, ChildToReview] = {request.id: request.children[0] for request in asked}
    return [AskedEarly(check, children[check.id]) for check in checks]


def _as_request(check: ToCheck) -> EnrollmentToReview:
    """As it would lie there, had it been asked for already."""
    return EnrollmentToReview(
        check.id, check.child_id, "pending", 0, None, None, 1, check.asked_at, "", None, own=False, in_all=1
    )  # fmt: skip
