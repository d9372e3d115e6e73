"""How a group's places are given, as facts: who may have one, who goes first, when it is decided, what a family must bring.

Criterion ─ all that it says holds; of `any_of` one; of `none_of` none
GroupRules ─┬─ who: Criterion                     ─ priorities: ordered, each a Criterion
            ├─ pools: places kept for a Criterion  ─ documents asked by a Criterion
            └─ way, decide_at, review, answer …    ─ agreement, health, minimum, retention
"""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

Way = Literal["first_come", "ranked", "draw", "draw_if_oversubscribed", "opening_lot"]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True)


class Condition(_Fact):
    """All that is said must hold; what is empty says nothing."""

    members_of: list[str] = []
    """One guardian belongs to one of these unions; belonging to an employer's union is belonging to all above it."""
    employers: list[str] = []
    """One guardian works for one of these, by name."""
    grades: tuple[int, int] | None = None
    rising_grades: tuple[int, int] | None = None
    """The grade from the next 1 September on."""
    ages: tuple[int, int] | None = None
    age_on: date | None = None
    """The day on which age counts; None: the group's first day."""
    born: tuple[date, date] | None = None
    schools: list[str] = []
    school_areas: list[str] = []
    """The child's school lies in one of these: a district, a city."""
    home_areas: list[str] = []
    """The child lives in one of these: a city, a service area."""
    categories: list[str] = []
    """The family is one of these: hardship, single_parent, new_form … or the notice's own words."""
    placed_in: list[str] = []
    """The child had a place of this union in one of these seasons."""
    unlucky_in: list[str] = []
    """The child asked this union for a place in one of these seasons and got none."""
    listed_in: list[str] = []
    """One guardian is on one of these lists of this union, by name."""


class Criterion(Condition):
    """A condition with alternatives and exceptions."""

    any_of: list[Condition] = []
    """One of these holds."""
    none_of: list[Condition] = []
    """None of these holds."""


class Priority(_Fact):
    """Who goes before the others; the first in the list before the second."""

    name: str
    when: Criterion


class Pool(_Fact):
    """Places kept for some families; whoever of them has a place counts for it."""

    name: str
    places: int
    when: Criterion
    opens_at: datetime | None = None
    """From when its families may book, before everybody else."""
    until: datetime | None = None
    """From when what is left of it falls to everyone; None: never."""


class Document(_Fact):
    """A paper that a family uploads before it books."""

    name: str
    when: Criterion = Criterion()
    """Of whom it is asked."""
    seen: bool = False
    """It is enough that an organizer sees the original at the desk, and no copy is kept."""


class Agreement(_Fact):
    """A text that a guardian accepts before booking; another text must be accepted anew."""

    title: str
    version: str
    text: str


class Minimum(_Fact):
    """With fewer children the group does not take place."""

    children: int
    decide_at: datetime
    otherwise: Literal["cancel", "merge", "move"]
    """What its organizer does then."""
    grace: int = 0
    """With cancel: minutes after `decide_at` in which more may come, before it is cancelled by itself; 0: nothing is."""
    over: Literal["group", "site", "plan"] = "group"
    """Whose children are counted: of all groups of its kind and term at the site, or in the plan."""

    @property
    def by_itself(self) -> bool:
        """Too few children cancel it without a person."""
        return self.otherwise == "cancel" and self.grace > 0

    @property
    def acts_at(self) -> datetime:
        """When it is cancelled by itself, or else must be decided."""
        return self.decide_at + timedelta(minutes=self.grace)


class Retention(_Fact):
    """Days after the care; what the installation says where this says nothing, or more."""

    health: int | None = None
    """What was disclosed of a child's health, and its papers."""
    enrollment: int | None = None
    """The child's name, birth date, school and home."""


class GroupRules(_Fact):
    """Everything about giving this group's places that the flat facts do not say."""

    who: Criterion = Criterion()
    """On top of the flat facts."""
    way: Way = "first_come"
    decide_at: datetime | None = None
    """Everyone who asks before this instant is decided together then; None: each at once."""
    priorities: list[Priority] = []
    waiting_order: Literal["arrival", "priority"] = "arrival"
    """Of those who come after the common decision, or when there is none."""
    pools: list[Pool] = []
    together: str = ""
    """Groups of the same name are decided together, if together at all, and a family may rank them as wishes; empty: this group alone."""
    wishes: int = 1
    """How many of them a family may rank."""
    sign_up: Literal["parent", "employer"] = "parent"
    """employer: a family asks its employer's union, which signs up."""
    review: Literal["", "organizer", "employer"] = ""
    """Who checks a request before it can have a place; empty: nobody."""
    reviewers: list[str] = []
    """With organizer: unions whose organizers check as well as those of the group's own, a site's for example."""
    confirm_within: int | None = None
    """Minutes within which a family must confirm a place it got; None: it need not."""
    answer_within: int | None = None
    """Minutes within which a family that waited must accept a freed place, fewer near the start; None: it gets it directly."""
    all_at_once: int = 0
    """Minutes before the start from which a freed place is open to all who wait: the first to accept has it."""
    documents: list[Document] = []
    agreement: Agreement | None = None
    health: str = ""
    """The statement that a guardian makes on the child's health before booking."""
    minimum: Minimum | None = None
    publicity: bool = False
    """The result is published, with masked names."""
    retention: Retention = Retention()
    """How long what families told for it is kept."""
    choose_within: int | None = None
    """Minutes within which a family chooses between two bookings that overlap since this group was changed; None: three days."""
