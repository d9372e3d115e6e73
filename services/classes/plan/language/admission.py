"""How places are given: when one can sign up, in which order places go, how many one may have, when a group is too
small, how long what families told is kept."""

from typing import Annotated

from services.classes.plan.language.amounts import (
    Admitting,
    AtLeast,
    AtMost,
    Duration,
    EnrollmentDays,
    HealthDays,
    Minutes,
    Otherwise,
    Over,
    Review,
    SignUp,
    WaitingOrder,
    Wishes,
    Yes,
)
from services.classes.plan.language.conditions import Priorities
from services.classes.plan.language.sections import Section, Short, required, said
from services.classes.plan.language.values import Agreed, Deadline, Instant, Name, Source, Together


class Registration(Section):
    """When families can sign up (Beijing time)."""

    opens: Instant | None = said("开放时间")
    closes: Deadline | None = said("截止时间", "只写日期：到当天 24:00。", "A day alone is meant to its end.")
    prepare: Instant | None = said(
        "提前填写",
        "开放报名之前，家长从这时起可以填好孩子的信息。",
        "From when families fill in their child's data, before the opening.",
    )
    late: Yes | None = said(
        "开班后报名",
        "写 yes：确实在开班以后才开放报名；不写，系统当作错误。",
        "yes: it really opens after the first day; silent, that is an error.",
    )
    sign_up: SignUp | None = said(
        "由谁报名",
        "写 employer：由单位工会替职工报名；不写是家长（parent）。",
        "employer: its union signs up for its workers. Silent: parent.",
    )


class Admission(Section):
    """In which order places go. Short form: the way."""

    way: Admitting | None = said("录取方式", "不写是先到先得（first_come）。", "Silent: first_come.")
    priorities: Priorities | None = said(
        "优先顺序", "谁优先；先写的在前。", "Who goes first, the first named before the second."
    )
    decide_at: Instant | None = said(
        "统一录取时间",
        "按优先顺序或摇号时：在此之前报名的一起录取，之后先到先得；不写就是报名截止时。",
        "With ranked or a draw: all who asked before it are decided together; afterwards first come. Silent: when registration closes.",
    )
    lot_minutes: Minutes | None = said(
        "开放摇号分钟",
        "开放时摇号的：开放后多少分钟内报名的一起排；不写是 10。",
        "With opening_lot: how long after the opening. Silent: 10.",
    )
    draw_source: Source | None = said(
        "公开数字的来源",
        "摇号的：决定结果的公开数字，摇号之前谁也不知道。",
        "With a draw: the public number, not known before it is decided, that decides it.",
    )
    together: Together | None = said(
        "一起录取",
        "写 yes，或几个班共用的名称：这些班一起录取，每个孩子报一次，录取其中一个。",
        "yes, or a name that groups share: they are decided together, and a child asks once and gets one of them.",
    )
    wishes: Wishes | None = said(
        "志愿数",
        "与 together 一起写：家长最多可以按顺序填几个志愿；先到先得的，录取第一个有空位的；不写是 1。",
        "With together: how many of these groups a family may rank; with first_come the first free one is had. Silent: 1.",
    )
    review: Review | None = said(
        "审核",
        "录取之前由谁审核每份报名；也可以写一个工会的编号，比如办班点的；不写不审核。",
        "Who checks each request before it can have a place; or the code of a union, a site's for example, that does. Silent: nobody.",
    )
    waiting_order: WaitingOrder | None = said(
        "候补顺序",
        "按先后（arrival）或按优先顺序（priority）；不写按先后。",
        "arrival, or by the priorities. Silent: arrival.",
    )
    confirm_within: Duration | None = said(
        "确认时限",
        "录取后须在这段时间内确认（或缴费），否则名额让出。",
        "A place must be confirmed (or paid) within this time, or it is lost.",
    )
    answer_within: Duration | None = said(
        "递补答复时限",
        "候补的家庭轮到空位，须在这段时间内答应；不写直接递补。",
        "A family that waited must accept a freed place within this time. Silent: it gets it directly.",
    )
    all_at_once: Duration | None = said(
        "临近开班同时通知",
        "离开班不到这段时间时，空位同时通知所有候补家庭，先答应的得到。",
        "This long before the start a freed place is offered to all who wait; the first to accept has it.",
    )
    publicity: Yes | None = said(
        "公示结果", "写 yes：公示结果，姓名隐去部分。", "yes: the result is published, with masked names."
    )


class Limits(Section):
    """How much one child or family may have, places and turns in waiting lists together."""

    per_child: AtMost | None = said(
        "每个孩子", "在写它的范围里，一个孩子最多几个班。", "Groups of all that this is said of."
    )
    per_family: AtMost | None = said(
        "每个家庭", "同上，一个家庭的孩子合起来算。", "The same, all children of a family together."
    )
    per_term: AtMost | None = said("每个孩子每期", "其中每一期最多几个。", "Of them in each term.")
    per_season: AtMost | None = said(
        "每个孩子每季",
        "本工会这一季所有方案合起来最多几个班。",
        "Groups of the union in this season, over all its plans.",
    )


class Minimum(Section):
    """With fewer children the group does not take place. Short form: the number."""

    children: AtLeast = required("最少人数")
    decide_at: Instant | None = said(
        "决定时间",
        "不写就是报名截止时；统一录取更晚的，就是录取时。",
        "Silent: when registration closes; or when all are decided, if that is later.",
    )
    otherwise: Otherwise | None = said(
        "人数不足时",
        "由主办方取消（cancel）、合班（merge），或把孩子调到别处（move）；不写是取消。没有写 grace 的，系统不会自动取消。",
        "The organizer cancels it, merges it with another, or moves its children. Silent: cancel. Without grace nothing is cancelled by itself.",
    )
    grace: Duration | None = said(
        "宽限时间",
        "与 cancel 一起写：决定时人数不足的，先通知每个家庭；过了这段时间仍不足，自动取消。",
        "With cancel: every family is told when there are too few; if there still are after this time, it is cancelled by itself.",
    )
    over: Over | None = said(
        "合计范围",
        "一个班（group），或同一期里一个办班点（site）、整个方案（plan）的托管班合计，兴趣班另计；不写是一个班。",
        "Children of a group; or, in one term, of a site or the whole plan, care apart from interest classes. Silent: of a group.",
    )


class Agreement(Section):
    """What a parent accepts before booking."""

    title: Name = required("标题")
    version: Name | None = said(
        "版本",
        "换了版本，家长要重新同意；不写就跟着正文变。",
        "Another version must be accepted anew. Silent: it follows the text.",
    )
    text: Agreed = required("正文", "最多 6000 字。", "At most 6000 characters.")


class Retention(Section):
    """How long what families told is kept after the care: fewer days than the installation's, never more."""

    health: HealthDays | None = said(
        "健康情况和材料",
        "托管结束后最多保存几天；系统定的天数更少，就按系统的；不写也是。",
        "What was told of a child's health, and papers: days after the care at most. Silent, or more than the installation keeps them: as it does.",
    )
    enrollment: EnrollmentDays | None = said(
        "报名信息",
        "孩子的姓名、出生日期、学校、住址，同上。",
        "The child's name, birth date, school and home: the same.",
    )


GivenBy = Annotated[Admission, Short(lambda way: {"way": way}, "first_come")]
LeastChildren = Annotated[Minimum, Short(lambda number: {"children": number}, "15")]
