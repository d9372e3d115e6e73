"""What a plan (招生方案) can say. The JSON Schema and the messages about unknown keys come from these classes.

Plan ─┬─ terms: blocks of days, excluded days, make-up days
      ├─ sites
      ├─ sessions ─────────┬─ hours, services      ─ groups: places, who
      └─ interest_classes ─┴─ timetable, inside    ─ groups: places, who

Rules (registration, who, admission, waiting list, fees, what to bring, notes) may be said for the plan, a session or class, or a group:
what a group does not say, its session or class says, else the plan.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.classes.plan.lists import Many
from services.classes.plan.values import (
    Admitting,
    Ages,
    Born,
    Code,
    DailyHours,
    Day,
    Grades,
    Instant,
    Key,
    Name,
    PerChild,
    Places,
    Season,
    Service,
    Source,
    Text,
    WaitingList,
    Weekdays,
    WeeklyLesson,
)

T = TypeVar("T")
Groups = Annotated[dict[Key, T], Field(json_schema_extra={"minProperties": 1})]


class Part(BaseModel):
    """A mapping of the file. A key with nothing behind it counts as not written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _skip_empty(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return {} if data is None else data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


class Registration(Part):
    """When families can sign up (Beijing time)."""

    opens: Instant | None = Field(None, title="开放时间")
    closes: Instant | None = Field(None, title="截止时间")


class Who(Part):
    """Which children can be booked."""

    members_of: Many[Code] | None = Field(
        None, title="会员", description="One parent must be a member of one of these unions (their codes)."
    )
    open_to: Literal["all"] | None = Field(
        None, title="面向所有人", description="Instead of members_of: no membership."
    )
    join_by: Instant | None = Field(None, title="入会截止", description="Until when joining the union still helps.")
    grades: Grades | None = Field(None, title="年级")
    ages: Ages | None = Field(None, title="年龄", description="Whole years on age_on, else on the first day.")
    age_on: Day | None = Field(None, title="年龄计算日")
    born: Born | None = Field(None, title="出生日期", description="First and last birth date.")
    health: Text | None = Field(None, title="健康要求", description="Told to families before they book.")


class Admission(Part):
    """How places are given: in the order of booking, or by a draw that anybody can check (docs/draw.md)."""

    way: Admitting | None = Field(None, title="录取方式", description="Silent: first_come.")
    draw_source: Source | None = Field(
        None,
        title="随机数来源",
        description="With a draw: the public number, not known before registration closes, that decides it.",
    )


class Rules(Part):
    """What may be said for the whole plan, for a session or class, and for a group."""

    registration: Registration | None = Field(None, title="报名时间")
    who: Who | None = Field(None, title="招收对象")
    admission: Admission | None = Field(None, title="录取办法")
    per_child: PerChild | None = Field(
        None,
        title="每个孩子最多",
        description="How many a child may book: of the whole plan, of this session or class, or of this group's terms.",
    )
    waiting_list: WaitingList | None = Field(
        None, title="候补人数", description="Longest waiting list; silent: no limit."
    )
    fees: Text | None = Field(None, title="收费")
    bring: Text | None = Field(None, title="携带物品")
    notes: Text | None = Field(None, title="报名须知")


class Site(Part):
    """A place where care happens."""

    name: Name | None = Field(None, title="名称", description="Silent: its key.")
    address: Name = Field(title="地址")


class Block(Part):
    """Days without a gap but for the weekdays that are not named."""

    first: Day = Field(alias="from", title="开始日期")
    last: Day = Field(alias="to", title="结束日期")
    weekdays: Weekdays = Field(
        (0, 1, 2, 3, 4), title="星期", description="Silent: Mon-Fri.", json_schema_extra={"default": "Mon-Fri"}
    )


class Term(Part):
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
    places: Places = Field(title="名额")


class CareGroup(Group):
    """A group of a session; it may keep other hours (半日, 延时)."""

    hours: DailyHours | None = Field(None, title="每日时间")
    services: Many[Service] | None = Field(None, title="服务")


class Session(Rules):
    """托管班: care at each of its sites in each of its terms."""

    name: Name | None = Field(None, title="名称", description="Silent: its key.")
    sites: Many[Key] = Field(title="办班点")
    terms: Many[Key] = Field(title="期")
    hours: DailyHours | None = Field(None, title="每日时间")
    services: Many[Service] | None = Field(None, title="服务")
    groups: Groups[CareGroup] = Field(title="班")


class LessonGroup(Group):
    """A group of an interest class; it may have a timetable of its own."""

    timetable: Many[WeeklyLesson] | None = Field(None, title="课表")


class InterestClass(Rules):
    """兴趣班: lessons by a weekly timetable on the days of its terms, or from one day to another."""

    name: Name | None = Field(None, title="名称", description="Silent: its key.")
    sites: Many[Key] = Field(title="办班点")
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


def called(key: str, part: Site | Term | Session | InterestClass) -> str:
    """The name families read; its key when it has no other."""
    return part.name or key


def offers(plan: Draft) -> Iterator[tuple[str, str, Session | InterestClass]]:
    """Everything that has groups: (section of the file, key, part)."""
    sections: Mapping[str, Mapping[str, Session | InterestClass]] = {
        "sessions": plan.sessions,
        "interest_classes": plan.interest_classes,
    }
    for section, parts in sections.items():
        for key, part in parts.items():
            yield section, key, part
