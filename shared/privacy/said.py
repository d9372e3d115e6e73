"""What several entries say."""

from shared.kernel.sentence import Sentence as _

NOBODY = _("没有人；系统自己用", "Nobody; the system itself uses it")
OPERATORS = _("排查故障的运维人员", "Operators who look into a fault")
FAMILY_ALONE = _("只有您自己", "You alone")

ACCOUNT = _("和您的账户一样久", "As long as your account")
LOGGED_LONG = _("作为记录保存，只增不改", "Kept as a record, only ever added to")
THREE_YEARS = _("3 年，期间只增不改，之后删除", "3 years, only ever added to, then deleted")

FINGERPRINT = _(
    "只是算出的指纹，谁也读不出原来的内容", "A fingerprint only, from which nobody can read what it was made of"
)
KEY = _("是登录用的密钥，只在设置时显示一次", "A key to log in with, shown only while it is set up")
COPY_IN_INBOX = _(
    "这些通知的内容就是您收件箱里的；存的这一份只为了送到",
    "What they say stands in your inbox; these are kept to bring it there",
)
COPY_SPOILED = _("现在打不开，请联系主办的工会。", "It cannot be opened now. Ask the organizing union.")
PSEUDONYMS = _(
    "只有化名，已经公开；您的摇号结果在报名记录里",
    "Pseudonyms alone, and public; how yours came out stands with your booking",
)
OTHERS = _("里面是别人的信息", "It is about other people")
