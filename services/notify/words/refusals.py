"""Why something is refused, and what to do then."""

from shared.kernel.sentence import Sentence as _

NO_MESSAGE = _("没有找到这条通知。请回到通知列表。", "No such message. Go back to your messages.")
TOO_MANY_PAGES = _("打开的页面太多了，请关掉几个。", "Too many open pages. Close some.")
NO_UNION = _(
    "没有找到这个工会，或者不归您管。请返回上一页重新选择。",
    "No such union, or none that you organize. Go back and choose again.",
)
NO_WEBHOOK = _(
    "没有找到这个推送地址。请回到“对接程序”的页面看看。", "No such webhook. Look at the list of your union’s webhooks."
)
NO_DELIVERY = _("没有找到这次推送；太久以前的已不再保存。", "No such delivery; those of long ago are kept no longer.")
WEBHOOK_URL = _(
    "请写一个 https:// 开头、在公网上能访问的地址，端口为 443，不带用户名和 #",
    "write an https:// address on the open internet, port 443, without a user name and #",
)
WEBHOOK_KINDS = _("请至少选一种，并且只选列出的几种", "choose one at least, and none that is not listed")
WEBHOOKS_ENOUGH = _(
    "一个工会最多 {most} 个推送地址。请先删掉不用的。", "A union has {most} webhooks at most. Remove one first."
)
WEBHOOK_OFF = _("这个地址已停用。请先恢复推送，再试。", "This webhook is disabled. Resume it first, then try again.")
WISH_WRONG = _("请改正标出的内容。", "Please correct what is marked.")
NOT_TOLD = _("这种通知现在不能这样发，请从列出的里面选", "this is not told by this way now: choose from those listed")
ALWAYS_TOLD = _("关系到安全的通知不能关闭", "what guards the family cannot be switched off")
WHY_CALL = _("请写明为什么打电话；会记下来", "say why you call; it is kept")
NO_RECEIPTS = _("这不是状态报告：请发送运营商的 JSON 数组。", "These are no receipts: send the provider’s JSON array.")
EMAIL_HINT = _("请写成 name@example.com 的样子", "write it like name@example.com")
LANGUAGE_HINT = _("请选择中文或英文", "choose zh or en")
LINK_OLD = _(
    "这个确认链接已失效。请在“通知设置”里重新填写邮箱。",
    "This link is no longer good. Enter your address again in the message settings.",
)
MAILS_TOO_OFTEN = _(
    "确认邮件发得太频繁了，请一小时后再试；也请看看垃圾邮件箱。",
    "Too many confirmation mails. Try again in an hour, and look into your spam folder.",
)
