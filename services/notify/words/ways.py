"""Channels as people call them, and what messages are about."""

from collections.abc import Mapping

from shared.kernel.sentence import Sentence as _

CHANNELS: Mapping[str, _] = {
    "inbox": _("站内通知", "Inbox"),
    "mail": _("邮件", "Mail"),
    "sms": _("短信", "Text message"),
    "wechat": _("微信", "WeChat"),
    "push": _("浏览器", "Browser"),
    "wecom": _("企业微信", "WeCom"),
    "dingtalk": _("钉钉", "DingTalk"),
}
MATTERS: Mapping[str, tuple[_, _]] = {
    "answer": (
        _("要您答复的", "What you must answer"),
        _("有名额待确认、快到截止时间、要补材料", "A place to accept, a time that ends, a paper to mend"),
    ),
    "change": (
        _("名额和安排有变", "Changes"),
        _("递补成功、时间或地点有变、被取消、并班", "A place found, other times or places, cancelled, merged"),
    ),
    "result": (
        _("报名的结果", "What came of a booking"),
        _("已提交、已录取、候补第几位、未录取", "Handed in, confirmed, position on the list, no place"),
    ),
    "ahead": (
        _("提前提醒", "Reminders"),
        _(
            "明天报到、放假后继续、准备好的班快开始报名",
            "First day tomorrow, on again after a break, registration opens soon",
        ),
    ),
    "notice": (
        _("工会的通知", "Notices"),
        _("临时停课、改时间等，由主办方发给大家", "What the organizer says to all, such as a day off"),
    ),
    "family": (
        _("家人和孩子的信息", "Family"),
        _("有家人想加入、孩子的信息已合并", "Somebody asks to join, a child’s records were joined"),
    ),
    "security": (
        _("账号和家人的安全", "What guards you"),
        _("家长有变动、职责有变动", "A guardian left, your roles changed"),
    ),
}
"""Each with what is in it."""
_STATES: Mapping[str, _] = {
    "waiting": _("等待发送", "waiting to be sent"),
    "accepted": _("服务商已接收，还没有送达回执", "taken by the provider; no receipt yet"),
    "delivered": _("已送达", "delivered"),
    "failed": _("没有发成", "could not be sent"),
    "suppressed": _("没有发送（地址已更换，或通知已过期）", "not sent (the address changed, or it was too old)"),
    "unknown": _("已发出，是否收到不确定", "sent; nobody knows whether it arrived"),
    "inbox": _("已在收件箱", "in the inbox"),
}

_WHY: Mapping[str, _] = {
    "quiet": _("晚上不打扰，早上 8 点发", "quiet at night; goes out at 8 in the morning"),
    "read": _("已在站内看过，不再发", "not sent: it was read in the inbox"),
    "told later": _("后面的通知已包含，不再发", "not sent: a later message tells it"),
}


def channel(name: str) -> _:
    """What a channel is called; one without a word of its own, by its name."""
    return CHANNELS.get(name, _(name, name))


def became(state: str, *, waits: bool, reason: str | None) -> _:
    """What became of a message by a channel: what was taken is not said to be there."""
    if state in ("queued", "suppressed") and (why := _WHY.get(reason or "")):
        return why
    return _STATES["waiting" if waits else state]
