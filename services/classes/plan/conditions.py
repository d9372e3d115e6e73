"""Which families: the one vocabulary of `who`, of its alternatives and exceptions, of priorities, pools and documents."""

from typing import Annotated, Any

from pydantic import Field

from services.classes.plan.amounts import PoolPlaces, Yes
from services.classes.plan.categories import read_category
from services.classes.plan.lists import Many, Several
from services.classes.plan.parts import Part, Short
from services.classes.plan.values import Ages, Born, Code, Day, Everyone, Grades, Instant, Name, Season, Text, Written
from shared.events.categories import words

Category = Annotated[str, Written(read_category, str, ("hardship", "双职工家庭")), Field(max_length=60)]


class Condition(Part):
    """All that is said must hold; of a list, one entry."""

    members_of: Many[Code] | None = Field(
        None,
        title="会员",
        description="A parent is a member of one of these unions, or of an employer's union below it: their codes.",
    )
    employers: Many[Name] | None = Field(
        None, title="用人单位", description="A parent works for one of these, by its full name."
    )
    grades: Grades | None = Field(None, title="年级", description="In summer the grade just finished.")
    rising_grades: Grades | None = Field(None, title="升入年级", description="The grade from 1 September on.")
    ages: Ages | None = Field(None, title="年龄", description="Whole years on age_on, else on the first day.")
    age_on: Day | None = Field(None, title="年龄计算日")
    born: Born | None = Field(None, title="出生日期", description="First and last birth date.")
    schools: Many[Name] | None = Field(
        None, title="就读学校", description="The child goes to one of these, by its full name."
    )
    school_areas: Many[Name] | None = Field(
        None, title="学校所在地", description="The child's school lies in one of these districts or cities."
    )
    home_areas: Many[Name] | None = Field(
        None, title="居住地", description="The child lives in one of these districts, streets or service areas."
    )
    categories: Many[Category] | None = Field(
        None, title="家庭类别", description="The family is one of these: a code, or the notice's own Chinese words."
    )
    placed_in: Many[Season] | None = Field(
        None, title="录取过", description="The child had a place of this union in one of these seasons."
    )
    unlucky_in: Many[Season] | None = Field(
        None, title="未录取过", description="The child asked this union for a place in one of these seasons in vain."
    )
    listed_in: Many[Name] | None = Field(
        None, title="名单", description="A parent is on one of the lists that this union keeps, by their names."
    )


class Criterion(Condition):
    """A condition with alternatives and exceptions."""

    any_of: Several[Condition] | None = Field(None, title="符合其一", description="One of these conditions is enough.")
    none_of: Several[Condition] | None = Field(None, title="不招", description="None of these conditions holds.")


class Who(Criterion):
    """Which children can be booked."""

    open_to: Everyone | None = Field(
        None,
        title="面向所有人",
        description="Everybody: lifts what was said further out about membership and families.",
    )
    join_by: Instant | None = Field(None, title="入会截止", description="Until when joining the union still helps.")
    health: Text | None = Field(None, title="健康要求", description="Told to families before they book.")
    health_statement: Yes | None = Field(
        None, title="健康声明", description="yes: a parent states before booking that `health` is met."
    )


def _of_category(word: str) -> dict[str, Any]:
    try:
        zh, _ = words(read_category(word))
    except ValueError:  # told where the category is read
        zh = word
    return {"name": zh if word.isascii() else word, "categories": [word]}


class Priority(Criterion):
    """Who goes first. Short form: a category."""

    name: Name | None = Field(None, title="名称", description="As families read it; silent, its condition in words.")


class Pool(Criterion):
    """Places kept for some families."""

    name: Name | None = Field(None, title="名称", description="As families read it; silent, its condition in words.")
    places: PoolPlaces = Field(title="名额", description="A number, or a percentage of the places, rounded down.")
    opens: Instant | None = Field(
        None, title="提前开放", description="These families may book earlier than the others."
    )
    until: Instant | None = Field(
        None, title="保留到", description="What is left then falls to everyone; silent: it is kept."
    )


class Document(Criterion):
    """A paper that families upload. Short form: its name."""

    name: Name = Field(title="名称", description="Without a condition all must bring it.")


Priorities = Several[Annotated[Priority, Short(_of_category, "hardship")]]
Documents = Several[Annotated[Document, Short(lambda name: {"name": name}, "健康证明")]]
FAMILIES = (
    "members_of", "employers", "schools", "school_areas", "home_areas", "categories", "placed_in", "unlucky_in",
    "listed_in",
)  # fmt: skip
"""The keys that say which families; grades, ages and birth dates only say which of their children."""


def names_families(said: Condition) -> bool:
    """Whether it says which families, by itself or in every alternative."""
    if any(getattr(said, key) for key in FAMILIES):
        return True
    any_of = said.any_of if isinstance(said, Criterion) else None
    return bool(any_of) and all(map(names_families, any_of or ()))


def empty(said: Condition) -> bool:
    """Whether it would hold for every child."""
    return not any(getattr(said, key) for key in Criterion.model_fields if key in type(said).model_fields)
