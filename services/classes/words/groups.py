"""What is said of a group: its state, kind and season, what can be changed, how its places are given."""

from shared.kernel.sentence import Sentence as _

STATES = {
    "draft": _("草稿", "a draft"),
    "published": _("已发布、报名未开始", "published, not open yet"),
    "open": _("报名中", "open"),
    "closed": _("报名已截止", "closed"),
    "running": _("开班中", "running"),
    "finished": _("已结束", "finished"),
    "cancelled": _("已取消", "cancelled"),
}
SEASONS = {
    "spring": _("春季", "spring"),
    "summer": _("暑假", "summer"),
    "autumn": _("秋季", "autumn"),
    "winter": _("寒假", "winter"),
}
KINDS = {"session": _("托管班", "Care"), "interest": _("兴趣班", "Interest class")}
CATALOGUE = _("假期班目录", "Holiday classes")
"""The catalogue's heading where the season is not the same for all."""

FIELDS = {
    "title": _("名称", "the title"),
    "opens_at": _("报名开放时间", "the opening"),
    "closes_at": _("报名截止时间", "the closing"),
    "fees": _("收费", "the fees"),
    "bring": _("携带物品", "what to bring"),
    "notes": _("报名须知", "the notes"),
}
"""What the console can change."""
_WHO, _WAY = _("谁能报名", "who may book"), _("怎么录取", "how places are given")
_WHEN, _WHERE = _("日期和时间", "the dates and hours"), _("地点", "the site")
CHANGED = FIELDS | {
    **dict.fromkeys(("grades", "ages", "age_on", "born", "members_of", "join_by", "health"), _WHO),
    **dict.fromkeys(("rules", "way", "draw_source", "waiting_limit", "limits"), _WAY),
    **dict.fromkeys(
        ("meetings", "dates", "blocks", "excluded", "make_up_days", "hours", "more_hours", "timetable"), _WHEN
    ),
    **dict.fromkeys(("site", "address"), _WHERE),
    **dict.fromkeys(("capacity", "most_places"), _("名额", "the places")),
    "services": _("服务", "the services"),
}
"""What a plan file can change; the rest are texts."""
OTHER_TEXTS = _("其他说明", "other texts")

DRAWN = {
    "draw": _("报名截止后公开摇号，不比手速", "Drawn in public after closing; speed does not matter"),
    "draw_if_oversubscribed": _(
        "登记超过名额的，报名截止后公开摇号，不比手速",
        "If more enter than there are places: drawn in public after closing; speed does not matter",
    ),
}
"""How a draw gives places, in a line."""
WAYS = DRAWN | {
    "ranked": _("按优先顺序统一录取，不比手速", "Decided for all at once, by priority; speed does not matter"),
    "at_once": _("统一录取，按报名先后", "Decided for all at once, by time"),
    "opening_lot": _("开放后几分钟内报名的不分先后", "All who book within some minutes of the opening are equal"),
}
"""How places are given where it is not the first to come who is served, in a line."""
BADGES = {
    "draw": _("摇号", "Draw"),
    "draw_if_oversubscribed": _("摇号", "Draw"),
    "ranked": _("优先录取", "Priority"),
    "at_once": _("统一录取", "At once"),
    "opening_lot": _("开放摇号", "Opening lot"),
}
"""The same in a word."""
OFFERED_WAYS = {
    "first_come": _("先到先得", "First come, first served"),
    "opening_lot": _(
        "开放后 {early}内报名的一起摇号排序，不比手速", "Who books within {early} of the opening is ranked by lot"
    ),
    "draw_if_oversubscribed": _("报名截止后，超过名额就公开摇号", "A public draw after closing, if too many came"),
}
"""The ways that the form of one group offers."""


def season_name(season: str) -> tuple[str, str]:
    """2025-summer: 2025年暑假, summer 2025"""
    year, _dash, part = season.partition("-")
    zh, en = SEASONS.get(part, (part, part))
    return f"{year}年{zh}", f"{en} {year}"
