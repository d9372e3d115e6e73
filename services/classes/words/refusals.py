"""Why something is refused, and what to do then; what stands without a full stop stands beside a field."""

from shared.kernel.sentence import Sentence as _

# -- a group -----------------------------------------------------------------------------------------------------------

NOT_IN_THIS_STATE = _("此班次{state}，不能这样操作。", "This group is {state}; it can't be changed so.")
OPEN_ALREADY = _(
    "报名已经开始，不能再把开始时间改到以后。如需停止，请修改截止时间。",
    "Registration has begun; its opening can't be moved to later. To stop it, change the closing.",
)
WAY_FIXED = _(
    "报名已经开始，录取方式（包括优先顺序、预留名额、审核和公开数字的来源）不能再改。",
    "Registration has begun: the way of giving places is fixed, with its priorities, pools, review and public number.",
)
NO_PLACES = _("名额至少为 1。", "There must be at least one place.")
TOO_FEW_PLACES = _(
    "已录取（含为家庭保留）的有 {given} 个，名额不能少于 {given}。请先与家长协商取消部分报名，再减少名额。",
    "There can't be fewer than {given}: so many are taken or kept for families. Free some places with the families first.",
)
TOO_MANY_PLACES = _(
    "招生方案写明名额不超过 {most} 个。确实要增加的，请先改方案的 most_places。",
    "The plan says {most} places at most. If there must be more, change most_places in the plan first.",
)
CLOSES_BEFORE_IT_OPENS = _("报名截止应晚于报名开始。", "Registration must end after it begins.")
WHY_CANCELLED = _(
    "请写明取消的原因（2–200 字），家长会看到。",
    "Give the reason, 2 to 200 characters: families will read it.",
)
NUMBER_HINT = _("请填 1 到 {most} 的整数", "Write a whole number from 1 to {most}")
INSTANT_HINT = _("请选择日期和时间", "Choose a date and a time")
TITLE_HINT = _("请填写班次名称（最多 80 字）", "Write the title, at most 80 characters")
REQUIRED = _("必填", "required")
SOMETHING_MISSING = _("还有必填的内容没有填写。", "Some fields are still empty.")
SOMETHING_WRONG = _("请按提示修改后再提交。", "Please correct the marked fields and send again.")

# -- a plan ------------------------------------------------------------------------------------------------------------

PLAN_HAS_ERRORS = _(
    "方案里有错误，没有导入。请按行改正。",
    "The plan has errors, and nothing was imported. Correct each line.",
)
UNION_NOT_YOURS = _(
    "方案属于工会“{union}”，您不是该工会的组织者。请核对文件里的 union，或请总工会授权。",
    "The plan is of the union “{union}”, which you don't organize. Check `union` in the file, or ask for the role.",
)
PLAN_TAKEN = _(
    "方案编号“{plan}”已被别的工会使用，请在文件里换一个编号（plan）。",
    "The plan number “{plan}” is in use by another union: choose another `plan` in the file.",
)
