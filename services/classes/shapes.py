"""What the API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.classes.store.catalogue import Kind, LivePlaces
from services.classes.store.groups import Group
from services.classes.usecases.compare import Fate
from services.classes.usecases.import_plan import Imported
from services.classes.views import View
from shared.events.catalogue import GroupFacts
from shared.events.rules import Way
from shared.web.problems import Problem
from shared.web.shapes import Input, Output, example

Phase = Literal["draft", "not_open", "open", "full", "closed", "running", "finished", "cancelled"]

_FACTS: dict[str, Any] = {
    "title": "一至三年级班", "kind": "session", "season": "2027-summer", "term": "term-1", "union": "gaoxin",
    "site": "一号园区职工之家", "address": "同济路 8 号", "session": "gaoxin-2027/care/home", "capacity": 40, "grades": [1, 3],
    "meetings": [{"date": "2027-07-05", "start": "08:30:00", "end": "17:30:00"}],
    "opens_at": "2027-06-20T09:00:00+08:00", "closes_at": "2027-06-25T17:00:00+08:00",
}  # fmt: skip
_NUMBERS: dict[str, Any] = {"capacity": 40, "taken": 28, "held": 0, "waiting": 0, "left": 12, "entered": 0}
_SHOWN: dict[str, Any] = {
    **{name: value for name, value in _FACTS.items() if name not in ("session", "meetings")},
    **_NUMBERS,
    "state": "open", "issuer": "高新区总工会", "first_day": "2027-07-05", "last_day": "2027-07-05", "days": 1,
    "way": "first_come", "fees": "免费", "notes": "",
}  # fmt: skip


class GroupOut(Output):
    """A group (班次) as anybody may see it."""

    model_config = example(**_SHOWN)

    id: UUID
    state: Phase
    """A draft is shown to its organizers only."""
    title: str
    kind: Kind
    season: str
    term: str
    union: str
    issuer: str
    site: str
    address: str
    first_day: date
    last_day: date
    days: int
    opens_at: datetime
    closes_at: datetime
    grades: tuple[int, int] | None
    ages: tuple[int, int] | None
    capacity: int
    taken: int
    held: int
    """Kept for families that must still confirm, or whose request is being checked."""
    waiting: int
    left: int
    way: Way
    entered: int
    """In the draw that is still to come."""
    fees: str
    notes: str
    revision: int


class GroupWhole(GroupOut):
    """A group with every day it meets."""

    model_config = example(
        **_SHOWN, facts=_FACTS, health="", services=["午餐"], texts={"pickup": "17:30 在南门接"}, reason=""
    )

    facts: GroupFacts
    health: str
    services: list[str]
    texts: dict[str, str]
    """What families read besides fees and notes: refund, pickup, leave …"""
    reason: str
    """Why it was cancelled."""


class GroupPage(Output):
    """One page of the catalogue."""

    groups: list[GroupOut]
    total: int
    page: int
    now: datetime
    """By the database's clock, which decides openings."""


class PlacesOut(Output):
    """A group's live numbers."""

    model_config = example(state="open", **_NUMBERS)

    id: UUID
    state: Phase
    capacity: int
    taken: int
    held: int
    waiting: int
    left: int
    entered: int


class PlacesList(Output):
    """Live numbers and the instant they were read at."""

    places: list[PlacesOut]
    now: datetime


class ImportedGroup(Output):
    """What became of a group."""

    model_config = example(
        key="care/term-1/home/lower", change="created", title="一至三年级班", zh="新的班次", en="a new group"
    )

    key: str
    id: UUID | None
    change: Fate
    title: str
    zh: str
    en: str


class ErrorOut(Output):
    """What is wrong with a plan, and where."""

    model_config = example(line=7, column=3, where="sites", zh="“places” 应为整数。", en="“places” is a number.")

    line: int
    column: int
    where: str
    zh: str
    en: str


class PlanOut(Output):
    """What an import did."""

    plan: UUID
    groups: list[ImportedGroup]


class PlanRefused(Problem):
    """The import did nothing: the plan (or the request) is not as it must be."""

    model_config = example(
        type="urn:aixin:plan-errors",
        title="填写有误",
        status=422,
        code="plan-errors",
        detail="方案里有错误，没有导入。请按行改正。",
        zh="方案里有错误，没有导入。请按行改正。",
        en="The plan has errors, and nothing was imported. Correct each line.",
        fields={},
    )

    errors: Annotated[list[ErrorOut], Field(default_factory=list)]
    """With code `plan-errors`: each, with its line."""


class PublishedOut(Output):
    """The groups that are published now."""

    published: list[UUID]
    to_follow: int = 0
    """So many are published in the next seconds, turn by turn."""


class CapacityIn(Input):
    """So many places, please."""

    model_config = example(capacity=40)

    capacity: Annotated[int, Field(ge=1, le=100_000)]


class CancelIn(Input):
    """Called off, for this reason."""

    model_config = example(reason="报名人数不足")

    reason: Annotated[str, Field(min_length=2, max_length=200)]


class Wanted(Input):
    """Filters of the catalogue; without a season it holds what is not over yet."""

    season: str | None = None
    grade: Annotated[int, Field(ge=-2, le=9)] | None = None
    """1–9, or 0, -1, -2 for 大班, 中班, 小班."""
    age: Annotated[int, Field(ge=0, le=18)] | None = None
    site: str | None = None
    kind: Kind | None = None
    free: bool = False
    union: str | None = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1
    size: Annotated[int, Field(ge=1, le=100)] = 50


def imported(done: Imported) -> PlanOut:
    """What an import did."""
    rows = [
        ImportedGroup(key=step.key, id=group_id, change=step.fate, title=step.title, zh=step.zh, en=step.en)
        for step, group_id in done.groups
    ]
    return PlanOut(plan=done.plan.id, groups=rows)


def brief(group: Group, now: datetime) -> GroupOut:
    """A group as the catalogue lists it."""
    return GroupOut(**_public(View(group, now)))


def whole(group: Group, now: datetime) -> GroupWhole:
    """Everything that may be seen of a group."""
    shown = group.presentation
    more = {name: getattr(shown, name) for name in ("health", "services", "texts")}
    return GroupWhole(**_public(View(group, now)), facts=group.facts, reason=group.reason, **more)


def live(places: LivePlaces, now: datetime) -> PlacesOut:
    """A group's live numbers."""
    numbers = {
        name: getattr(places, name) for name in ("id", "capacity", "taken", "held", "waiting", "left", "entered")
    }
    return PlacesOut(state=places.phase(now), **numbers)


def _public(view: View) -> dict[str, Any]:
    group, facts = view.group, view.group.facts
    named = ("title", "kind", "season", "term", "union", "site", "address", "opens_at", "closes_at", "grades", "ages")
    return {name: getattr(facts, name) for name in named} | {
        "id": group.id,
        "state": view.phase,
        "issuer": group.presentation.issuer,
        "first_day": group.first_day,
        "last_day": group.last_day,
        "days": view.days,
        "capacity": group.capacity,
        "taken": group.taken,
        "held": group.held,
        "waiting": group.waiting,
        "left": group.left,
        "way": facts.in_full.way,
        "entered": group.entered,
        "fees": group.presentation.fees,
        "notes": group.presentation.notes,
        "revision": group.revision,
    }
