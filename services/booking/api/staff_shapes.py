"""What the API answers to staff."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.booking.api.shapes import ConditionMet, Titled
from services.booking.domain.enrollment import State
from services.booking.store.staff_decisions import What
from shared.web.parts import Next
from shared.web.shapes import Output, example

# -- what lies there to be checked -------------------------------------------------------------------------------------


class PileOut(Output):
    """A group with requests to be checked."""

    model_config = example(title="一至三年级班", site="一号园区职工之家", own=0)

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

    model_config = example(title="一至三年级班", site="一号园区职工之家")

    title: str
    site: str


class BesideOut(Output):
    """The other record of a child of the same name and birth date."""

    model_config = example(name="张小明", school="高新区第一小学", state="confirmed")

    name: str
    birth_date: date | None
    grade: int | None
    school: str
    group: PlaceTitled | None
    """None: another union's, at the same hours."""
    state: State
    at: datetime


class Claim(Output):
    """What a family says of itself."""

    model_config = example(what="学校", says="高新区第一小学")

    what: str
    says: str


class PaperToReviewOut(Output):
    """A paper that the group asks for."""

    model_config = example(name="工作证明", seen=False, taken_by="")

    id: UUID
    name: str
    uploaded_at: datetime
    seen: bool
    """Its original was seen at the desk: there is no file to open."""
    taken_by: str
    """Who took or saw it at the desk; empty: its family uploaded it."""


class ChildToReviewOut(Output):
    """One child of a request."""

    model_config = example(name="张小明", grade=2, birth_date="2018-05-06", priority="困难职工家庭", pool="")

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

    model_config = example(to_do="check", beside=[], elsewhere=[])

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

    model_config = example(
        to_do="check",
        beside=[],
        elsewhere=[],
        zh="这是您自己的孩子，请由其他人审核。",
        en="This is your own child: somebody else must decide.",
    )

    zh: str
    en: str


class OrderOut(Output):
    """Where those signed up now would stand: behind so many, for so many places."""

    where: Literal["places", "entered", "waiting"]
    before: int
    capacity: int


class RequestsOut(Output):
    """In the order of arrival."""

    model_config = example(order=None, own=[])

    group: Titled
    order: OrderOut | None
    more: bool
    """There are more than are shown: decide these first."""
    requests: list[RequestOut]
    own: list[OwnRequestOut]


class ReviewOut(Output):
    """What became of each."""

    model_config = example(stale=[], closed=[], full=[], over=[])

    done: list[UUID]
    stale: list[UUID]
    """Decided or given up in the meantime: nothing was done."""
    closed: list[UUID]
    """Too late to be signed up."""
    full: list[UUID]
    """Signed up, but places and waiting list are full."""
    over: list[UUID]
    """Not approved: the class is over. They can still be refused."""


# -- a group's lists ---------------------------------------------------------------------------------------------------


class ChildListed(Output):
    """A child on a list."""

    model_config = example(
        name="张小明", birth_date="2018-05-06", grade=2, state="confirmed", priority="", pool="", family="", options=[]
    )

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
    options: list[str]
    """The classes that it has with this care alone, by title."""


class ContactOut(Output):
    """Whom to call while the child is in care."""

    model_config = example(name="王芳（妈妈）", phone="13812345678")

    name: str
    phone: str


class OnRoster(ChildListed):
    """… with what a roster has besides."""

    contact: ContactOut | None
    """Null: its family has not said."""


class RosterOut(Output):
    """Everyone live in a group."""

    children: list[OnRoster]


class DecisionOut(Output):
    """What was decided by hand, and why."""

    model_config = example(name="王芳", child_name="张小明", what="put_first", reason="双胞胎已录取")

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
