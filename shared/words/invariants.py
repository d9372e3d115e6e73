"""What two systems must know alike, in a line each."""

from shared.kernel.sentence import Sentence as _

TOLD_ONCE = _("每件事通知每个家庭恰好一次", "every family is told once, and of what happened")
ROLES_TOLD = _("职责的每次变动通知本人恰好一次", "whoever's role changed is told once, and of what happened")
LEDGER_SHOWN = _("目录与账本一致", "the catalogue shows the ledger")
GROUPS_AS_DECLARED = _("报名按主办方说的班次", "booking goes by what organizers declared")
MEMBERSHIPS_AS_REGISTERED = _("报名按登记的会员", "booking goes by the memberships on the roll")
NOTHING_VANISHED = _("一件不丢", "nothing vanished")
