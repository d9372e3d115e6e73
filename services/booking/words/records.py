"""Two records of one child become one: what stands in the way, and what to do."""

from shared.kernel.sentence import Sentence as _

TICK = _("请先确认是同一个孩子。", "Say first that they are one child.")
TICK_HINT = _("确认后请勾选", "Tick it if it is so")
OTHERS_FIRST = _(
    "还有家长只在其中一个家庭里，合并后会看不到孩子。请先在“家长”里邀请他们加入另一个家庭，再来合并。",
    "A guardian stands in one of the two families only, and would not see the child any more. "
    "Invite them into the other one first, from “Guardians”, then join the records.",
)
NOT_JOINED = {
    "overlaps": _(
        "“{titles}”时间冲突，一个孩子不能都上。请先取消其中一个，再来合并。",
        "“{titles}” overlap, and one child cannot be in both. Give one up first, then join the records.",
    ),
    "already_booked": _(
        "“{titles}”统一录取，一个孩子只能登记一次。请先取消其中一份，再来合并。",
        "“{titles}” is decided together, and a child enters once. Give one of the two up first, then join the records.",
    ),
    "limited": _(
        "合在一起，“{titles}”超过了一个孩子（一个家庭）能报的数量。请先取消多出的，再来合并。",
        "Together, “{titles}” are more than one child, or one family, may have. Give up what is too many, then join the records.",
    ),
    "not_together": _(
        "两份信息都报了“{titles}”，其中一份和别的一起报或正在调换。请先取消那一份，再来合并。",
        "Both have “{titles}”, one of them together with others, or in exchange for something. Give that one up first, then join the records.",
    ),
    "frozen": _(
        "“{titles}”正在统一录取，名单已经固定。请等结果出来再来合并。",
        "“{titles}” is being decided, and its list is fixed. Join the records once the result is out.",
    ),
    "ended": _("这个孩子的报名刚刚有变动，请再看一次。", "Something changed for this child just now: look again."),
    "not_found": _("孩子的信息刚刚有变动，请再看一次。", "What is kept of the child has just changed: look again."),
}
