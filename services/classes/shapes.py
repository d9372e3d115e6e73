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


class GroupOut(Output):
    """A group (班次) as anybody may see it."""

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

    key: str
    id: UUID | None
    change: Fate
    title: str
    zh: str
    en: str


class ErrorOut(Output):
    """What is wrong with a plan, and where."""

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
