"""Small values of a plan's rules: yes or no, one of a few words, how long, how many places of a pool."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from services.classes.plan.language.findings import BadValue
from services.classes.plan.language.values import CODE, Written, counted
from services.classes.plan.language.wording import closest
from services.classes.words import plan_values as wrong
from shared.kernel.words import EN

_UNITS = {"m": 1, "h": 60, "d": 24 * 60, "分钟": 1, "分": 1, "小时": 60, "个小时": 60, "天": 24 * 60, "日": 24 * 60}
_FEW = {"半": 0.5, "两": 2.0} | {numeral: float(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
NOT = ("none", "无", "不限")
"""How an amount says that what was said further out does not hold here."""
LONGEST_WAIT = 60 * 24 * 60
"""Minutes: sixty days."""


class Share(NamedTuple):
    """A pool's part of the places: a number, or a percentage of the group's."""

    number: int = 0
    percent: int = 0

    def of(self, places: int) -> int:
        """How many that is; a percentage is rounded down (30 % of 55 is 16)."""
        return self.number or places * self.percent // 100


def word(what: str, what_en: str, options: Mapping[str, Sequence[str]]) -> Written:
    """One of a few words; `options`: each word → its Chinese spellings, the first of which names it."""
    spelled = {zh: code for code, others in options.items() for zh in others}
    listed = "、".join(f"{code}（{others[0]}）" for code, others in options.items())

    def read(text: str) -> str:
        if text in options:
            return text
        if text in spelled:
            return spelled[text]
        zh, en = closest(text, options)
        raise BadValue(
            *wrong.WORD_UNKNOWN.of(text=text, what=(what, what_en), hint=(zh, en), listed=(listed, ", ".join(options))),
        )

    return Written(read, str, tuple(options))


def read_yes(text: str) -> bool:
    """yes; no. Raises BadValue."""
    if text.lower() in ("yes", "true", "是", "要", "需要"):
        return True
    if text.lower() in ("no", "false", "否", "不", "不需要"):
        return False
    raise BadValue(*wrong.YES_OR_NO.of(text=text))


def read_duration(text: str) -> int:
    """48h; 2d; 90m; 24小时; 两天; 半天 (12 hours): minutes; none: 0. Raises BadValue."""
    if text in NOT:
        return 0
    found = re.fullmatch(rf"(\d{{1,5}}|[{''.join(_FEW)}])\s*({'|'.join(_UNITS)})", text)
    minutes = int((_FEW.get(found[1]) or int(found[1])) * _UNITS[found[2]]) if found else 0
    if not 1 <= minutes <= LONGEST_WAIT:
        raise BadValue(
            *wrong.NO_DURATION.of(text=text),
        )
    return minutes


def write_duration(minutes: int) -> str:
    """48h; 3d; 90m; none"""
    if minutes == 0:
        return "none"
    if minutes % 60:
        return f"{minutes}m"
    hours = minutes // 60
    return f"{hours // 24}d" if hours % 24 == 0 and hours > 48 else f"{hours}h"


def read_share(text: str) -> Share:
    """16; 16个; 30%. Raises BadValue."""
    text = counted(text)
    if found := re.fullmatch(r"(\d{1,2}|100)\s*%", text):
        share = Share(percent=int(found[1]))
    elif re.fullmatch(r"\d{1,4}", text):
        share = Share(number=int(text))
    else:
        share = Share()
    if not any(share):
        raise BadValue(
            *wrong.NO_SHARE.of(text=text),
        )
    return share


def write_share(share: Share) -> int | str:
    """16; 30%"""
    return f"{share.percent}%" if share.percent else share.number


def number(what: str, most: int, example: str) -> Written:
    """A whole number from 1 to `most`, with or without its measure word; `none` is 0."""

    def read(text: str) -> int:
        if text in NOT:
            return 0
        text = counted(text)
        if not re.fullmatch(r"\d{1,5}", text) or not 1 <= int(text) <= most:
            raise BadValue(
                *wrong.NO_NUMBER.of(value=(f"{what} “{text}”", f"“{text}”"), most=most, example=example),
            )
        return int(text)

    def write(value: Any) -> int | str:
        return int(value) or "none"

    return Written(read, write, (example,))


def days(least: int, most: int, example: str) -> Written:
    """So many days, with their word or without."""

    def read(text: str) -> int:
        found = re.fullmatch(r"(\d{1,5})\s*(?:d|days?|天|日)?", text)
        if not found or not least <= int(found[1]) <= most:
            raise BadValue(*wrong.NO_DAYS.of(text=text, least=least, most=most, example=example))
        return int(found[1])

    return Written(read, lambda said: EN.plural(said, "day"), (example,))


WAYS = {
    "first_come": ("先到先得", "先到先录", "报满即止"),
    "ranked": ("按优先顺序", "按优先顺序录取", "优先录取"),
    "draw": ("摇号", "抽签"),
    "draw_if_oversubscribed": ("超额摇号", "超过名额才摇号", "报名人数超过名额时摇号"),
    "opening_lot": ("开放时摇号", "开放时排队摇号"),
}
Way = Literal["first_come", "ranked", "draw", "draw_if_oversubscribed", "opening_lot"]
Admitting = Annotated[Way, word("录取方式", "way", WAYS)]
WaitingOrder = Annotated[Literal["arrival", "priority"], word("候补顺序", "waiting order", {"arrival": ("先后", "按先后", "按报名先后"), "priority": ("优先", "按优先顺序")})]  # fmt: skip
SignUp = Annotated[Literal["parent", "employer"], word("报名方式", "way of signing up", {"parent": ("家长", "家长报名"), "employer": ("单位", "单位工会", "单位报名", "单位工会报名")})]  # fmt: skip
REVIEWERS = {"none": ("无", "不审核"), "organizer": ("主办方", "主办单位"), "employer": ("单位", "单位工会")}


def read_reviewer(text: str) -> str:
    """none; organizer; employer; or the code of a union whose organizers check. Raises BadValue."""
    spelled = {zh: code for code, others in REVIEWERS.items() for zh in others}
    zh, en = closest(text, REVIEWERS)
    if text in REVIEWERS or text in spelled:
        return spelled.get(text, text)
    if zh or not re.fullmatch(CODE, text):
        raise BadValue(
            *wrong.REVIEWER_UNKNOWN.of(text=text, hint=(zh, en)),
        )
    return text


Review = Annotated[str, Written(read_reviewer, str, (*REVIEWERS, "gaoxin-east"))]
Otherwise = Annotated[Literal["cancel", "merge", "move"], word("人数不足时的办法", "way out", {"cancel": ("取消", "不开班"), "merge": ("合并", "合班", "并班"), "move": ("调剂", "调到别处", "转到邻近办班点")})]  # fmt: skip
Over = Annotated[Literal["group", "site", "plan"], word("算人数的范围", "range", {"group": ("班", "每班"), "site": ("办班点", "每点"), "plan": ("方案", "全部")})]  # fmt: skip
Yes = Annotated[bool, Written(read_yes, lambda said: "yes" if said else "no", ("yes", "no"))]
Duration = Annotated[int, Written(read_duration, write_duration, ("48h", "2d", "30m"))]
PoolPlaces = Annotated[Share, Written(read_share, write_share, ("16", "30%"))]
AtMost = Annotated[int, number("最多", 100, "1")]
AtLeast = Annotated[int, number("最少人数", 9999, "15")]
Wishes = Annotated[int, number("志愿", 20, "3")]
Count = Annotated[int, number("个数", 999, "4")]
Minutes = Annotated[int, number("分钟", 1440, "10")]
HealthDays = Annotated[int, days(1, 365, "14 days")]
EnrollmentDays = Annotated[int, days(30, 3650, "90 days")]
"""No fewer than an installation may keep: until then a family may ask what became of its booking."""
