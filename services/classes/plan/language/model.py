"""What a plan (招生方案) can say. The JSON Schema and the messages about unknown keys come from these classes.

Plan ─┬─ terms: blocks of days, excluded days, make-up days
      ├─ sites
      ├─ sessions ─────────┬─ hours, services      ─ groups: places
      └─ interest_classes ─┴─ timetable, inside, only_with ─ groups: places

Rules (registration, who, admission, pools, limits, texts …) may be said for the plan, a term, a site, a session or class, or a group;
what comes later in this row counts.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import Discriminator, Field, Tag

from services.classes.plan.language.admission import Agreement, GivenBy, LeastChildren, Limits, Registration, Retention
from services.classes.plan.language.amounts import Count, Duration
from services.classes.plan.language.conditions import Documents, Pool, Who
from services.classes.plan.language.lists import Many, Several
from services.classes.plan.language.sections import Section, Short, required, said
from services.classes.plan.language.values import (
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


class Rules(Section):
    """What may be said for the whole plan, a term, a site, a session or class, and a group."""

    registration: Registration | None = said("报名")
    who: Who | None = said("招收对象")
    admission: GivenBy | None = said("录取办法")
    pools: Several[Pool] | None = said("预留名额", "留给一些家庭的名额。", "Places kept for some families.")
    waiting_list: WaitingList | None = said(
        "候补人数", "候补最多几名；不写不限。", "Longest waiting list; silent: no limit."
    )
    limits: Limits | None = said("限报", "一个孩子、一个家庭最多报几个。", "How much one child or family may have.")
    per_child: PerChild | None = said(
        "每个孩子最多", "就是 limits: {per_child: …} 的简写。", "Short for limits: {per_child: …}."
    )
    documents: Documents | None = said("材料", "报名前上传的材料。", "Papers to upload before booking.")
    agreement: Agreement | None = said("协议", "报名前须同意的文字。", "A text to accept before booking.")
    minimum: LeastChildren | None = said("最少开班人数")
    most_places: Places | None = said(
        "名额上限", "一个班的名额最多到几个，以后加名额也不能超过。", "No group ever has more places, not later either."
    )
    choose_within: Duration | None = said(
        "改动后选定时限",
        "班次改动后，孩子的报名有了时间冲突的，家长在这段时间里选一个；不写是三天。到时没有选的，由主办方联系，不会自动取消。",
        "When a change makes a child's bookings overlap, its family chooses within this time. Silent: three days. Nothing is cancelled by itself.",
    )
    retention: Retention | None = said(
        "保存期限", "托管结束后，家长填的保存几天。", "How long what families told is kept after the care."
    )
    fees: Text | None = said("收费")
    waiver: Text | None = said("减免")
    refund: Text | None = said("退费")
    meals: Text | None = said("用餐")
    bring: Text | None = said("携带物品")
    pickup: Text | None = said("接送")
    attendance: Text | None = said("出勤")
    leave: Text | None = said("请假")
    insurance: Text | None = said("保险")
    staff: Text | None = said("人员配备")
    supervision: Text | None = said("监督与公示")
    contact: Text | None = said("咨询")
    notes: Text | None = said("报名须知")


class FullSite(Rules):
    """A place where care happens. Short form: its address."""

    name: Name | None = said("名称", "不写就用它的键。", "Silent: its key.")
    address: Name | None = said("地址", "不写就用名称。", "Silent: its name.")
    terms: Many[Key] | None = said("期", "这里只办这些期。", "Only these terms take place here.")
    places: Places | None = said(
        "名额", "这里没有另写名额的班，都是这么多。", "Of every group here that does not say its own."
    )
    count: Count | None = said("个数", "同样的办班点有几个，自动编号：209。", "So many sites alike, numbered: 209.")


Site = Annotated[FullSite, Short(lambda address: {"address": address}, "崇文大道 1 号")]


class Block(Section):
    """Days without a gap but for the weekdays that are not named."""

    first: Day = required("开始日期", alias="from")
    last: Day = required("结束日期", alias="to")
    weekdays: Weekdays = said(
        "星期", "不写是周一至周五。", "Silent: Mon-Fri.", default=(0, 1, 2, 3, 4), shown="Mon-Fri"
    )


class Term(Rules):
    """期: a child books all its days at once."""

    name: Name | None = said("名称", "不写就用它的键。", "Silent: its key.")
    blocks: Many[Block] = required("日期")
    excluded: Many[Day] = said("不上课的日子", "日期段里放假的日子。", "Holidays within the blocks.", default=[])
    make_up_days: Many[Day] = said(
        "补班日",
        "不在上面的日期和星期里、但也上课的日子。",
        "Days outside the blocks' weekdays that do take place.",
        default=[],
    )


class Group(Rules):
    """班: its places are given for each term and site."""

    name: Name | None = said("名称", "不写就用所在托管班或兴趣班的名称。", "Silent: the name of its session or class.")
    places: PlacesEach | None = said(
        "名额",
        "每个办班点每一期的名额：一个数；或者按办班点、按期（或按办班点再按期）分别写；不写照办班点的。",
        "At each site in each term: one number, or a mapping of sites or terms (or sites, then terms). Silent: the site's.",
    )
    sites: Many[Key] | None = said("办班点", "只在这些办班点开。", "Only at these sites.")
    terms: Many[Key] | None = said("期", "只在这些期开。", "Only in these terms.")
    count: Count | None = said(
        "平行班", "同样的班有几个，每个都是这么多名额。", "So many groups alike, each with these places."
    )


class CareGroup(Group):
    """A group of a session; it may keep other hours (半日, 延时)."""

    hours: Many[DailyHours] | None = said("每日时间")
    services: Many[Service] | None = said("服务")


class Session(Rules):
    """托管班: care at each of its sites in each of its terms."""

    name: Name | None = said("名称", "不写就用它的键。", "Silent: its key.")
    sites: Many[Key] | None = said("办班点", "不写就是方案里所有的办班点。", "Silent: every site of the plan.")
    terms: Many[Key] | None = said("期", "不写就是方案里所有的期。", "Silent: every term of the plan.")
    hours: Many[DailyHours] | None = said(
        "每日时间",
        "中间关门的分开写：[09:00-11:30, 14:30-16:30]。",
        "Several when it closes in between: [09:00-11:30, 14:30-16:30].",
    )
    services: Many[Service] | None = said("服务")
    groups: Groups[CareGroup] = required("班")


class LessonGroup(Group):
    """A group of an interest class; it may have a timetable of its own."""

    timetable: Many[WeeklyLesson] | None = said("课表")


class InterestClass(Rules):
    """兴趣班: lessons by a weekly timetable on the days of its terms, or from one day to another."""

    name: Name | None = said("名称", "不写就用它的键。", "Silent: its key.")
    sites: Many[Key] | None = said("办班点", "不写就是方案里所有的办班点。", "Silent: every site of the plan.")
    inside: Key | None = said(
        "所在托管班", "在哪个托管班的时间里上课，那里的孩子来上。", "The session whose children attend it in its hours."
    )
    only_with: Key | None = said(
        "只随托管班",
        "只有在这个托管班里的孩子能报；托管班的名额没有了，这个班也一起结束。班里不写名额，就不另限。",
        "Only children in this session can book it, and it ends with their care. Groups without places: as many as care has.",
    )
    terms: Many[Key] | None = said("期", "在这些期的日子里上课。", "Lessons fall on the days of these terms.")
    first: Day | None = said("开始日期", "不跟着期走时写。", "Instead of terms.", alias="from")
    last: Day | None = said("结束日期", "不跟着期走时写。", "Instead of terms.", alias="to")
    excluded: Many[Day] = said("不上课的日子", "写了 from 和 to 才能写。", "Only with from and to.", default=[])
    timetable: Many[WeeklyLesson] | None = said("课表")
    groups: Groups[LessonGroup] = required("班")


class Draft(Rules):
    """A plan whose heading may be incomplete: enough to check how its parts fit together."""

    season: Season | None = said("季")
    employer_lists: dict[Key, Many[Name]] = said(
        "单位名录",
        "在 employers 里用 {list: 名称} 引用的单位全称，一次写好。",
        "Full names of employers, written once: employers names a list as {list: …}.",
        default={},
    )
    terms: dict[Key, Term] = said("期", default={})
    sites: dict[Key, Site] = said("办班点", default={})
    sessions: dict[Key, Session] = said("托管班", default={})
    interest_classes: dict[Key, InterestClass] = said("兴趣班", default={})


class Plan(Draft):
    """招生方案: one notice as data."""

    plan: Code = required(
        "方案编号",
        "全系统唯一；用同一个编号再导入，就替换原来的方案。",
        "Unique; the same number replaces the plan when imported again.",
    )
    union: Code = required("工会编号", "举办的工会；写工会的编号。", "The union that runs it, by its code.")
    issuer: Name = required("发布单位")
    title: Name = required("标题")
    season: Season = required("季")


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
