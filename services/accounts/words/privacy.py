"""The parts of the privacy notice."""

from shared.kernel.sentence import Sentence as _

PARTS = {
    "booking": _("孩子和报名", "Children and bookings"),
    "accounts": _("账户和会员", "The account and membership"),
    "notify": _("通知", "Messages"),
    "classes": _("组织者", "Organizers"),
    "everywhere": _("系统运行", "To keep it running"),
}
"""By system; and what each of the four has."""
