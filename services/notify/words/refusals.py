"""Why something is refused, and what to do then."""

from shared.kernel.sentence import Sentence as _

NO_MESSAGE = _("没有找到这条通知。请回到通知列表。", "No such message. Go back to your messages.")
TOO_MANY_PAGES = _("打开的页面太多了，请关掉几个。", "Too many open pages. Close some.")
WISH_WRONG = _("请改正标出的内容。", "Please correct what is marked.")
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
