"""How places are given: when one can sign up, in which order places go, how many one may have, when a group is too small."""

from typing import Annotated

from pydantic import Field

from services.classes.plan.amounts import (
    Admitting,
    AtLeast,
    AtMost,
    Duration,
    Minutes,
    Otherwise,
    Review,
    SignUp,
    WaitingOrder,
    Wishes,
    Yes,
)
from services.classes.plan.conditions import Priorities
from services.classes.plan.parts import Part, Short
from services.classes.plan.values import Agreed, Instant, Name, Source, Together


class Registration(Part):
    """When families can sign up (Beijing time)."""

    opens: Instant | None = Field(None, title="开放时间")
    closes: Instant | None = Field(None, title="截止时间")
    prepare: Instant | None = Field(
        None, title="提前填写", description="From when families fill in their child's data, before the opening."
    )
    late: Yes | None = Field(
        None, title="开班后报名", description="yes: it really opens after the first day; silent, that is an error."
    )
    sign_up: SignUp | None = Field(
        None, title="由谁报名", description="employer: its union signs up for its workers. Silent: parent."
    )


class Admission(Part):
    """In which order places go. Short form: the way."""

    way: Admitting | None = Field(None, title="录取方式", description="Silent: first_come.")
    priorities: Priorities | None = Field(
        None, title="优先顺序", description="Who goes first, the first named before the second."
    )
    decide_at: Instant | None = Field(
        None,
        title="统一录取时间",
        description="With ranked or a draw: all who asked before it are decided together; "
        "afterwards first come. Silent: when registration closes.",
    )
    lot_minutes: Minutes | None = Field(
        None, title="开放摇号分钟", description="With opening_lot: how long after the opening. Silent: 10."
    )
    draw_source: Source | None = Field(
        None,
        title="随机数来源",
        description="With a draw: the public number, not known before it is decided, that decides it.",
    )
    together: Together | None = Field(
        None,
        title="一起录取",
        description="yes, or a name that groups share: they are decided together, and a child asks once and gets one of them.",
    )
    wishes: Wishes | None = Field(
        None,
        title="志愿数",
        description="With together: how many of these groups a family may rank; with first_come the first free one is had. Silent: 1.",
    )
    review: Review | None = Field(
        None,
        title="审核",
        description="Who checks each request before it can have a place; or the code of a union, a site's for example, that does. Silent: nobody.",
    )
    waiting_order: WaitingOrder | None = Field(
        None, title="候补顺序", description="arrival, or by the priorities. Silent: arrival."
    )
    confirm_within: Duration | None = Field(
        None, title="确认时限", description="A place must be confirmed (or paid) within this time, or it is lost."
    )
    answer_within: Duration | None = Field(
        None,
        title="递补答复时限",
        description="A family that waited must accept a freed place within this time. Silent: it gets it directly.",
    )
    all_at_once: Duration | None = Field(
        None,
        title="临近开班同时通知",
        description="This long before the start a freed place is offered to all who wait; the first to accept has it.",
    )
    publicity: Yes | None = Field(
        None, title="公示结果", description="yes: the result is published, with masked names."
    )


class Limits(Part):
    """How much one child or family may have, places and turns in waiting lists together."""

    per_child: AtMost | None = Field(None, title="每个孩子", description="Groups of all that this is said of.")
    per_family: AtMost | None = Field(
        None, title="每个家庭", description="The same, all children of a family together."
    )
    per_term: AtMost | None = Field(None, title="每个孩子每期", description="Of them in each term.")
    per_season: AtMost | None = Field(
        None, title="每个孩子每季", description="Groups of the union in this season, over all its plans."
    )


class Minimum(Part):
    """With fewer children the group does not take place. Short form: the number."""

    children: AtLeast = Field(title="最少人数")
    decide_at: Instant | None = Field(None, title="决定时间", description="Silent: when registration closes.")
    otherwise: Otherwise | None = Field(
        None, title="人数不足时", description="cancel it, merge it with another, or move its children. Silent: cancel."
    )


class Agreement(Part):
    """What a parent accepts before booking."""

    title: Name = Field(title="标题")
    version: Name | None = Field(
        None, title="版本", description="Another version must be accepted anew. Silent: it follows the text."
    )
    text: Agreed = Field(title="正文", description="At most 6000 characters.")


GivenBy = Annotated[Admission, Short(lambda way: {"way": way}, "first_come")]
LeastChildren = Annotated[Minimum, Short(lambda number: {"children": number}, "15")]
