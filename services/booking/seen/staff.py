"""Whose group it is, and what the staff's pages have in common."""

from uuid import UUID

from services.booking.domain.criteria import Applicant
from services.booking.domain.eligibility import band_of
from services.booking.domain.group import Group
from services.booking.store import teachers
from services.booking.store.groups import GroupBook, Known, find
from services.booking.store.listed import Care
from services.booking.store.review import Checker
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.kernel.identity import Identity


def checker(who: Identity) -> Checker:
    """This person as one who checks requests."""
    everything = who.has("federation") or ("organizer", "*") in who.roles
    unions = sorted(union for role, union in who.roles if role == "organizer")
    return Checker(who.person_id, None if everything else unions)


async def own_group(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Known:
    """The group, if this person organizes its union; another's looks like none. Raises NotFound."""
    known = await find(conn, book, group_id)
    if known is None or not who.may_organize(known.group.union):
        raise NotFound
    return known


async def cares_for(conn: Connection, who: Identity) -> Care:
    """For whose children this person cares: those of unions that they organize or teach, and of groups whose teachers they were named."""
    if who.has("federation") or any(union == "*" for _, union in who.roles):
        return Care(None)
    unions = {union for role, union in who.roles if role in ("organizer", "teacher")}
    return Care(sorted(unions), await teachers.taught_by(conn, who.person_id))


async def cared_group(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> Known:
    """The group, if this person cares for its children; another's looks like none. Raises NotFound."""
    known = await find(conn, book, group_id)
    if known is None or not (await cares_for(conn, who)).has(known.group.union, group_id):
        raise NotFound
    return known


def priority_of(group: Group, state: str, band: int, applicant: Applicant) -> str:
    """The name of the priority a child comes under: as it was taken down while it counts, else as it stands now. Empty: none."""
    counts = state in ("unverified", "asked", "entered") or (state == "waitlisted" and group.waiting_by_priority)
    under = band if counts and band >= 0 else band_of(group, applicant)
    return group.priorities[under].name if under < len(group.priorities) else ""
