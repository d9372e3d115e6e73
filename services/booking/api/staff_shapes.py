"""What the API answers to staff, and everybody of how places were given."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.booking.api.shapes import ConditionMet, Titled
from services.booking.domain.enrollment import State
from services.booking.seen.results import Rule
from services.booking.store.staff_decisions import What
from shared.web.parts import Next
from shared.web.shapes import Output

# -- what lies there to be checked -------------------------------------------------------------------------------------


class PileOut(Output):
    """A group with requests to be checked."""

    id: UUID
    title: str
    site: str
    children: int
    requests: int
    """What a family asked for as one is one."""
    oldest: datetime
    own: int
    """Requests for children of the one who asks: for somebody else to decide."""
    signs_up: bool
    """Some of them wait for their employer's union to sign up."""
    alike: bool
    """Some are to be told apart from a namesake's."""


class PilesOut(Output):
    """The longest waiting first."""

    groups: list[PileOut]
    next: Next


class PlaceTitled(Output):
    """A group by its title and site."""

    title: str
    site: str


class BesideOut(Output):
    """The other record of a child of the same name and birth date."""

    name: str
    birth_date: date | None
    grade: int | None
    school: str
    group: PlaceTitled
    state: State
    at: datetime


class Claim(Output):
    """What a family says of itself."""

    what: str
    says: str


class PaperToReviewOut(Output):
    """An uploaded paper."""

    id: UUID
    name: str
    uploaded_at: datetime


class ChildToReviewOut(Output):
    """One child of a request."""

    name: str
    grade: int | None
    birth_date: date | None
    claims: list[Claim]
    conditions: list[ConditionMet]
    priority: str
    """The name of the one it comes under; empty: none."""
    pool: str
    health: bool
    """Its guardian disclosed something of its health."""
    papers: list[PaperToReviewOut]


class RequestOut(Output):
    """What a family asked for as one in this group."""

    id: UUID
    """To be decided by."""
    at: datetime
    to_do: Literal["check", "sign_up", "tell_apart"]
    beside: list[BesideOut]
    elsewhere: list[str]
    """Titles and sites of the other groups that stand and fall with it, or are its other wishes."""
    children: list[ChildToReviewOut]


class OwnRequestOut(RequestOut):
    """… for a child of the one who asks: why somebody else decides."""

    zh: str
    en: str


class OrderOut(Output):
    """Where those signed up now would stand: behind so many, for so many places."""

    where: Literal["places", "entered", "waiting"]
    before: int
    capacity: int


class RequestsOut(Output):
    """In the order of arrival."""

    group: Titled
    order: OrderOut | None
    more: bool
    """There are more than are shown: decide these first."""
    requests: list[RequestOut]
    own: list[OwnRequestOut]


class ReviewOut(Output):
    """What became of each."""

    done: list[UUID]
    stale: list[UUID]
    """Decided or given up in the meantime: nothing was done."""
    closed: list[UUID]
    """Too late to be signed up."""
    full: list[UUID]
    """Signed up, but places and waiting list are full."""


# -- a group's lists ---------------------------------------------------------------------------------------------------


class ChildListed(Output):
    """A child on a list."""

    enrollment_id: UUID
    name: str
    birth_date: date | None
    grade: int | None
    state: State
    position: int
    """In its list, from 1."""
    priority: str
    """The name of the one it comes under; empty: none."""
    pool: str
    family: str
    """The same letter for all that was asked for as one; empty: alone."""
    moved_first: bool
    """Put first by hand."""
    checked: bool
    until: datetime | None
    booked_at: datetime
    own: bool
    """A child of the one who asks."""
    health: bool
    """Its guardian disclosed something of its health."""


class RosterOut(Output):
    """Everyone live in a group."""

    children: list[ChildListed]


class DecisionOut(Output):
    """What was decided by hand, and why."""

    at: datetime
    name: str
    """Of who decided."""
    child_name: str
    what: What
    reason: str


class WaitingOut(Output):
    """The waiting list in the order of its use, offers under way, and who was put first by hand."""

    waiting: list[ChildListed]
    offers: list[ChildListed]
    log: list[DecisionOut]


class FirstOut(Output):
    """Who is first now."""

    first: UUID


class DestinationOut(Output):
    """A group that the children could move to."""

    id: UUID
    title: str
    free: int
    """Places that are free for everybody."""
    fit: int
    """How many of the children would get one."""


class MoveOut(Output):
    """A place in another group that was proposed to a family."""

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


class ProposedOut(Output):
    """To how many families a place was offered."""

    proposed: int


# -- for everybody -----------------------------------------------------------------------------------------------------


class CountsOut(Output):
    """How many children there are."""

    registered: int
    confirmed: int
    held: int
    """Kept for families that must still confirm, or whose request is being checked."""
    waiting: int


class PlacedOut(Output):
    """A child with a place."""

    name: str
    """Masked: 张*明"""
    rule: Rule


class ResultsOut(Output):
    """How the places of a group were given."""

    group: Titled
    decided: bool
    """All is decided; before that there are no numbers."""
    expected: datetime
    """When it is, or was."""
    called_off: bool
    counts: CountsOut | None
    names: bool
    """Names are published: the notice says so, and the group is not over."""
    placed: list[PlacedOut]
    """In the order of admission."""
    waiting: list[str]
    """Masked names, in the order of their turns."""
