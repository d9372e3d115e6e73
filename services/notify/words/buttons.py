"""What the one button of a message says."""

from shared.kernel.sentence import Sentence as _

CONFIRM_ADDRESS = _("确认邮箱", "Confirm this address")
ANSWER_MOVE = _("去答复：是否调班", "Answer: the move")
ANSWER_PROPOSAL = _("去答复：接受或放弃", "Accept or decline")
ANSWER_OFFER = _("去确认：接受或放弃", "Accept or decline")
CHOOSE = _("去选一个", "Choose one")
MEND = _("去补件", "See what to mend")
ACCEPT_PLACE = _("去接受名额", "Accept the place")
ENROLL_AGAIN = _("重新报名", "Enroll again")
SEE_RESULT = _("看结果和原因", "See the result and why")
WATCH_DRAW = _("看公开摇号", "Watch the public draw")
CONFIRM_GUARDIAN = _("去确认是不是认识的人", "Say whether you know them")
SEE_BOOKINGS = _("看我的报名", "See my bookings")
SEE_BROADCAST = _("看看这条通知", "See the notice")
SEE_GROUPS = _("去看班次", "See the classes")
SEE_CHILD = _("看看孩子的信息", "See what is kept of the child")
SEE_GUARDIANS = _("看看家长", "See the guardians")
SEE_WEBHOOK = _("看看这个地址", "See the webhook")
SEE_ACCOUNT = _("看我的账号", "See my account")
SEE_ENROLLMENT = _("查看报名", "See the enrollment")
