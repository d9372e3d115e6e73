"""What `aixin plan` says."""

from shared.kernel.sentence import Sentence as _

UNREADABLE = _("无法读取 {file}（{why}），请检查文件名。", "Cannot read {file} ({why}): check its name.")
TO_CORRECT = _("共 {things} 处需要改正。", "{things} to correct.")
NO_ERRORS = _("没有错误。", "No errors.")
LOOK_AGAIN = _("请再看一眼：", "Please look once more:")
WHO_ARE_YOU = _(
    "请用 --phone 给出组织者的手机号，或用 --token。", "Say who you are: --phone of the organizer, or --token."
)
NO_ADDRESS = _("地址 {url} 不正确。", "{url} is no address: write it like http://127.0.0.1:8000.")
NOTHING_ANSWERS = _(
    "连不上 {url}（{why}）。请先运行 make up，或用 --url 给出地址。",
    "Nothing answers at {url} ({why}): run `make up` first, or give the address by --url.",
)
OTHER_ANSWER = _(
    "{url} 的回答不是本系统的（{status}）。请检查 --url。",
    "{url} does not answer as this system does ({status}): check --url.",
)
CODE_SENT = _("发到 {phone} 的验证码", "code sent to {phone}")
IMPORTED = _(
    "导入完成；草稿要在组织者工作台发布后家长才看得到。", "Imported; publish drafts in the organizer's console."
)

# -- a plan's groups as a table ----------------------------------------------------------------------------------------

COLUMNS = {
    "title": _("班次", "group"),
    "site": _("办班点", "site"),
    "dates": _("日期", "dates"),
    "hours": _("时间", "hours"),
    "days": _("天", "days"),
    "who": _("招收", "who"),
    "places": _("名额", "places"),
}
SITES = "{first} … {count} 处"
RISING = "9月升入{grades}"
BORN = "{first} 至 {last} 出生"
CHANGES = {
    "created": _("新建", "created"),
    "updated": _("更新", "updated"),
    "revised": _("修改", "revised"),
    "unchanged": _("未变", "unchanged"),
    "removed": _("删除", "removed"),
    "left": _("保留", "left"),
    "refused": _("拒绝", "refused"),
}
"""What became of a group."""
