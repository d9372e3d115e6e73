"""Which families: the one vocabulary of `who`, of its alternatives and exceptions, of priorities, pools and documents."""

from typing import Annotated, Any

from pydantic import Field

from services.classes.plan.language.amounts import PoolPlaces, Yes
from services.classes.plan.language.categories import read_category
from services.classes.plan.language.employers import Employers
from services.classes.plan.language.lists import Many, Several
from services.classes.plan.language.sections import Section, Short, required, said
from services.classes.plan.language.values import (
    Ages,
    Born,
    Code,
    Day,
    Deadline,
    Everyone,
    Grades,
    Instant,
    Name,
    Season,
    Text,
    Written,
)
from shared.events.categories import words

Category = Annotated[str, Written(read_category, str, ("hardship", "双职工家庭")), Field(max_length=60)]


class Condition(Section):
    """All that is said must hold; of a list, one entry."""

    members_of: Many[Code] | None = said(
        "会员",
        "父母一方是其中一个工会的会员；写工会的编号，下属单位工会的会员也算。",
        "A parent is a member of one of these unions, or of an employer's union below it: their codes.",
    )
    employers: Employers | None = said(
        "用人单位",
        "父母一方在其中一个单位工作；写单位全称，或 employer_lists 里的名录：{list: 园区企业}。",
        "A parent works for one of these: their full names, or a list of employer_lists: {list: 园区企业}.",
    )
    grades: Grades | None = said("年级", "暑假里按刚读完的年级。", "In summer the grade just finished.")
    rising_grades: Grades | None = said("升入年级", "9 月 1 日起的年级。", "The grade from 1 September on.")
    ages: Ages | None = said(
        "年龄", "周岁；按 age_on 那天算，不写按第一天。", "Whole years on age_on, else on the first day."
    )
    age_on: Day | None = said("年龄计算日")
    born: Born | None = said("出生日期", "最早和最晚的出生日期。", "First and last birth date.")
    schools: Many[Name] | None = said(
        "就读学校", "孩子在其中一所学校就读；写学校全称。", "The child goes to one of these, by its full name."
    )
    school_areas: Many[Name] | None = said(
        "学校所在地",
        "孩子的学校在其中一个区县或城市；有重名的，写上城市。",
        "The child's school lies in one of these districts or cities; with the city where districts share a name.",
    )
    home_areas: Many[Name] | None = said(
        "居住地",
        "孩子住在其中一个区县、街道或服务范围。",
        "The child lives in one of these districts, streets or service areas.",
    )
    categories: Many[Category] | None = said(
        "家庭类别",
        "家庭属于其中一类；写代号，或通知里的中文。",
        "The family is one of these: a code, or the notice's own Chinese words.",
    )
    placed_in: Many[Season] | None = said(
        "录取过", "孩子在其中一季被本工会录取过。", "The child had a place of this union in one of these seasons."
    )
    unlucky_in: Many[Season] | None = said(
        "未录取过",
        "孩子在其中一季报过本工会的名，但没有录取。",
        "The child asked this union for a place in one of these seasons in vain.",
    )
    listed_in: Many[Name] | None = said(
        "名单",
        "家长在本工会的其中一个名单上；写名单的名称。",
        "A parent is on one of the lists that this union keeps, by their names.",
    )


class Criterion(Condition):
    """A condition with alternatives and exceptions."""

    any_of: Several[Condition] | None = said("符合其一", "符合其中一条就可以。", "One of these conditions is enough.")
    none_of: Several[Condition] | None = said("不招", "一条也不能符合。", "None of these conditions holds.")


class Who(Criterion):
    """Which children can be booked."""

    open_to: Everyone | None = said(
        "面向所有人",
        "写 all：不限；外层对会员和家庭的要求不再适用。",
        "Everybody: lifts what was said further out about membership and families.",
    )
    join_by: Deadline | None = said("入会截止", "在此之前入会的都算。", "Until when joining the union still helps.")
    health: Text | None = said("健康要求", "报名前告诉家长。", "Told to families before they book.")
    health_statement: Yes | None = said(
        "健康声明",
        "写 yes：报名前家长须声明符合 `health`。",
        "yes: a parent states before booking that `health` is met.",
    )


def _of_category(word: str) -> dict[str, Any]:
    try:
        zh, _ = words(read_category(word))
    except ValueError:  # told where the category is read
        zh = word
    return {"name": zh if word.isascii() else word, "categories": [word]}


class Priority(Criterion):
    """Who goes first. Short form: a category."""

    name: Name | None = said(
        "名称", "家长看到的名称；不写就用文字说出条件。", "As families read it; silent, its condition in words."
    )


class Pool(Criterion):
    """Places kept for some families."""

    name: Name | None = said(
        "名称", "家长看到的名称；不写就用文字说出条件。", "As families read it; silent, its condition in words."
    )
    places: PoolPlaces = required(
        "名额", "个数，或名额的百分比，去掉小数。", "A number, or a percentage of the places, rounded down."
    )
    opens: Instant | None = said(
        "提前开放", "这些家庭可以比别人早报名。", "These families may book earlier than the others."
    )
    until: Deadline | None = said(
        "保留到", "到这时余下的面向所有人；不写就一直留着。", "What is left then falls to everyone; silent: it is kept."
    )


class Document(Criterion):
    """A paper that families upload. Short form: its name."""

    name: Name = required("名称", "不写条件就是人人都要交。", "Without a condition all must bring it.")
    seen: Yes | None = said(
        "看原件",
        "写 yes：带原件到窗口，经办人看过即可，不留复印件。",
        "yes: it is enough that the organizer sees the original at the desk; no copy is kept.",
    )


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
