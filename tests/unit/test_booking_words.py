"""What a family reads of a condition, and where it is sent to mend it."""

from datetime import UTC, date, datetime, time
from typing import get_args
from uuid import NAMESPACE_DNS, uuid4, uuid5

import pytest

from services.booking.domain.child import Child
from services.booking.domain.criteria import Applicant, Code, Condition, Criterion, Verdict, judge
from services.booking.domain.eligibility import verdicts
from services.booking.domain.group import Group, Paper, Statement
from services.booking.words.explain import demand, explain
from services.booking.words.mend import repair, todo
from shared.events import categories

FIRST_DAY = date(2026, 7, 6)
CHILD, GROUP = uuid5(NAMESPACE_DNS, "child"), uuid5(NAMESPACE_DNS, "group")


def child(**facts):
    plain = {"name": "阿依古丽·买买提", "birth_date": date(2018, 5, 1), "grade": 2, "grade_year": 2025}
    return Child(CHILD, (uuid4(),), **(plain | facts))


def verdict_on(condition, **facts):
    unions = facts.pop("unions", frozenset())
    (verdict,) = judge(condition, Applicant(child(**facts), frozenset(unions)), FIRST_DAY)
    return verdict


def names(*values):
    return frozenset(values)


SAID = [
    (Condition(members_of=names("a")), {"unions": ["a"]}, "家长是工会会员", "A guardian is a union member"),
    (Condition(employers=names("济宁港")), {}, "招收家长在济宁港工作的孩子：还没有填写家长单位，请先补充",
     "For children: a guardian works for 济宁港. Add your employer first"),
    (Condition(employers=names("济宁港")), {"employers": names("纺织厂")}, "招收家长在济宁港工作的孩子；填写的“纺织厂”不在招收名单里",
     "For children: a guardian works for 济宁港. “纺织厂” is not on the list"),
    (Condition(employers=names("济宁港务有限公司", "纺织厂")), {"employers": names("济宁港")},
     "招收家长在济宁港务有限公司、纺织厂工作的孩子；填写的“济宁港”和招收名单里的“济宁港务有限公司”相近，如果就是它，请改成名单里的写法",
     "For children: a guardian works for 济宁港务有限公司 or 纺织厂. "
     "“济宁港” is much like “济宁港务有限公司” on the list: if it is the same, write it in that way"),
    (Condition(employers=names("济宁港")), {"employers": names("济宁港")}, "家长在济宁港工作，符合", "A guardian works for 济宁港"),
    (Condition(grades=(1, 3)), {}, "二年级，符合一年级—三年级", "grade 2, within grade 1 – grade 3"),
    (Condition(grades=(3, 3)), {}, "二年级，超出三年级", "grade 2, outside grade 3"),
    (Condition(grades=(1, 3)), {"grade": None}, "招收一年级—三年级的孩子：还没有填写孩子的年级，请先补充",
     "For children: grade 1 – grade 3. Add the child's grade first"),
    (Condition(rising_grades=(1, 2)), {}, "开学升三年级，超出开学升入一年级—二年级",
     "grade 3 next, outside grade 1 – grade 2 from September on"),
    (Condition(ages=(5, 12)), {}, "7月6日（周一）时 8 岁，符合5—12 岁", "aged 8 on Mon 6 Jul, within age 5–12"),
    (Condition(ages=(5, 6)), {"birth_date": None}, "招收5—6 岁的孩子：还没有填写孩子的出生日期，请先补充",
     "For children: age 5–6. Add the child's birth date first"),
    (Condition(born=(date(2018, 1, 1), date(2018, 12, 31))), {}, "出生日期符合（2018-01-01 至 2018-12-31 出生）",
     "Birth date fits (born 2018-01-01 to 2018-12-31)"),
    (Condition(schools=names("实验小学")), {"school": "第二小学"}, "招收在实验小学就读的孩子；填写的“第二小学”不在招收名单里",
     "For children: pupil of 实验小学. “第二小学” is not on the list"),
    (Condition(school_areas=names("杭州市西湖区")), {"school_area": "西湖区"},
     "招收学校在杭州市西湖区的孩子；填写的“西湖区”看不出是不是在杭州市西湖区，请从省市写起，写到区县或街道",
     "For children: school in 杭州市西湖区. "
     "“西湖区” may or may not lie in 杭州市西湖区: write the city too, then the district or street"),
    (Condition(home_areas=names("杭州市西湖区")), {"home_area": "南昌西湖区"}, "招收住在杭州市西湖区的孩子；填写的“南昌西湖区”在别处",
     "For children: living in 杭州市西湖区. “南昌西湖区” is elsewhere"),
    (Condition(school_areas=names("任城区")), {}, "招收学校在任城区的孩子：还没有填写孩子的学校所在区县，请先补充",
     "For children: school in 任城区. Add the child's district of the school first"),
    (Condition(home_areas=names("任城区")), {"home_area": "济宁市任城区金城街道"}, "住在任城区，符合", "Living in 任城区"),
    (Condition(categories=names("hardship", "失独家庭")), {}, "面向困难职工家庭或失独家庭；如果符合，请在家庭情况里勾选",
     "For: worker's family in hardship or 失独家庭. Say so under “about us” if it is true of you"),
    (Condition(placed_in=names("gaoxin/2025-summer")), {}, "面向2025年暑假录取过的孩子",
     "For children who had a place in summer 2025"),
    (Condition(unlucky_in=names("gaoxin/2026-winter")), {"unlucky_in": names("gaoxin/2026-winter")},
     "2026年寒假报名未录取，符合", "Asked in winter 2026 and got no place"),
    (Condition(listed_in=names("gaoxin:建档困难职工")), {"unions": names("gaoxin:建档困难职工")},
     "家长在工会的“建档困难职工”名单上，符合", "A guardian is on the union's list “建档困难职工”"),
    (Condition(listed_in=names("gaoxin:建档困难职工")), {"unions": names("lijiang:建档困难职工")},
     "需要家长在工会的“建档困难职工”名单上；有误请联系主办方",
     "For children of whom a guardian is on the union's list “建档困难职工”; ask the organizer if that is wrong"),
    (Criterion(any_of=(Condition(members_of=names("a"), grades=(1, 3)), Condition(categories=names("new_form")))), {},
     "需要满足其一：家长是招收范围内的工会会员、一年级—三年级；或新就业形态劳动者家庭",
     "One of these is needed: a guardian is a member of a union that this is for and grade 1 – grade 3; "
     "or family of a rider, courier or driver"),
    (Criterion(any_of=(Condition(members_of=names("a")), Condition(grades=(1, 3)))), {}, "二年级，符合一年级—三年级",
     "grade 2, within grade 1 – grade 3"),
    (Criterion(none_of=(Condition(placed_in=names("gaoxin/2025-summer")),)), {"placed_in": names("gaoxin/2025-summer")},
     "不招收：2025年暑假录取过", "Not for: had a place in summer 2025"),
    (Criterion(none_of=(Condition(placed_in=names("gaoxin/2025-summer")),)), {}, "不属于例外：2025年暑假录取过",
     "Not an exception: had a place in summer 2025"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "facts", "zh", "en"), SAID)
def test_a_condition_in_both_languages(condition, facts, zh, en):
    assert explain(verdict_on(condition, **facts)) == (zh, en)


def test_a_long_list_of_employers_is_counted():
    condition = Condition(employers=frozenset(f"企业{n:03}" for n in range(500)))
    assert explain(verdict_on(condition))[0] == (
        "招收家长在企业000、企业001、企业002等 500 家工作的孩子：还没有填写家长单位，请先补充"
    )


def group(**facts):
    now = datetime(2026, 6, 30, 1, tzinfo=UTC)
    plain = {
        "id": GROUP, "revision": 1, "title": "一班", "union": "gaoxin", "session": "care", "inside": None,
        "meetings": {FIRST_DAY: [(time(8), time(17))]}, "opens_at": now, "closes_at": now,
    }  # fmt: skip
    return Group(**(plain | facts))


STRICT = group(
    agreement=Statement("服务协议", "2", "h1"),
    health=Statement("健康声明", "", "h2"),
    documents=(Paper("困难职工证明", Criterion(categories=names("hardship"))), Paper("接送人身份证", Criterion())),
)


def test_what_is_to_be_brought_is_said_and_linked():
    applicant = Applicant(child(categories=names("hardship"), consents=names("h2")), frozenset())
    said = [(explain(v)[0], todo(v), repair(v, CHILD, GROUP)) for v in verdicts(STRICT, applicant)]
    assert said == [
        ("还没有同意《服务协议》，请先阅读", ("同意《服务协议》", "accept “服务协议”"), f"/booking/family/consents?group={GROUP}"),
        ("已填写《健康声明》", None, None),
        ("还没有上传困难职工证明", ("上传困难职工证明", "upload: 困难职工证明"),
         f"/booking/family/papers?child={CHILD}&name=%E5%9B%B0%E9%9A%BE%E8%81%8C%E5%B7%A5%E8%AF%81%E6%98%8E"),
        ("还没有上传接送人身份证", ("上传接送人身份证", "upload: 接送人身份证"),
         f"/booking/family/papers?child={CHILD}&name=%E6%8E%A5%E9%80%81%E4%BA%BA%E8%BA%AB%E4%BB%BD%E8%AF%81"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "facts", "path", "prepare"),
    [
        (Condition(grades=(1, 3)), {"grade": None}, f"/booking/family/children/{CHILD}", "补充年级"),
        (Condition(grades=(4, 5)), {}, f"/booking/family/children/{CHILD}", None),
        (Condition(employers=names("济宁港")), {}, "/booking/family/about", "补充家长单位"),
        (Condition(employers=names("济宁港")), {"employers": names("纺织厂")}, "/booking/family/about", None),
        (Condition(employers=names("济宁港务")), {"employers": names("济宁港")}, "/booking/family/about", "核对家长单位"),
        (Condition(school_areas=names("济宁市")), {"school_area": "高新区"}, f"/booking/family/children/{CHILD}", "核对学校所在区县"),
        (Condition(members_of=names("a")), {}, None, None),
        (Condition(placed_in=names("a/2025-summer")), {}, None, None),
        (Condition(grades=(1, 3)), {}, None, None),
        (Criterion(none_of=(Condition(grades=(1, 3)),)), {}, None, None),
        (Criterion(any_of=(Condition(members_of=names("a")), Condition(home_areas=names("任城区")))), {},
         f"/booking/family/children/{CHILD}", "补充居住地"),
        (Criterion(any_of=(Condition(members_of=names("a"), home_areas=names("任城区")),)), {}, None, None),
    ],
)  # fmt: skip
def test_where_a_family_mends_it(condition, facts, path, prepare):
    verdict = verdict_on(condition, **facts)
    assert repair(verdict, CHILD, GROUP) == path
    assert (todo(verdict) or [None])[0] == prepare


def test_every_kind_of_condition_has_its_words():
    part = (Verdict("member", True),)
    for code in get_args(Code):
        for met in (True, False):
            verdict = Verdict(code, met, ("x",), (1, 2), 1, FIRST_DAY, (FIRST_DAY, FIRST_DAY), parts=(part,))
            assert all(explain(verdict) + demand(verdict)), code


def test_an_own_word_of_a_notice_stands_for_itself():
    assert categories.words("失独家庭") == ("失独家庭", "失独家庭")
    assert categories.words("hardship")[0] == "困难职工家庭"
