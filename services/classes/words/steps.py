"""What an import does with each group."""

from shared.kernel.sentence import Sentence as _

CREATED = _("新的班次", "a new group")
UNCHANGED = _("没有变化", "unchanged")
UPDATED = _("草稿已按文件更新", "the draft follows the file")
REVISED = _("已发布的班次随之修改", "the published group is revised")
REMOVED = _("文件里没有了，草稿已删除", "not in the file any more: the draft is removed")
MERGED_INTO = _("已并入“{title}”：{reason}", "merged into “{title}”: {reason}")
TOO_FEW = _(
    "只有 {have} 人，不足 {children} 人，按招生方案不开班",
    "only {have} children where {children} are needed: by the notice it does not take place",
)
LEFT = _(
    "文件里没有，但已发布，予以保留；不办请到该班次里取消",
    "not in the file but published, so it stays: cancel it there",
)
