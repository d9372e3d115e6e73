"""Why something is refused, and what to do then; what stands without a full stop is a heading, or stands beside a field."""

from shared.kernel.sentence import Sentence as _

# -- what kind of refusal it is ----------------------------------------------------------------------------------------

REFUSED_TITLE = _("无法处理", "Refused")
MALFORMED_TITLE = _("请求无法读取", "Malformed request")
BAD_INPUT_TITLE = _("填写有误", "Bad input")
NOT_SIGNED_IN_TITLE = _("请先登录", "Not signed in")
FORBIDDEN_TITLE = _("没有权限", "Forbidden")
NOT_FOUND_TITLE = _("没有找到", "Not found")
CONFLICT_TITLE = _("现在不能这样做", "Conflict")
KEY_REUSED_TITLE = _("提交编号已用过", "Idempotency-Key reused")
TOO_LARGE_TITLE = _("内容过大", "Too large")
TOO_MANY_TITLE = _("次数过多", "Too many")
BROKEN_TITLE = _("系统出错", "Broken")
UNAVAILABLE_TITLE = _("系统正在恢复", "Unavailable")
UNCERTAIN_TITLE = _("暂时无法确认权限", "Uncertain")
SECOND_FACTOR_MISSING_TITLE = _("还差动态码", "A second factor is missing")

# -- what to do about it -----------------------------------------------------------------------------------------------

MALFORMED = _("请求无法读取，请重新提交。", "The request cannot be read. Send it again.")
UNANSWERABLE = _("请求无法处理。", "This request cannot be answered.")
BAD_INPUT = _("填写有误，请按提示修改后再提交。", "Please correct the marked fields and send again.")
UNSTORABLE = _(
    "填写的内容里有无法保存的字符、数字或日期，请改正后再试。",
    "Some character, number or date can't be stored: mend it and send again.",
)
NOT_SIGNED_IN = _("请先登录。", "Please log in first.")
FORBIDDEN = _("您没有此操作的权限。", "You may not do this.")
ORGANIZERS_ONLY = _(
    "这里是组织者的工作台。请用组织者的手机号登录。", "This is the organizers' console. Log in as an organizer."
)
CARERS_ONLY = _(
    "这里只有组织者和班主任能看。请用工会登记的手机号登录。",
    "Only organizers and teachers may look here. Log in with the number your union registered.",
)
SECOND_FACTOR_MISSING = _(
    "工作人员的页面要先输入动态码。请在“我的”里设置或输入动态码，再回到这里。",
    "Pages of staff need a code of your authenticator first. Set it up or enter it under Me, then come back.",
)
KEY_REFUSED = _(
    "这个密钥已到期、已作废或不存在。请工会的组织者另发一个。",
    "This key is expired, revoked or none. Ask an organizer of the union for another one.",
)
SCOPE_MISSING = _(
    "这个密钥没有 {scope} 权限。请工会的组织者另发一个密钥。",
    "This key does not allow {scope}. Ask an organizer of the union for another one.",
)
PROGRAM_TOO_OFTEN = _("这个密钥请求得太频繁了，请稍候再试。", "This key asks too often. Wait a moment.")
EVENTS_GONE_TITLE = _("事件已不再保存", "Gone")
EVENTS_GONE = _(
    "这个时刻的事件已不再保存（只保存 {days} 天）。请先用报名接口读取现状，再不带 after、since 从最早的事件读起。",
    "Events of that time are kept no longer ({days} days). Read how things stand, then begin anew without after and since.",
)
CROSS_SITE = _("请从本站页面操作。", "Writes must come from this site's own pages.")
NOT_FOUND = _("没有找到。请返回上一页重新选择。", "Not found. Go back and choose again.")
KEY_MISSING = _(
    "缺少提交编号，请刷新页面后重试。",
    "Send an Idempotency-Key header of 8 to 200 characters with every write.",
)
KEY_REUSED = _(
    "此提交编号已用于另一个请求，请刷新页面后重试。",
    "This Idempotency-Key was used for another request. Use a new key.",
)
TOO_LARGE = _("内容过大，每次不能超过 {size} MB。", "Too large: at most {size} MB at once.")
BROKEN = _(
    "系统出错了，我们已经记下。请返回上一页再试；若仍然如此，请联系办班的工会。",
    "Something went wrong on our side and was recorded. Go back and try again; if it stays so, ask your union.",
)
UNCERTAIN = _(
    "暂时无法确认您的工作人员权限，请稍候再试；家长的页面不受影响。",
    "Whether your role still holds cannot be confirmed just now. Try again in a moment; families are not affected.",
)
UNAVAILABLE = _(
    "系统正在恢复，请稍后再试；您的操作没有丢失也没有重复。",
    "The system is recovering. Try again in a moment; nothing was half done.",
)

# -- beside a field ----------------------------------------------------------------------------------------------------

_DATE_HINT = _("请写成 2017-05-01 的样子", "write it like 2017-05-01")
HINTS = {
    "missing": _("必填", "required"),
    "extra_forbidden": _("没有这个字段，请删去", "unknown field, remove it"),
    "date_from_datetime_parsing": _DATE_HINT,
    "date_parsing": _DATE_HINT,
    "too_long_ago": _("请写 2000 年以后的日期", "write a date after 1999"),
    "moment_far_away": _("请写 1900 年至 2199 年的时间", "write a time between 1900 and 2199"),
}
"""By what pydantic calls it."""
FIRST_PART_HINT = _("请从第一页重新开始", "Begin with the first part again")
TICKET_OVER = _(
    "登记已超时，或不是您开始的。请从“代家长报名”重新输入家长的手机号。",
    "The time at the desk is over, or somebody else began it. Begin anew with the guardian’s phone.",
)
