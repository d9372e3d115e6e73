"""What whoever checks requests sees of them: what a family claims, how that stands to every condition, and its papers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from services.booking.domain.criteria import Applicant, meets
from services.booking.domain.snapshot import Ledger
from services.booking.seen.alike import Beside, beside, beside_json
from services.booking.seen.group import ConditionSeen, look
from services.booking.seen.staff import checker, priority_of
from services.booking.store import children, health, review
from services.booking.store.groups import GroupBook, Known, find
from services.booking.store.ledgers import ledger_of
from services.booking.store.review import EnrollmentToReview, PaperToReview, RefusedBefore
from services.booking.words import lists
from services.booking.words.explain import Said
from services.booking.words.refusals import OWN_CHILD
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.events import categories
from shared.kernel.identity import Identity

AT_MOST = 300
"""Requests seen, and so decided, at once."""


@dataclass(frozen=True, slots=True)
class ChildToReview:
    """One child of a request."""

    child_id: UUID
    name: str
    grade: int | None
    """On the group's first day."""
    birth_date: date | None
    claims: tuple[tuple[Said, Said], ...]
    """What the family says of itself and the child, as far as it says anything: (what, its words)."""
    conditions: tuple[ConditionSeen, ...]
    priority: str
    """The name of the one it comes under; empty: none."""
    pool: str
    papers: tuple[PaperToReview, ...]
    """Those that the group asks for."""
    health: UUID | None
    """The enrollment for which something of its health is to be read; None: there is nothing."""
    refused: tuple[RefusedBefore, ...] = ()
    """Before, in the same plan, the newest first."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a family asked for as one in this group."""

    id: UUID
    """To be decided by."""
    at: datetime
    asked: bool
    """To be signed up, not to be checked."""
    waiting: bool
    """It stands on the waiting list already."""
    children: tuple[ChildToReview, ...]
    turn: Said | None
    """If it is to be signed up, and everything before it is: where its first child will stand."""
    elsewhere: tuple[str, ...]
    """Titles and sites of the other groups that stand and fall with it, or are its other wishes."""
    alike: bool
    """To be told apart from a namesake's …"""
    beside: tuple[Beside, ...]
    """… namely these; none are left when they have ended."""
    mend: str = ""
    mend_by: datetime | None = None
    """Its family was told to mend this until then, and has not said that it has."""


@dataclass(frozen=True, slots=True)
class Order:
    """The order that requests signed up now would have: behind `before` others for so many places, in the list to be decided together, or
    in the waiting list."""

    where: Literal["places", "entered", "waiting"]
    before: int
    capacity: int

    def turn(self, number: int) -> Said:
        """Where the child would stand that is signed up as the `number`th from now on."""
        at = self.before + number
        if self.where == "places" and at > self.capacity:
            return lists.turn("waiting", at - self.capacity)
        return lists.turn(self.where, at)


@dataclass(frozen=True, slots=True)
class GroupToReview:
    """A group with what somebody has to check, in order of arrival."""

    known: Known
    requests: tuple[AskedFor, ...]
    """To be checked or signed up."""
    alike: tuple[AskedFor, ...]
    """To be told apart."""
    own: tuple[AskedFor, ...]
    """For children of the one who looks: for somebody else to decide."""
    more: int
    """How many more there are than are shown: these are decided first."""
    order: Order | None
    """Where some of them are to be signed up."""
    asks_for_papers: bool
    held_up: bool
    """Registration is over, and places are given as soon as these are checked."""

    @property
    def child_ids(self) -> set[UUID]:
        """The children asked for."""
        return {child.child_id for one in (*self.requests, *self.alike, *self.own) for child in one.children}


async def group_to_review(conn: Connection, book: GroupBook, who: Identity, group_id: UUID) -> GroupToReview:
    """Everything that this person has to check in a group. Raises NotFound where they have none."""
    by = checker(who)
    if not await review.decides_in(conn, by, group_id):
        raise NotFound
    known = await find(conn, book, group_id)
    if known is None:
        raise NotFound
    there = await review.requests(conn, by, group_id, AT_MOST)
    rows, own = [row for row in there if not row.own], [row for row in there if row.own]
    signs_up = any(row.state == "asked" for row in rows)
    ledger = await ledger_of(conn, group_id)
    order = order_of(known, ledger) if signs_up else None
    held_up = bool(there) and ledger.frozen and not ledger.settled
    requests = await requests_of(conn, known, rows, order)
    others = await requests_of(conn, known, own, None)
    return GroupToReview(
        known,
        tuple(request for request in requests if not request.alike),
        tuple(request for request in requests if request.alike),
        others,
        there[0].in_all - len(there) if there else 0,
        order,
        asks_for_papers=bool(known.group.documents),
        held_up=held_up,
    )


def order_of(known: Known, ledger: Ledger) -> Order:
    """Where the next request of this group would stand."""
    if known.group.decide_at and not ledger.settled:
        return Order("entered", ledger.entered, ledger.capacity)
    if ledger.given < ledger.capacity:
        return Order("places", ledger.given, ledger.capacity)
    return Order("waiting", ledger.waiting, ledger.capacity)


async def requests_of(
    conn: Connection, known: Known, rows: Sequence[EnrollmentToReview], order: Order | None = None
) -> tuple[AskedFor, ...]:
    """What families ask for as one, with all that whoever decides it looks at; `order`: where some of them are to be signed up."""
    child_ids = {row.child_id for row in rows}
    people = await children.applicants(conn, child_ids, [known])
    papers = await review.papers(conn, child_ids) if known.group.documents else {}
    tell = await health.told(conn, [row.id for row in rows if not row.own])
    refused = await review.refused_before(conn, child_ids, known.group.id)
    elsewhere = await review.elsewhere(conn, {row.unit for row in rows if row.unit}, known.group.id)
    units: dict[UUID, list[EnrollmentToReview]] = {}
    for row in rows:
        units.setdefault(row.unit or row.id, []).append(row)
    turns = _turns(units, order)
    to_tell = [mine[0].id for mine in units.values() if mine[0].state == "unverified" and not mine[0].own]
    others = await beside(conn, known, to_tell)
    return tuple(
        AskedFor(
            mine[0].id,
            mine[0].created_at,
            asked=mine[0].state == "asked",
            waiting=mine[0].state == "waitlisted",
            children=tuple(
                replace(
                    _child(known, row, people[row.child_id], papers.get(row.child_id, ()), tell),
                    refused=tuple(refused.get(row.child_id, ())),
                )
                for row in mine
            ),
            turn=turns.get(unit),
            elsewhere=tuple(elsewhere.get(unit, ())),
            alike=mine[0].state == "unverified",
            beside=tuple(others.get(mine[0].id, ())),
            mend=mine[0].mend if mine[0].mend_by else "",
            mend_by=mine[0].mend_by,
        )
        for unit, mine in units.items()
    )


def _turns(units: Mapping[UUID, Sequence[EnrollmentToReview]], order: Order | None) -> dict[UUID, Said]:
    turns, number = {}, 1
    for unit, mine in units.items():
        if order and mine[0].state == "asked":
            turns[unit] = order.turn(number)
            number += len(mine)
    return turns


def _child(
    known: Known,
    row: EnrollmentToReview,
    applicant: Applicant,
    papers: Collection[PaperToReview],
    tell: Collection[UUID],
) -> ChildToReview:
    group, child = known.group, applicant.child
    asked = {paper.name for paper in group.documents if meets(paper.when, applicant, group.first_day)}
    return ChildToReview(
        child_id=row.child_id,
        name=child.name,
        grade=child.grade_on(group.first_day),
        birth_date=child.birth_date,
        claims=tuple(_claims(applicant)),
        conditions=look(known, applicant).conditions,
        priority=priority_of(group, row.state, row.band, applicant),
        pool=row.pool or "",
        papers=tuple(paper for paper in papers if paper.name in asked),
        health=row.id if row.id in tell else None,
    )


def _claims(applicant: Applicant) -> list[tuple[Said, Said]]:
    child = applicant.child
    of_family = [categories.words(code) for code in sorted(child.categories)]
    school = " ".join(filter(None, (child.school, child.school_area and f"({child.school_area})")))
    said: Mapping[Said, Said] = {
        lists.FAMILY: ("、".join(zh for zh, _ in of_family), "; ".join(en for _, en in of_family)),
        lists.EMPLOYER: ("、".join(sorted(child.employers)),) * 2,
        lists.SCHOOL: (school,) * 2,
        lists.HOME: (child.home_area,) * 2,
    }
    return [(what, words) for what, words in said.items() if words[0]]


def as_json(seen: GroupToReview) -> dict[str, Any]:
    """As the API gives it."""
    return {
        "group": {"id": seen.known.group.id, "title": seen.known.group.title},
        "order": asdict(seen.order) if seen.order else None,
        "more": seen.more > 0,
        "requests": [_request_json(request) for request in (*seen.requests, *seen.alike)],
        "own": [_request_json(request) | dict(zip(("zh", "en"), OWN_CHILD, strict=True)) for request in seen.own],
    }


def _request_json(request: AskedFor) -> dict[str, Any]:
    return {
        "id": request.id,
        "at": request.at,
        "to_do": "tell_apart" if request.alike else "sign_up" if request.asked else "check",
        "beside": [beside_json(one) for one in request.beside],
        "elsewhere": list(request.elsewhere),
        "children": [child_json(child) for child in request.children],
    }


def child_json(child: ChildToReview) -> dict[str, Any]:
    """A child as the API gives it."""
    return {
        "name": child.name,
        "grade": child.grade,
        "birth_date": child.birth_date,
        "claims": [{"what": what[0], "says": words[0]} for what, words in child.claims],
        "conditions": [{"code": c.code, "met": c.met, "zh": c.zh, "en": c.en} for c in child.conditions],
        "priority": child.priority,
        "pool": child.pool,
        "health": child.health is not None,
        "papers": [
            {"id": p.id, "name": p.name, "uploaded_at": p.uploaded_at, "seen": not p.media_type, "taken_by": p.taken_by}
            for p in child.papers
        ],
    }
