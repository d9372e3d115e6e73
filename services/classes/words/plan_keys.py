"""The frame of the tables of keys in the pages that explain plans, `docs/plan.zh.md` and `docs/plan.md`."""

from shared.kernel.sentence import Sentence as _

PARTS = {
    "Plan": ("方案", _("", "the plan")),
    "Rules": (
        "规则",
        _(
            "方案、期、办班点、托管班或兴趣班、班里都可以写",
            "rules: of the plan, a term, a site, a session or class, a group",
        ),
    ),
    "Registration": ("报名", _("`registration`", "`registration`")),
    "Criterion": (
        "条件",
        _(
            "`who` 里写，`priorities`、`pools`、`documents` 的每一项里写，`any_of` 和 `none_of` 的每一项里也写（最后两个键除外）",
            "conditions: of `who`, of each of `priorities`, `pools`, `documents`, and (but for the last two keys) of `any_of` and `none_of`",
        ),
    ),
    "Who": ("招收对象", _("`who`", "`who`")),
    "Admission": ("录取办法", _("`admission`", "`admission`")),
    "Priority": ("优先", _("`admission: priorities` 的每一项", "each of `admission: priorities`")),
    "Pool": ("预留名额", _("`pools` 的每一项", "each of `pools`")),
    "Document": ("材料", _("`documents` 的每一项", "each of `documents`")),
    "Agreement": ("协议", _("`agreement`", "`agreement`")),
    "Limits": ("限报", _("`limits`", "`limits`")),
    "Minimum": ("最少开班人数", _("`minimum`", "`minimum`")),
    "Retention": ("保存期限", _("`retention`", "`retention`")),
    "Term": ("期", _("`terms` 的每一项", "each of `terms`")),
    "Block": ("日期段", _("期的 `blocks` 的每一项", "each of a term's `blocks`")),
    "FullSite": ("办班点", _("`sites` 的每一项", "each of `sites`")),
    "Session": ("托管班", _("`sessions` 的每一项", "each of `sessions`")),
    "CareGroup": ("班", _("托管班的 `groups` 的每一项", "each of a session's `groups`")),
    "InterestClass": ("兴趣班", _("`interest_classes` 的每一项", "each of `interest_classes`")),
    "LessonGroup": ("班", _("兴趣班的 `groups` 的每一项", "each of a class's `groups`")),
}
"""What each mapping of a plan is called, in both pages, and where it stands."""
OTHERS = {"Rules": _("规则", "rules"), "Criterion": _("条件", "conditions")}
AND_ALL = _("{others}里的键也都可以写。", "And all {others}.")
COLUMNS = _("| 键 | 名称 | 说明 | 例 |", "| key | 中文 | | 例 example |")
REQUIRED = _("必填。", "必填 required. ")
SERVICES = _("`services`: {named}，或直接写中文。", "`services`: {named}, 或直接写中文.")
CATEGORIES = _("`categories`: {named}，或直接写通知里的中文。", "`categories`: {named}, 或直接写通知里的中文.")
