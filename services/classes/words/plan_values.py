"""What is wrong with a single value of a plan, and how it is written."""

from shared.kernel.sentence import Sentence as _

# -- yes or no, one of a few words, numbers ----------------------------------------------------------------------------

WORD_UNKNOWN = _(
    "没有{what} “{text}”。{hint}请写 {listed}。", "There is no {what} “{text}”. {hint}Write one of {listed}."
)
YES_OR_NO = _("这里只写 yes 或 no，不是 “{text}”。", "Write yes or no here, not “{text}”.")
NO_SUCH_LIST = _(
    "方案里没有名录“{name}”：请在方案的 employer_lists 下写上这个名录和其中的单位，或直接写单位全称。",
    "There is no list “{name}”: write it with its employers under employer_lists at the head of the plan, or write their full names here.",
)
NO_DURATION = _(
    "“{text}” 不是一段时间，请写成 48h（小时）、2d（天）或 30m（分钟），最长 60 天。",
    "“{text}” is no length of time: write it like 48h, 2d or 30m, 60 days at most.",
)
NO_SHARE = _(
    "留出的名额 “{text}” 看不懂，请写成 16 或 30% 的样子。",
    "“{text}” places are not understood: write them like 16 or 30%.",
)
NO_NUMBER = _(
    "{value} 不是 1 到 {most} 的整数，请写成 {example} 的样子；不限就删去这一行。",
    "{value} is no whole number from 1 to {most}: write it like {example}; without a limit remove the line.",
)
NO_DAYS = _(
    "“{text}” 不是 {least} 到 {most} 天，请写成 {example} 的样子。",
    "“{text}” is not from {least} to {most} days: write it like {example}.",
)
REVIEWER_UNKNOWN = _(
    "没有审核方 “{text}”。{hint}请写 organizer（主办方）、employer（单位工会）、none（不审核），或办班点所属工会的编号，例如 gaoxin-east。",
    "There is no reviewer “{text}”. {hint}Write organizer, employer, none, or the code of the site's union, like gaoxin-east.",
)

# -- kinds of families -------------------------------------------------------------------------------------------------

CATEGORIES_NO_LIST = _(
    "“{text}” 会当作一个家庭类别。几个类别请写成列表，用英文方括号和逗号：{listed}。",
    "“{text}” would be one category. Write several as a list, with plain brackets and commas: {listed}.",
)
CATEGORY_UNKNOWN = _(
    "没有家庭类别 “{text}”。{hint}可以写：{known}，或直接写通知里的中文。",
    "There is no category “{text}”. {hint}Write one of {known}, or the notice's own Chinese words.",
)

# -- days and hours ----------------------------------------------------------------------------------------------------

NO_DATE = _("“{text}” 不是日期，请写成 2025-07-07 的样子。", "“{text}” is no date: write it like 2025-07-07.")
DATE_NOT_IN_CALENDAR = _("日历上没有 {text} 这一天，请改正。", "There is no day {text} in the calendar.")
NO_INSTANT = _(
    "“{text}” 缺少日期或时刻，请写成 2025-06-30 09:00（北京时间）。",
    "“{text}” needs a date and a time: write it like 2025-06-30 09:00 (Beijing time).",
)
NO_TIME = _("“{text}” 不是时刻，请写成 00:00 到 23:59。", "“{text}” is no time: write it from 00:00 to 23:59.")
NO_HOURS_OF_DAY = _(
    "“{text}” 不是一段时间，请写成 08:30-18:00 的样子。", "“{text}” is no stretch of time: write it like 08:30-18:00."
)
HOURS_REVERSED = _("{text}：结束不晚于开始，请检查两个时刻。", "{text} ends before it starts: check the two times.")
WEEKDAYS_REVERSED = _(
    "“{part}” 前后颠倒，一周从周一写到周日。", "“{part}” runs backwards: a week goes from Mon to Sun."
)
WEEKDAY_TWICE = _("“{text}” 里有重复的星期，请删去一个。", "“{text}” names a weekday twice: remove one.")
NO_WEEKDAYS = _(
    "“{whole}” 不是星期，请写成 Mon-Fri、Tue, Thu 或 周一至周五。",
    "“{whole}” is no weekday: write it like Mon-Fri, or Tue, Thu, or 周一至周五.",
)
NO_LESSON = _(
    "“{text}” 不是上课时间，请写成 Tue 14:00-15:30 或 周二、周四 14:00-15:30。",
    "“{text}” is no lesson time: write it like Tue 14:00-15:30 or Tue, Thu 14:00-15:30.",
)
BORN_ONE_END = _(
    "“{text}” 只写了一头，请把另一头也写上，写一个够早或够晚的日子，例如 {both}。",
    "“{text}” has one end only: write the other too, a day that is early or late enough, like {both}.",
)
NO_BORN = _(
    "看不懂出生日期 “{text}”，请写成 2021-09-01..2022-08-31 的样子。",
    "“{text}” is not understood: write it like 2021-09-01..2022-08-31.",
)
BORN_REVERSED = _("{text} 写反了，请先写早的再写晚的。", "{text} is reversed: write the earlier day first.")

# -- other values ------------------------------------------------------------------------------------------------------

ONE_VALUE = _("这里只写一个值，例如 {example}。", "Write one value here, for example {example}.")
NO_BAND = _(
    "看不懂{value}，请写成 {example} 或 {other}。", "{value} is not understood: write it like {example} or {other}."
)
BAND_REVERSED = _("{text} 写反了，请先写小的再写大的。", "{text} is reversed: write the lower one first.")
NO_PLACES = _(
    "名额 “{text}” 不是 1 到 9999 的整数，请写成 30 的样子。", "“{text}” places: write a whole number from 1 to 9999."
)
PLACES_ZERO = _(
    "名额是 0，没有孩子能报名。请写至少 1，或删去这个班。",
    "0 places: no child could be booked. Write at least 1, or remove the group.",
)
NO_LIMIT = _(
    "“{text}” 不是 1 到 20 的整数。每个孩子最多报几个，请写成 1 的样子；不限就删去这一行。",
    "“{text}” is no whole number from 1 to 20: say how many a child may book, like 1; without a limit remove the line.",
)
SERVICE_UNKNOWN = _(
    "没有服务 “{text}”。{hint}可以写：{services}，或直接写中文。",
    "There is no service “{text}”. {hint}Write one of {services}, or Chinese words of your own.",
)
ONLY_ALL = _("这里只能写 all。", "Only “all” can be written here.")
TOGETHER_UNREADABLE = _(
    "“{text}” 里不能有空格和标点：写 yes，或给一起录取的班起一个共同的名称。",
    "“{text}” has spaces or punctuation: write yes, or one name for all groups that are decided together.",
)
WAITING_UNREADABLE = _(
    "候补 “{text}” 看不懂：请写最多几名（20），0 表示不设候补，unlimited 表示不限。",
    "Waiting list “{text}”: write its longest length (20), 0 for none, or unlimited.",
)

# -- a word that is near -----------------------------------------------------------------------------------------------

DID_YOU_MEAN = _("是不是 {near}？", "Did you mean {near}? ")
