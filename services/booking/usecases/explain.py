"""Why, in words: every verdict and answer as a Chinese and an English sentence."""

from services.booking.domain.eligibility import Verdict
from shared.web.words import Words

ZH, EN = Words("zh"), Words("en")

Said = tuple[str, str]
"""中文, English"""


def explain(verdict: Verdict) -> Said:
    """What the condition is and how this child stands to it."""
    return {"member": _member, "grade": _grade, "age": _age, "born": _born}[verdict.code](verdict)


def _member(v: Verdict) -> Said:
    if v.met:
        return "家长是工会会员", "A guardian is a union member"
    zh, en = "需要家长是主办工会的会员", "A guardian must be a member of the organizing union"
    if v.join_by:
        return f"{zh};{ZH.instant(v.join_by)}前入会仍可报名", f"{en}; join before {EN.instant(v.join_by)} to qualify"
    return f"{zh},请联系本单位工会核对会员登记的手机号", f"{en}; ask your union which phone it has on its roll"


def _grade(v: Verdict) -> Said:
    band = v.band or (0, 0)
    if v.missing or v.value is None:
        return (
            f"招收{ZH.grades(band)}:还没有填写孩子的年级,请先补充",
            f"For {EN.grades(band)}: add the child's grade first",
        )
    if v.met:
        return f"{ZH.grade(v.value)},符合{ZH.grades(band)}", f"{EN.grade(v.value)}, within {EN.grades(band)}"
    return f"{ZH.grade(v.value)},超出{ZH.grades(band)}", f"{EN.grade(v.value)}, outside {EN.grades(band)}"


def _age(v: Verdict) -> Said:
    band = v.band or (0, 0)
    day_zh, day_en = (ZH.day(v.on), EN.day(v.on)) if v.on else ("", "")
    if v.missing or v.value is None:
        return (
            f"招收{ZH.ages(band)}:还没有填写出生日期,请先补充",
            f"For {EN.ages(band)}: add the child's birth date first",
        )
    zh, en = f"{day_zh}时{v.value}岁", f"aged {v.value} on {day_en}"
    if v.met:
        return f"{zh},符合{ZH.ages(band)}", f"{en}, within {EN.ages(band)}"
    return f"{zh},超出{ZH.ages(band)}", f"{en}, outside {EN.ages(band)}"


def _born(v: Verdict) -> Said:
    first, last = v.days or (None, None)
    zh, en = f"{first} 至 {last} 出生", f"born {first} to {last}"
    if v.missing:
        return f"招收{zh}的孩子:还没有填写出生日期,请先补充", f"For children {en}: add the child's birth date first"
    if v.met:
        return f"出生日期符合({zh})", f"Birth date fits ({en})"
    return f"出生日期不在范围内(招收{zh}的孩子)", f"Birth date outside the band ({en})"
