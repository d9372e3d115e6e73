"""Why, in words: what a condition asks, and how a child stands to it."""

from collections.abc import Callable, Sequence

from services.booking.domain.criteria import Verdict
from shared.events import categories
from shared.kernel.words import EN, ZH

Said = tuple[str, str]
"""中文, English"""

_NAMED = 3
"""As many employers or schools are named in a sentence; a zone may list 500."""


def demand(verdict: Verdict) -> Said:
    """What the condition asks, as a phrase: 一年级—三年级; 家长在济宁港工作."""
    return _DEMANDS[verdict.code](verdict)


def explain(verdict: Verdict) -> Said:
    """What the condition is and how this child stands to it."""
    if verdict.missing:
        return _not_told(verdict)
    if verdict.near:
        return _NEAR[verdict.code](verdict)
    return (_MET if verdict.met else _UNMET)[verdict.code](verdict)


def lapsed(verdicts: Sequence[Verdict]) -> str:
    """Why a right has ended; kept with the request, in the language of those who keep it."""
    return "现在不符合条件：" + "；".join(explain(verdict)[0] for verdict in verdicts)


# -- what is asked -----------------------------------------------------------------------------------------------------


def _some(names: Sequence[str]) -> Said:
    first = names[:_NAMED]
    if len(names) > _NAMED:
        return f"{'、'.join(first)}等 {len(names)} 家", f"{', '.join(first)} and {len(names) - len(first)} more"
    return "、".join(first), " or ".join(first)


def _season(name: str) -> Said:
    """`gaoxin/2026-summer` → 2026年暑假 · summer 2026; other names as they are."""
    year, _, time = name.rpartition("/")[2].partition("-")
    zh = {"summer": "暑假", "winter": "寒假", "spring": "春季", "autumn": "秋季"}.get(time)
    return (f"{year}年{zh}", f"{time} {year}") if zh else (name.rpartition("/")[2],) * 2


def _each(names: Sequence[str], words: Callable[[str], Said]) -> Said:
    said = [words(name) for name in names]
    return "或".join(zh for zh, _ in said), " or ".join(en for _, en in said)


def _demand_member(v: Verdict) -> Said:
    zh, en = "家长是招收范围内的工会会员", "a guardian is a member of a union that this is for"
    return (
        (f"{zh}（{ZH.instant(v.join_by)}前入会）", f"{en} (since {EN.instant(v.join_by)} at the latest)")
        if v.join_by
        else (zh, en)
    )


def _demand_grade(v: Verdict) -> Said:
    band = v.band or (0, 0)
    return ZH.grades(band), EN.grades(band)


def _demand_rising(v: Verdict) -> Said:
    band = v.band or (0, 0)
    return f"开学升入{ZH.grades(band)}", f"{EN.grades(band)} from September on"


def _demand_age(v: Verdict) -> Said:
    band = v.band or (0, 0)
    return ZH.ages(band), EN.ages(band)


def _demand_born(v: Verdict) -> Said:
    first, last = v.days or (None, None)
    return f"{first} 至 {last} 出生", f"born {first} to {last}"


def _demand_placed(v: Verdict) -> Said:
    zh, en = _each(v.wanted, _season)
    return f"{zh}录取过", f"had a place in {en}"


def _demand_unlucky(v: Verdict) -> Said:
    zh, en = _each(v.wanted, _season)
    return f"{zh}报名未录取", f"asked in {en} and got no place"


def _demand_listed(v: Verdict) -> Said:
    """`gaoxin:建档困难职工` is the union's list of that name."""
    zh, en = _some([name.partition(":")[2] for name in v.wanted])
    return f"家长在工会的“{zh}”名单上", f"a guardian is on the union's list “{en}”"


def _demand_any(v: Verdict) -> Said:
    zh, en = zip(*(_all_of(part) for part in v.parts), strict=True)
    return "；或".join(zh), "; or ".join(en)


def _all_of(part: Sequence[Verdict]) -> Said:
    zh, en = zip(*(demand(verdict) for verdict in part), strict=True)
    return "、".join(zh), " and ".join(en)


def _phrase(zh: str, en: str) -> Callable[[Verdict], Said]:
    """A phrase about the names that the condition lists."""

    def phrase(v: Verdict) -> Said:
        names_zh, names_en = _some(v.wanted)
        return zh.format(names_zh), en.format(names_en)

    return phrase


_DEMANDS: dict[str, Callable[[Verdict], Said]] = {
    "member": _demand_member,
    "employer": _phrase("家长在{}工作", "a guardian works for {}"),
    "grade": _demand_grade,
    "rising_grade": _demand_rising,
    "age": _demand_age,
    "born": _demand_born,
    "school": _phrase("在{}就读", "pupil of {}"),
    "school_area": _phrase("学校在{}", "school in {}"),
    "home_area": _phrase("住在{}", "living in {}"),
    "category": lambda v: _each(v.wanted, categories.words),
    "placed": _demand_placed,
    "unlucky": _demand_unlucky,
    "listed": _demand_listed,
    "any_of": _demand_any,
    "none_of": lambda v: (f"不是：{_demand_any(v)[0]}", f"not: {_demand_any(v)[1]}"),
    "agreement": lambda v: (f"同意{_titled(v)}", f"accept “{v.wanted[0]}”"),
    "health": lambda v: (f"填写{_titled(v)}", f"make the statement “{v.wanted[0]}”"),
    "document": lambda v: (f"上传{v.wanted[0]}", f"upload: {v.wanted[0]}"),
}


def _titled(v: Verdict) -> str:
    title = v.wanted[0]
    return title if title.startswith("《") else f"《{title}》"


# -- how the child stands to it ----------------------------------------------------------------------------------------

FIELDS: dict[str, Said] = {
    "birth_date": ("出生日期", "birth date"),
    "grade": ("年级", "grade"),
    "school": ("学校", "school"),
    "school_area": ("学校所在区县", "district of the school"),
    "home_area": ("居住地", "home district"),
    "employer": ("家长单位", "employer"),
}
"""What a condition is judged by, as families fill it in."""


def _not_told(v: Verdict) -> Said:
    (zh, en), (field_zh, field_en) = demand(v), FIELDS[v.missing or "grade"]
    whose_zh, whose_en = ("", "your") if v.missing == "employer" else ("孩子的", "the child's")
    return (
        f"招收{zh}的孩子：还没有填写{whose_zh}{field_zh}，请先补充",
        f"For children: {en}. Add {whose_en} {field_en} first",
    )


def _grade(v: Verdict) -> Said:
    (zh, en), grade = demand(v), v.value or 0
    return f"{ZH.grade(grade)}，{_fits(v)[0]}{zh}", f"{EN.grade(grade)}, {_fits(v)[1]} {en}"


def _rising(v: Verdict) -> Said:
    (zh, en), grade = demand(v), v.value or 0
    return f"开学升{ZH.grade(grade)}，{_fits(v)[0]}{zh}", f"{EN.grade(grade)} next, {_fits(v)[1]} {en}"


def _age(v: Verdict) -> Said:
    day_zh, day_en = (ZH.day(v.on), EN.day(v.on)) if v.on else ("", "")
    zh, en = demand(v)
    return f"{day_zh}时 {v.value} 岁，{_fits(v)[0]}{zh}", f"aged {v.value} on {day_en}, {_fits(v)[1]} {en}"


def _fits(v: Verdict) -> Said:
    return ("符合", "within") if v.met else ("超出", "outside")


def _not_member(v: Verdict) -> Said:
    zh, en = "需要家长是招收范围内的工会会员", "A guardian must be a member of a union that this is for"
    if v.join_by:
        return f"{zh}；{ZH.instant(v.join_by)}前入会仍可报名", f"{en}; join before {EN.instant(v.join_by)} to qualify"
    return f"{zh}，请联系本单位工会核对会员登记的手机号", f"{en}; ask your union which phone it has on its roll"


def _around(zh: str, en: str) -> Callable[[Verdict], Said]:
    """A sentence around what is asked."""

    def sentence(v: Verdict) -> Said:
        asked_zh, asked_en = demand(v)
        said_en = en.format(asked_en)
        return zh.format(asked_zh), said_en[:1].upper() + said_en[1:]

    return sentence


def _alternative(v: Verdict) -> Said:
    """The alternative that holds, as it holds."""
    part = next(part for part in v.parts if all(one.met for one in part))
    zh, en = zip(*(explain(one) for one in part), strict=True)
    return "、".join(zh), "; ".join(en)


def _told(zh: str, en: str) -> Callable[[Verdict], Said]:
    """What is asked, and how what the family wrote stands to it."""

    def sentence(v: Verdict) -> Said:
        (asked_zh, asked_en), (near_zh, near_en) = demand(v), _some(v.near)
        told_zh, told_en = "、".join(v.told), ", ".join(v.told)
        return (
            f"招收{asked_zh}的孩子；{zh.format(told=told_zh, near=near_zh)}",
            f"For children: {asked_en}. {en.format(told=told_en, near=near_en)}",
        )

    return sentence


_NEAR: dict[str, Callable[[Verdict], Said]] = dict.fromkeys(
    ("school_area", "home_area"),
    _told(
        "填写的“{told}”看不出是不是在{near}，请从省市写起，写到区县或街道",
        "“{told}” may or may not lie in {near}: write the city too, then the district or street",
    ),
) | dict.fromkeys(
    ("school", "employer"),
    _told(
        "填写的“{told}”和招收名单里的“{near}”相近，如果就是它，请改成名单里的写法",
        "“{told}” is much like “{near}” on the list: if it is the same, write it in that way",
    ),
)

_MET: dict[str, Callable[[Verdict], Said]] = {
    "member": lambda _: ("家长是工会会员", "A guardian is a union member"),
    "employer": _around("{}，符合", "{}"),
    "grade": _grade,
    "rising_grade": _rising,
    "age": _age,
    "born": _around("出生日期符合（{}）", "Birth date fits ({})"),
    "school": _around("{}，符合", "{}"),
    "school_area": _around("{}，符合", "{}"),
    "home_area": _around("{}，符合", "{}"),
    "category": _around("{}，符合", "{}"),
    "placed": _around("{}，符合", "{}"),
    "unlucky": _around("{}，符合", "{}"),
    "listed": _around("{}，符合", "{}"),
    "any_of": _alternative,
    "none_of": lambda v: (f"不属于例外：{_demand_any(v)[0]}", f"Not an exception: {_demand_any(v)[1]}"),
    "agreement": lambda v: (f"已同意{_titled(v)}", f"“{v.wanted[0]}” accepted"),
    "health": lambda v: (f"已填写{_titled(v)}", f"“{v.wanted[0]}” made"),
    "document": lambda v: (f"已交{v.wanted[0]}", f"Handed in: {v.wanted[0]}"),
}

_UNMET: dict[str, Callable[[Verdict], Said]] = {
    "member": _not_member,
    "employer": _told("填写的“{told}”不在招收名单里", "“{told}” is not on the list"),
    "grade": _grade,
    "rising_grade": _rising,
    "age": _age,
    "born": _around("出生日期不在范围内（招收{}的孩子）", "Birth date outside the band ({})"),
    "school": _told("填写的“{told}”不在招收名单里", "“{told}” is not on the list"),
    "school_area": _told("填写的“{told}”在别处", "“{told}” is elsewhere"),
    "home_area": _told("填写的“{told}”在别处", "“{told}” is elsewhere"),
    "category": _around(
        "面向{}；如果符合，请在家庭情况里勾选", "For: {}. Say so under “about us” if it is true of you"
    ),
    "placed": _around("面向{}的孩子", "For children who {}"),
    "unlucky": _around("面向{}的孩子", "For children who {}"),
    "listed": _around("需要{}；有误请联系主办方", "For children of whom {}; ask the organizer if that is wrong"),
    "any_of": _around("需要满足其一：{}", "One of these is needed: {}"),
    "none_of": lambda v: (f"不招收：{_demand_any(v)[0]}", f"Not for: {_demand_any(v)[1]}"),
    "agreement": lambda v: (f"还没有同意{_titled(v)}，请先阅读", f"“{v.wanted[0]}” is not accepted yet: read it first"),
    "health": lambda v: (f"还没有填写{_titled(v)}", f"“{v.wanted[0]}” is not made yet"),
    "document": lambda v: (f"还没有上传{v.wanted[0]}", f"Not uploaded yet: {v.wanted[0]}"),
}
