"""What a plan (招生方案) can say. The JSON Schema and the messages about unknown keys come from these classes.

Plan ─┬─ terms: blocks of days, excluded days, make-up days
      ├─ sites
      ├─ sessions ─────────┬─ hours, services      ─ groups: places
      └─ interest_classes ─┴─ timetable, inside    ─ groups: places

Rules (registration, who, admission, pools, limits, texts …) may be said for the plan, a term, a site, a session or class, or a group;
what comes later in this row counts.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import Discriminator, Field, Tag

from services.classes.plan.admission import Agreement, GivenBy, LeastChildren, Limits, Registration
from services.classes.plan.amounts import Count
from services.classes.plan.conditions import Documents, Pool, Who
from services.classes.plan.lists import Many, Several
from services.classes.plan.parts import Part, Short
from services.classes.plan.values import (
    Code,
    DailyHours,
    Day,
    Key,
    Name,
    PerChild,
    Places,
    Season,
    Service,
    Text,
    WaitingList,
    Weekdays,
    WeeklyLesson,
)

T = TypeVar("T")
Groups = Annotated[dict[Key, T], Field(json_schema_extra={"minProperties": 1})]
ONE, EACH = "<one>", "<each>"
"""Tags of a value that may also be a mapping; they stand in no path of the file."""


def one_or_each(value: Any) -> str:
    """Which of the two it is."""
    return EACH if isinstance(value, dict) else ONE


PlacesEach = Annotated[
    Annotated[Places, Tag(ONE)]
    | Annotated[
        dict[
            Key,
            Annotated[
                Annotated[Places, Tag(ONE)] | Annotated[dict[Key, Places], Tag(EACH)], Discriminator(one_or_each)
            ],
        ],
        Tag(EACH),
    ],
    Discriminator(one_or_each),
]
OTHERS = "others"
"""In a mapping of places: every site or term that is not named."""


class Rules(Part):
    """What may be said for the whole plan, a term, a site, a session or class, and a group."""

    registration: Registration | None = Field(None, title="报名")
    who: Who | None = Field(None, title="招收对象")
    admission: GivenBy | None = Field(None, title="录取办法")
    pools: Several[Pool] | None = Field(None, title="预留名额", description="Places kept for some families.")
    waiting_list: WaitingList | None = Field(
        None, title="候补人数", description="Longest waiting list; silent: no limit."
    )
    limits: Limits | None = Field(None, title="限报", description="How much one child or family may have.")
    per_child: PerChild | None = Field(None, title="每个孩子最多", description="Short for limits: {per_child: …}.")
    documents: Documents | None = Field(None, title="材料", description="Papers to upload before booking.")
    agreement: Agreement | None = Field(None, title="协议", description="A text to accept before booking.")
    minimum: LeastChildren | None = Field(None, title="最少开班人数")
    fees: Text | None = Field(None, title="收费")
    waiver: Text | None = Field(None, title="减免")
    refund: Text | None = Field(None, title="退费")
    meals: Text | None = Field(None, title="用餐")
    bring: Text | None = Field(None, title="携带物品")
    pickup: Text | None = Field(None, title="接送")
    attendance: Text | None = Field(None, title="出勤")
    leave: Text | None = Field(None, title="请假")
    insurance: Text | None = Field(None, title="保险")
    staff: Text | None = Field(None, title="人员配备")
    supervision: Text | None = Field(None, title="监督与公示")
    contact: Text | None = Field(None, title="咨询")
    notes: Text | None = Field(None, title="报名须知")


class FullSite(Rules):
    """A place where care happens. Short form: its address."""

    name: Name | None = Field(None, title="名称", description="Silent: its key.")
    address: Name | None = Field(None, title="地址", description="Silent: its name.")
    terms: Many[Key] | None = Field(None, title="期", description="Only these terms take place here.")
    places: Places | None = Field(None, title="名额", description="Of every group here that does not say its own.")
    count: Count | None = Field(None, title="个数", description="So many sites alike, numbered: 209.")


Site = Annotated[FullSite, Short(lambda address: {"address": address}, "崇文大道 1 号")]


class Block(Part):
    """Days without a gap but for the weekdays that are not named."""

    first: Day = Field(alias="from", title="开始日期")
    last: Day = Field(alias="to", title="结束日期")
    weekdays: Weekdays = Field(
        (0, 1, 2, 3, 4), title="星期", description="Silent: Mon-Fri.", json_schema_extra={"default": "Mon-Fri"}
    )


class Term(Rules):
    """期: a child books all its days at once."""

    name: Name | None = Field(None, title="名称", description="Silent: its key.")
    blocks: Many[Block] = Field(title="日期")
    excluded: Many[Day] = Field([], title="不上课的日子", description="Holidays within the blocks.")
    make_up_days: Many[Day] = Field(
        [], title="补班日", description="Days outside the blocks' weekdays that do take place."
    )


class Group(Rules):
    """班: its places are given for each term and site."""

    name: Name | None = Field(None, title="名称", description="Silent: the name of its session or class.")
    places: PlacesEach | None = Field(
        None,
        title="名额",
        description="At each site in each term: one number, or a mapping of sites or terms (or sites, then terms). "
        "Silent: the site's.",
    )
    sites: Many[Key] | None = Field(None, title="办班点", description="Only at these sites.")
    terms: Many[Key] | None = Field(None, title="期", description="Only in these terms.")
    count: Count | None = Field(None, title="平行班", description="So many groups alike, each with these places.")


class CareGroup(Group):
    """A group of a session; it may keep other hours (半日, 延时)."""

    hours: Many[DailyHours] | None = Field(None, title="每日时间")
    services: Many[Service] | None = Field(None, title="服务")


class Session(Rules):
    """托管班: care at each of its sites in each of its terms."""

    name: Name | None = Field(None, title="名称", description="Silent: its key.")
    sites: Many[Key] | None = Field(None, title="办班点", description="Silent: every site of the plan.")
    terms: Many[Key] | None = Field(None, title="期", description="Silent: every term of the plan.")
    hours: Many[DailyHours] | None = Field(
        None, title="每日时间", description="Several when it closes in between: [09:00-11:30, 14:30-16:30]."
    )
    services: Many[Service] | None = Field(None, title="服务")
    groups: Groups[CareGroup] = Field(title="班")


class LessonGroup(Group):
    """A group of an interest class; it may have a timetable of its own."""

    timetable: Many[WeeklyLesson] | None = Field(None, title="课表")


class InterestClass(Rules):
    """兴趣班: lessons by a weekly timetable on the days of its terms, or from one day to another."""

    name: Name | None = Field(None, title="名称", description="Silent: its key.")
    sites: Many[Key] | None = Field(None, title="办班点", description="Silent: every site of the plan.")
    inside: Key | None = Field(
        None, title="所在托管班", description="The session whose children attend it in its hours."
    )
    terms: Many[Key] | None = Field(None, title="期", description="Lessons fall on the days of these terms.")
    first: Day | None = Field(None, alias="from", title="开始日期", description="Instead of terms.")
    last: Day | None = Field(None, alias="to", title="结束日期", description="Instead of terms.")
    excluded: Many[Day] = Field([], title="不上课的日子", description="Only with from and to.")
    timetable: Many[WeeklyLesson] | None = Field(None, title="课表")
    groups: Groups[LessonGroup] = Field(title="班")


class Draft(Rules):
    """A plan whose heading may be incomplete: enough to check how its parts fit together."""

    season: Season | None = Field(None, title="季")
    terms: dict[Key, Term] = Field({}, title="期")
    sites: dict[Key, Site] = Field({}, title="办班点")
    sessions: dict[Key, Session] = Field({}, title="托管班")
    interest_classes: dict[Key, InterestClass] = Field({}, title="兴趣班")


class Plan(Draft):
    """招生方案: one notice as data."""

    plan: Code = Field(title="方案编号", description="Unique; the same number replaces the plan when imported again.")
    union: Code = Field(title="工会编号", description="The union that runs it, by its code.")
    issuer: Name = Field(title="发布单位")
    title: Name = Field(title="标题")
    season: Season = Field(title="季")


Offer = Session | InterestClass


def called(key: str, part: FullSite | Term | Offer) -> str:
    """The name families read; its key when it has no other."""
    return part.name or key


def offers(plan: Draft) -> Iterator[tuple[str, str, Offer]]:
    """Everything that has groups: (section of the file, key, part)."""
    sections: Mapping[str, Mapping[str, Offer]] = {
        "sessions": plan.sessions,
        "interest_classes": plan.interest_classes,
    }
    for section, parts in sections.items():
        for key, part in parts.items():
            yield section, key, part
