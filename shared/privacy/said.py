"""What several entries say."""

from shared.kernel.sentence import Sentence as _

NOBODY = _("没有人；系统自己用", "Nobody; the system itself uses it")
OPERATORS = _("排查故障的运维人员", "Operators who look into a fault")
FAMILY_ALONE = _("只有您自己", "You alone")

ACCOUNT = _("和您的账户一样久", "As long as your account")
LOGGED_LONG = _("作为记录保存，只增不改", "Kept as a record, only ever added to")
THREE_YEARS = _("3 年，期间只增不改，之后删除", "3 years, only ever added to, then deleted")
