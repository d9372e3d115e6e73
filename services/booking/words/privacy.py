"""What a guardian is asked to agree to before the first child's data are taken."""

from shared.kernel.sentence import Sentence as _

VERSION = "3"
"""Counts up with every change of TEXT: what was agreed to before does not count for it."""
TITLE = _("儿童个人信息处理同意书", "Consent to the keeping of a child’s data")
TEXT = _(
    "一、收集什么：孩子的姓名、出生日期、年级；有的班次还要学校、居住的区县街道、证明材料、健康情况；录取后还可以填接送联系人的称呼和电话。\n"
    "二、用来做什么：核对报名条件，分配名额，托管期间照看孩子，把结果通知您。不做别的用途，不用于广告，不提供给无关的人。\n"
    "三、谁能看到：您家；审核这次报名的人；录取后本班的组织者和班主任。健康情况、材料和接送联系人加密保存，每次查看都有记录。\n"
    "四、保存多久：每一项都写在“隐私说明”里。您可以随时查看、更正、删除。\n"
    "五、撤回：您可以随时撤回同意，孩子的信息随即全部删除，还有的报名和候补随即取消。\n"
    "六、不同意也可以：不能添加孩子和报名，但仍可以看开班目录、登录和使用其他功能。",
    "1. What is taken: the child’s name, birth date and grade; some groups also ask for school, district of home, papers, health; "
    "once there is a place you may say whom to call, with a number.\n"
    "2. What for: to see whether a group is open to the child, to give the places, to care for the child, to tell you. "
    "For nothing else, no advertising, nobody who has no part in it.\n"
    "3. Who sees it: your family; those who check the request; once there is a place, the group’s organizers and teachers. "
    "Health, papers and whom to call are kept encrypted, and every reading is logged.\n"
    "4. How long: the privacy notice says it of each. You may see, correct and delete it at any time.\n"
    "5. Taking it back: at any time; the children’s data are then deleted, and what is booked ends.\n"
    "6. You may refuse: no child can be added or booked then; the classes, the log-in and the rest stay open to you.",
)
FIRST = _(
    "请先阅读《儿童个人信息处理同意书》：监护人同意后才能添加孩子。",
    "Please read the consent first: a child can be added once its guardian has agreed.",
)
TICK = _("请先阅读，同意的话请勾选", "Read it, and tick the box if you agree")
OTHER_VERSION = _("同意书刚刚更新，请重新阅读。", "The text has just changed. Please read it again.")
