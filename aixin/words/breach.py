"""What `aixin breach` says."""

from shared.kernel.sentence import Sentence as _

NOT_KEPT = _(
    "“{leaked}”不在登记里。可以写系统、表或列，如 booking、child、child.name（docs/privacy.md）",
    "“{leaked}” is not in the register. Name a system, a table or a column, like booking, child or child.name (docs/privacy.md)",
)
ONE_NARROWING = _(
    "--union、--paper、--reader、--persons 只能选一个", "Choose one of --union, --paper, --reader and --persons"
)
THERE = _(
    "{file} 已经存在，名单不会覆盖：请换一个文件名",
    "{file} is there already, and no list is written over: choose another name",
)
HIT = _("涉及 {persons} 位监护人，{families} 个家庭", "{persons} guardians of {families} families are hit")
BY = _("{persons} 人", "{persons} persons")
REACHED = _("能联系：手机 {phones}，邮箱 {emails}", "To be reached: {phones} by phone, {emails} by e-mail")
WRITTEN = _(
    "名单在 {file}，只有您能读；用完请删除", "The list is {file}; only you can read it. Delete it when it is done with"
)
HEADER = (
    _("监护人编号", "guardian"),
    _("家庭编号", "family"),
    _("手机", "phone"),
    _("邮箱", "e-mail"),
    _("泄露的列", "what leaked"),
)
