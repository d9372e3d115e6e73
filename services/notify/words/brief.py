"""A message of each kind in two fields: how things stand, in at most five characters, and what to do about it, in at most twenty letters.

No child is named: whoever brings it need not know whose it is.
"""

from collections.abc import Mapping

from shared.kernel.sentence import Sentence as _

BRIEF: Mapping[str, tuple[str, _]] = {
    "unverified": ("待核实", _("报名已收到，等工会核实", "Union will check it")),
    "asked-again": ("待核实", _("另一家也报了这个孩子，待核实", "Two ask for a child")),
    "submitted": ("待审核", _("申请已收到，等待审核", "Received, in review")),
    "sent-back": ("待补件", _("请在时限前补好材料", "Please mend in time")),
    "to-mend": ("快到期", _("补材料的时间快到了", "Mend it soon")),
    "refused": ("未通过", _("申请未通过，原因请点开看", "Refused: see why")),
    "entered": ("已登记", _("已登记，等待统一录取", "Entered, wait for it")),
    "offered": ("待确认", _("有名额待您确认，过时让出", "A place: answer now")),
    "reminded": ("快过时", _("名额快过时了，请马上答复", "Last call: answer")),
    "opened": ("有空位", _("空出名额，先接受先得", "Free: first come")),
    "expired": ("已过时", _("过时未答复，详情请点开看", "Not answered in time")),
    "confirmed": ("已录取", _("已录取，时间地点请点开看", "Confirmed")),
    "waitlisted": ("候补中", _("已在候补，位次请点开看", "On the waiting list")),
    "unplaced": ("未录取", _("结果出来了，请点开看", "Not placed: see more")),
    "promoted": ("已录取", _("候补成功，已录取", "Confirmed from list")),
    "withdrawn": ("已取消", _("家长已取消，详情请点开看", "Given up by family")),
    "cancelled": ("已取消", _("主办方已取消，原因请点开看", "Cancelled: see why")),
    "merged": ("已并班", _("已并班，时间地点请点开看", "Classes merged")),
    "changed": ("有变动", _("安排有变，请点开看", "Changed: please look")),
    "overlaps": ("要选择", _("两个班时间冲突，请选一个", "Choose one of two")),
    "doubted": ("人不足", _("人数不足，可能取消，请点开看", "May be cancelled")),
    "assured": ("照常开", _("照常开班，您的报名还在", "It takes place")),
    "opens-soon": ("快报名", _("您准备好的班快开始报名", "It opens soon")),
    "first-day": ("明天到", _("第一天怎么去、带什么请点开看", "First day: see how")),
    "goes-on": ("继续班", _("放假后继续上，时间请点开看", "On again: see when")),
    "broadcast": ("有通知", _("主办方有通知，请点开看", "A notice: please see")),
    "broadcast-held": ("待复核", _("群发通知要另一位管理员看", "Second look needed")),
    "guardian-asks": ("待确认", _("有人想加入您家，请确认", "Wants to join: see")),
    "guardian-left": ("有变动", _("家长有变动，不是您要的请看", "A guardian left")),
    "records-joined": ("已合并", _("孩子的两份信息已合为一份", "Two records joined")),
    "webhook-off": ("已停用", _("推送地址已停用，请点开看", "A webhook is off")),
    "checked": ("有结果", _("提前审核有结果，请点开看", "Check: please see")),
    "teacher": ("有变动", _("班主任职责有变动，请点开看", "Teacher: please see")),
    "role-changed": ("有变动", _("您的职责有变动，请点开看", "Your roles changed")),
}
"""By kind."""
