"""Conditions to the day and to the letter: grades, ages, birth dates, areas, until when joining helps, and what is at the same time."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

from services.booking.domain.child import school_year
from services.booking.domain.criteria import Applicant, Condition, Criterion, Unions, judge, meets
from services.booking.domain.eligibility import verdicts
from shared.kernel.words import EN, ZH
from tests.support.admission import child, group

SUMMER, AUTUMN = date(2025, 7, 7), date(2025, 9, 1)
MAZHANG = frozenset({"mazhang"})
JOIN_BY = datetime(2025, 6, 1, tzinfo=UTC)


def met(condition: Criterion, first_day: date = SUMMER, **facts: object) -> bool:
    """Whether a group that begins on that day admits such a child."""
    return meets(condition, Applicant(child(**facts), {}), first_day)


# -- days -----------------------------------------------------------------------------------------------------------------


def test_the_school_year_turns_on_the_first_of_september():
    assert [school_year(date(2025, month, day)) for month, day in ((1, 1), (8, 31), (9, 1), (12, 31))] == [
        2024, 2024, 2025, 2025,
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "age"), [("2025-04-30", 8), ("2025-05-01", 9), ("2025-05-02", 9), ("2026-01-01", 9)])
def test_a_child_is_a_year_older_from_its_birthday_on(day, age):
    assert child(birth_date=date(2016, 5, 1)).age_on(date.fromisoformat(day)) == age


@pytest.mark.parametrize(
    ("born", "admitted"), [("2016-04-30", False), ("2016-05-01", True), ("2017-05-31", True), ("2017-06-01", False)]
)
def test_the_first_and_the_last_birth_date_are_admitted(born, admitted):
    condition = Criterion(born=(date(2016, 5, 1), date(2017, 5, 31)))
    assert met(condition, birth_date=date.fromisoformat(born)) is admitted


def test_before_september_a_child_rises_to_the_next_grade_and_from_then_on_it_has():
    rising_to_three = Criterion(rising_grades=(3, 3))
    assert met(rising_to_three, SUMMER, grade=2, grade_year=2024)
    assert met(rising_to_three, AUTUMN, grade=2, grade_year=2024)
    assert not met(rising_to_three, AUTUMN, grade=3, grade_year=2024)


@pytest.mark.parametrize(
    ("grade", "zh", "en"), [(-3, "未入园", "not in kindergarten yet"), (10, "高中及以上", "beyond grade 9")]
)
def test_a_child_in_no_kindergarten_or_beyond_grade_9_says_so_and_no_grades_are_for_it(grade, zh, en):
    everyone_at_school = Criterion(grades=(-2, 9))
    (verdict,) = judge(everyone_at_school, Applicant(child(grade=grade, grade_year=2024), {}), SUMMER)
    assert (verdict.met, verdict.missing, ZH.grade(grade), EN.grade(grade)) == (False, None, zh, en)


def test_a_year_earlier_or_later_it_still_has_a_name():
    assert [ZH.grade(grade) for grade in (-4, -3, -2, 9, 10, 12)] == [
        "未入园",
        "未入园",
        "小班",
        "九年级",
        "高中及以上",
        "高中及以上",
    ]


def test_who_is_in_no_kindergarten_rises_to_the_youngest_group():
    assert met(Criterion(rising_grades=(-2, -2)), SUMMER, grade=-3, grade_year=2024)


# -- places ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("told", "admitted"), [("县", False), ("菏泽", False), ("单县", True), ("菏泽市单县", True)])
def test_an_area_need_not_be_spelled_out_but_one_letter_of_it_is_none(told, admitted):
    assert met(Criterion(home_areas=frozenset({"菏泽市单县"})), home_area=told) is admitted


def test_what_may_be_there_is_told_apart_from_what_is_elsewhere_and_from_what_is_not_told():
    """Three reasons of a refusal, and only one of them is final."""
    wanted = Criterion(school_areas=frozenset({"杭州市西湖区", "上海市"}))
    verdicts_on = {
        area: next(judge(wanted, Applicant(child(school_area=area), {}), SUMMER))
        for area in ("", "西湖区", "南昌市西湖区", "虹口区")
    }
    assert [(v.met, v.missing, v.near) for v in verdicts_on.values()] == [
        (False, "school_area", ()),
        (False, None, ("杭州市西湖区",)),
        (False, None, ()),
        (True, None, ()),
    ]


def test_of_several_employers_one_on_the_list_is_enough_and_none_is_near_then():
    wanted = Criterion(employers=frozenset({"绿源食品有限公司", "绿源食品包装"}))
    (verdict,) = judge(wanted, Applicant(child(employers=frozenset({"济宁港", "绿源食品有限责任公司"})), {}), SUMMER)
    assert (verdict.met, verdict.near) == (True, ())


# -- until when joining the union helps -----------------------------------------------------------------------------------


def told(rules: dict[str, object], unions: Unions | None = None) -> dict[str, datetime | None]:
    """Of every condition of the group: until when joining still helps."""
    made = group(**({"join_by": JOIN_BY} | rules))
    return {verdict.code: verdict.join_by for verdict in verdicts(made, Applicant(child(), unions or {}))}


def test_it_is_told_where_membership_is_asked_for_and_nowhere_else():
    assert told({"members_of": MAZHANG, "grades": (1, 3)}) == {"member": JOIN_BY, "grade": None}


def test_it_is_told_where_membership_is_one_way_in():
    ways = Condition(members_of=MAZHANG), Condition(grades=(1, 3))
    made = group(who=Criterion(any_of=ways), join_by=JOIN_BY)
    (verdict,) = verdicts(made, Applicant(child(), {}))
    assert [[(one.code, one.join_by) for one in way] for way in verdict.parts] == [
        [("member", JOIN_BY)],
        [("grade", None)],
    ]


def test_it_is_not_told_where_the_notice_says_nothing_of_it():
    assert told({"members_of": MAZHANG, "join_by": None}) == {"member": None}


def test_the_unions_that_are_asked_for_are_named():
    (verdict,) = verdicts(group(members_of=frozenset({"mazhang", "gaoxin"})), Applicant(child(), {}))
    assert verdict.wanted == ("gaoxin", "mazhang")


# -- at the same time -----------------------------------------------------------------------------------------------------


def at(first: str, last: str, begins: int, ends: int, **facts: object):
    """A group on these two days of July, at these hours; of a session of its own."""
    hours = [(time(begins), time(ends))]
    days = (date(2025, 7, int(first)), date(2025, 7, int(last)))
    return group(session=str(uuid4()), meetings=dict.fromkeys(days, hours), **facts)


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        (at("9", "11", 8, 12), (date(2025, 7, 9), time(9))),
        (at("5", "7", 8, 12), (date(2025, 7, 7), time(9))),
        (at("9", "9", 12, 14), None),
        (at("9", "9", 7, 9), None),
        (at("9", "9", 11, 14), (date(2025, 7, 9), time(11))),
        (at("10", "12", 9, 12), None),
        (at("1", "6", 9, 12), None),
        (at("8", "8", 9, 12), None),
    ],
    ids=["begins on its last day", "ends on its first day", "right after", "right before", "in its last hour", "later", "earlier", "between"],
)  # fmt: skip
def test_a_child_cannot_be_in_two_groups_at_once(other, clash):
    made = at("7", "9", 9, 12)
    assert (made.first_clash(other), other.first_clash(made)) == (clash, clash)
