"""What an organizer is asked to look at once more before a plan is published."""

from shared.kernel.sentence import Sentence as _

PAST = _(
    "方案里的日期都已经过去（最后一天是 {last}）。请确认年份。",
    "All days of this plan are past (the last is {last}): is the year right?",
)
OTHER_SEASON = _(
    "“{name}” 的日期（{day}）不在{season}里。请确认 season 和日期。",
    "“{name}” has days outside of {season} ({day}): are the season and the dates right?",
)
ON_HOLIDAYS = _(
    "“{name}” 在法定节假日有班：{days}。不办的日子请写进 excluded。",
    "“{name}” takes place on public holidays: {days}. Put days without child-care into excluded.",
)
SEVERAL_AREAS = _(
    "“{area}” 不止一处：{meant}。现在哪一处都算；只招其中一处的，请写全，如“{one}”。",
    "“{area}” is the name of several areas: {meant}. All of them count; if you mean one, write it in full, like “{one}”.",
)
NO_CONTACT = _(
    "没有写咨询电话（contact）：家长收到“请联系主办方”时不知道打给谁。",
    "Nowhere does it say whom to call (contact): families are told to ask the organizer, and do not know which number.",
)
SEASONS = {
    "spring": _("春季", "spring"),
    "summer": _("暑假", "summer"),
    "autumn": _("秋季", "autumn"),
    "winter": _("寒假", "winter"),
}
