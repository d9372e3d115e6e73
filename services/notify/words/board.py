"""What the pages of what became of messages say in words."""

from collections.abc import Mapping

from shared.kernel.sentence import Sentence as _

KINDS: Mapping[str, _] = {
    "unverified": _("待核实", "To be verified"),
    "asked-again": _("同名孩子提醒", "A namesake asked"),
    "submitted": _("已提交", "Handed in"),
    "sent-back": _("退回补件", "Sent back to be mended"),
    "to-mend": _("补件快到期", "Time to mend ends"),
    "refused": _("申请未通过", "Not accepted"),
    "entered": _("等待统一录取", "In a common decision"),
    "offered": _("名额待确认", "A place to accept"),
    "reminded": _("确认快到期", "Time to accept ends"),
    "opened": _("有空位", "A place is free"),
    "expired": _("过时未答复", "No answer in time"),
    "confirmed": _("已录取", "Confirmed"),
    "waitlisted": _("候补", "On the waiting list"),
    "unplaced": _("未录取", "No place"),
    "promoted": _("递补成功", "From the list to a place"),
    "withdrawn": _("家长取消", "Withdrawn by the family"),
    "cancelled": _("主办方取消", "Cancelled by the organizer"),
    "merged": _("并班", "Classes merged"),
    "changed": _("安排有变", "Times or place changed"),
    "overlaps": _("时间冲突", "Two at the same time"),
    "doubted": _("人数不足", "Too few children"),
    "assured": _("照常开班", "Takes place"),
    "first-day": _("第一天提醒", "First day"),
    "broadcast": _("群发通知", "A notice to many"),
    "broadcast-held": _("群发待复核", "A notice to many waits"),
    "checked": _("提前审核", "Checked beforehand"),
    "goes-on": _("放假后继续", "On again after a break"),
}
COLUMNS: Mapping[str, _] = {
    "kind": _("通知", "Message"),
    "channel": _("方式", "Way"),
    "told": _("已通知", "Told"),
    "read": _("已读", "Read"),
    "delivered": _("已送达", "Delivered"),
    "accepted": _("服务商已接收", "Taken"),
    "failed": _("没有发成", "Failed"),
    "unknown": _("不确定", "Not known"),
    "dropped": _("没有发送", "Not sent"),
    "waiting": _("等待发送", "Waiting"),
    "why": _("失败原因", "Why"),
}
"""By what they hold."""
ALWAYS = frozenset({"kind", "channel", "told", "read"})
"""Shown also where there is nothing of the kind; the others only where something is."""
TITLE = _("通知送达", "Messages")
NO_PHONE = _("账号已注销", "no account any more")
AWAY = _("现在查不到，请过一会儿再试", "cannot be asked now, try again in a moment")
