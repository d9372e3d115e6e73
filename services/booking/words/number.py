"""A number that was not used for long: what is asked, and what is said to a wrong answer, however wrong."""

from shared.kernel.sentence import Sentence as _

NOT_PROVEN = _("和登记的不一致。", "This is not what was registered.")
TRIES_LEFT = _("还可以试 {left} 次", "{left} tries left")
FIELDS_MISSING = _("请填写孩子的姓名和出生日期。", "Give a child’s name and birth date.")
NAME_HINT = _("请填写姓名", "the name")
BORN_HINT = _("请填写出生日期，例如 2018-05-06", "the birth date, like 2018-05-06")
LOCKED = _(
    "已经试了三次，这个手机号不能再试了。请联系孩子报名的主办工会或您的单位工会：工会核实后，您再登录就不用证明了。",
    "It was tried three times, and cannot be tried again with this number. Ask the union where your child is booked, or your own: "
    "once it has vouched for you, you log in without this.",
)
