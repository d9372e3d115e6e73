"""What `aixin dead-letters` says."""

from shared.kernel.sentence import Sentence as _

COLUMNS = (_("编号", "no."), _("时间", "parked"), _("主题", "topic"), _("事件", "event"), _("原因", "cause"))
CAUSE, KEY = COLUMNS[-1], _("键", "key")
NONE = _("没有无法处理的事件。", "No dead letters.")
NOT_LISTED = _("不在列表里", "not in the list")
DONE = _("已处理", "done")
FAILING = _("仍未成功", "still failing")
DROPPED = _("不再处理", "dropped")
SAY_WHY = _("请写明原因。", "Say why.")
