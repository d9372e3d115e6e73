"""What the pages of unions' programs say in words."""

from collections.abc import Mapping

from shared.kernel.sentence import Sentence as _

KINDS: Mapping[str, _] = {
    "enrollment.submitted": _("已提交，待审核", "Handed in, to be checked"),
    "enrollment.unverified": _("待核实是否同一个孩子", "To be told apart from a namesake"),
    "enrollment.sent-back": _("退回补件", "Sent back to be mended"),
    "enrollment.refused": _("审核未通过", "Not accepted"),
    "enrollment.entered": _("参加统一录取", "In a common decision"),
    "enrollment.confirmed": _("已录取", "Has a place"),
    "enrollment.waitlisted": _("候补", "On the waiting list"),
    "enrollment.unplaced": _("统一录取未录取", "No place by the common decision"),
    "enrollment.offered": _("递补待确认", "Offered, to be accepted"),
    "enrollment.expired": _("逾期未确认", "No answer in time"),
    "enrollment.promoted": _("候补转录取", "From the waiting list to a place"),
    "enrollment.merged": _("并班", "Merged into another group"),
    "enrollment.superseded": _("由另一项代替", "Replaced by another"),
    "enrollment.withdrawn": _("家长取消", "Withdrawn by the family"),
    "enrollment.cancelled": _("组织者取消", "Cancelled by the organizer"),
    "places.changed": _("班次名额变化", "Places of a group changed"),
    "test": _("测试", "Test"),
    "": _("已不再保存", "Kept no longer"),
}
WHY: Mapping[str, _] = {
    "no answer in time": _("10 秒内没有答复", "no answer within 10 seconds"),
    "a name that leads inside": _("域名指向内网或本机，不会访问", "the name leads to an inside address: not called"),
    "a name that leads nowhere": _("域名没有地址", "the name leads nowhere"),
    "gaierror": _("域名查不到", "the name cannot be found"),
    "ConnectError": _("连不上，或证书不对", "cannot be reached, or has a wrong certificate"),
    "cannot be sent": _("本站发不出去，已经记下", "we cannot send it; it was recorded"),
    "the event is kept no longer": _("事件已不再保存", "the event is kept no longer"),
}
BROKEN = _("连接中断", "the connection broke")
FAILING = _("三天没有收下任何推送", "it took nothing for three days")
GONE = _("对方答复不再需要（410）", "it answered that it wants no more (410)")


def why(reason: str) -> _:
    """Why there was no answer, or why nothing is sent any more."""
    return {"failing": FAILING, "gone": GONE}.get(reason) or WHY.get(reason, BROKEN)
