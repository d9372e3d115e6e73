"""What `make demo` shows, in one line or two: most of it is read while it moves."""

from shared.kernel.sentence import Sentence as _

HOW_MANY = _("家庭数请在 1 到 {most} 之间。", "Choose 1 to {most} families.")
NO_CODE = _("只有演示模式会显示验证码（make up，本机地址）。", "Only the demo stack shows log-in codes.")
NOTHING_ANSWERS = _(
    "没有连上 {url}。请先在另一个终端运行 make up。",
    "Nothing answers at {url}: run `make up` in another terminal first.",
)
NOT_HEARD = _("报名系统还没有收到新的班次。", "Booking has not heard of the new groups yet.")
GROUPS = _("个班次", "groups")
PREPARE = _("家庭准备", "families prepare")

# -- the race ----------------------------------------------------------------------------------------------------------

ANSWERS = {
    "confirmed": "已录取", "waitlisted": "候补", "full": "已满", "not_eligible": "不符合条件", "overlaps": "时间冲突",
    "already_booked": "已报过", "not_open": "未开始",
}  # fmt: skip
COUNTDOWN = "距开放 {left:.1f} 秒 until the opening"
ANSWERED = "已答复 {count} answered"
GROUP = _("班次", "group")
PLACES = _("名额", "places")
COUNTED = (_("已录取", "confirmed"), _("候补", "waiting"), _("其他", "other"))
FIRST_IN_LINE = _("候补第 1 位", "first in line")
RESULTS = _("结果", "results")
TIMES = (
    "{count} 个家庭在开放的一刻报名 families at the opening: 中位数 median {median:.0f} ms, 最慢 slowest {slowest:.0f} ms; "
    "{given_up} 家取消，候补依次递补 withdrew and were followed in order."
)

# -- a place passed on -------------------------------------------------------------------------------------------------

ACTS = _("递补与摇号", "passed on, and drawn")
STAGED = _("演示", "acts")
PASSED_ON = "递补 a place passed on · {group} · {places} 个名额 places"
COLUMNS = (_("孩子", "child"), _("经过", "what its family's page said"))
SIX_ASK = _("六家报名", "six ask")
GIVES_UP, ACCEPTS, DECLINES = _("取消", "gives up"), _("接受", "accepts"), _("放弃", "declines")
WAITS = "候补第 {position} 位"
OFFERED = "递补通知（请在 {until:%H:%M} 前答复）"
STATES = {"confirmed": "已录取", "withdrawn": "取消"}

# -- a draw ------------------------------------------------------------------------------------------------------------

ENTERED = "{count} 家登记，各填两个志愿 families entered, each with two wishes"
UNTIL_FROZEN = _("距截止", "until the list is frozen")
FROZEN = "名单冻结，指纹 the list stands, its hash {hash}…；draw.json 已保存 kept"
NOT_FROZEN = _("报名截止了，名单还没有冻结。", "Registration has closed, but the list is not frozen.")
PUBLIC_NUMBER = "公开数字 public number [b]{number}[/]（演示用的随机数 made up for this demo）"
DRAW = _("摇号结果", "the draw")
DRAWN = (
    _("名次", "rank"), _("编号", "number"), _("孩子", "child"), _("优先档", "band"), _("志愿", "wishes"), _("结果", "outcome"),
)  # fmt: skip
LAST_BAND = "其余"
TURNS = "候补第 {turns} 位"
NO_PLACE = "未录取"
TOLD_ALIKE = _("每家看到的和公布的一样", "every family reads what was published")
AT_HOME = _("家长在家", "a parent at home")
