"""What stands in a message beside its own words."""

from shared.kernel.sentence import Sentence as _

SEVERAL_WISHES = _(" 等 {wishes} 个志愿", ", one of {wishes} wishes")
YOUR_CHILD = _("您的孩子", "your child")
REASON_DELETED = _("已随孩子的信息删除", "deleted with what was kept of the child")
