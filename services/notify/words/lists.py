"""What stands in a message beside its own words."""

from shared.kernel.sentence import Sentence as _

SEVERAL_WISHES = _(" 等 {wishes} 个志愿", ", one of {wishes} wishes")
YOUR_CHILD = _("您的孩子", "your child")
REASON_DELETED = _("已随孩子的信息删除", "deleted with what was kept of the child")
NOT_SAID = _("", "")
CALLED = {
    "mother": _("（妈妈）", " (mother)"),
    "father": _("（爸爸）", " (father)"),
    "fathers_mother": _("（奶奶）", " (father’s mother)"),
    "fathers_father": _("（爷爷）", " (father’s father)"),
    "mothers_mother": _("（外婆）", " (mother’s mother)"),
    "mothers_father": _("（外公）", " (mother’s father)"),
    "other": _("（其他家人）", " (other family)"),
}
"""What a guardian was to the children, behind the word."""
