"""What stands in lists: the roster with its sheet, the requests to be checked, a result list."""

from services.booking.words.explain import Said
from shared.kernel.words import EN, ZH

STATES: dict[str, Said] = {
    "confirmed": ("已录取", "confirmed"),
    "offered": ("待确认", "to be accepted"),
    "pending": ("待审核", "to be checked"),
    "entered": ("待决定", "to be decided"),
    "unverified": ("待核实", "to be verified"),
    "asked": ("待单位报名", "employer to sign up"),
    "waitlisted": ("候补", "waiting"),
}
"""The lists of a roster, in the order in which they stand."""

RULES: dict[str, Said] = {
    "first_come": ("先到先得", "first come"),
    "priority": ("优先", "priority"),
    "draw": ("摇号", "draw"),
    "enough": ("名额足够", "places for all"),
    "waited": ("候补递补", "from the waiting list"),
    "organizer": ("主办方调整", "put first by the organizer"),
    "moved": ("由其他班次调入", "moved from another group"),
}
"""By which rule a place was given."""

ROSTER = "名单"
GROUP, SITE = "班次", "办班点"
ROSTER_COLUMNS = (
    "序号", "姓名", "出生日期", "年级", "学校", "接送联系人", "电话", "状态", "位次", "请在此前确认", "优先", "名额池", "同报", "报名时间", "签名",
)  # fmt: skip
HEALTH = "健康情况"
HAS_NOTE, HAS_NONE = "有", "无"

FAMILY: Said = ("家庭情况", "Family")
EMPLOYER: Said = ("单位", "Employer")
SCHOOL: Said = ("学校", "School")
HOME: Said = ("居住地", "Home")

REASONS = ("材料看不清楚，请重新上传", "材料与填写的内容不符", "缺少要求的材料", "不在招收范围内", "重复报名")
"""Ready to choose from; the family reads the one that was chosen as it stands."""


MENDING_DAYS = (1, 2, 3, 5, 7)
"""How long a family may have to mend what is missing."""

DECISIONS: dict[str, Said] = {
    "enroll": ("工会代为报名", "booked by the union for the family"),
    "approve": ("审核通过", "accepted"),
    "refuse": ("审核未通过", "not accepted"),
    "send_back": ("退回补件", "sent back to be mended"),
    "tell_apart": ("核实：不是同一个孩子", "looked at: another child"),
    "same_child": ("核实：是同一个孩子", "looked at: the same child"),
    "put_first": ("排到候补第一位", "put first in the waiting list"),
    "cancel": ("主办方取消了这项报名", "ended by the organizer"),
    "propose_move": ("提议调班", "a move was proposed"),
    "merge": ("并班", "two classes became one"),
}
"""What staff decide by hand."""


OF_GROUPS: dict[str, Said] = {
    "before": ("报名未开始", "not open yet"),
    "open": ("报名中", "open"),
    "running": ("开班中", "running"),
    "over": ("已结束", "over"),
}
"""By which groups are looked for."""


def turn(where: str, at: int) -> Said:
    """Where a child would stand: the `at`-th to enter, place number `at`, or the `at`-th to wait."""
    match where:
        case "entered":
            return f"登记第 {at} 个", f"{EN.position(at)} to enter"
        case "places":
            return f"第 {at} 个名额", f"place {at}"
        case _:
            return f"候补{ZH.position(at)}", f"{EN.position(at)} to wait"
