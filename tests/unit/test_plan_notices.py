"""Fifteen real notices as plans: the facts that a careful clerk expects of each."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from services.classes.plan import expand, read
from shared.events.rules import Criterion
from shared.kernel.clock import ZONE

PLANS = Path(__file__).parents[2] / "examples" / "plans"
NOTICES = {
    "chengdu-jinjiang-2021-summer", "county-plan-2022-summer", "deyang-jingyang-2025-summer", "foshan-guicheng-2021-summer",
    "guangdong-women-federation-summer", "guangzhou-haizhu-2021-summer", "haikou-wuyuanhe-2025-summer",
    "hangzhou-gongshu-2024-summer", "hangzhou-xihu-2021-summer", "jiangmen-2024-summer", "lijiang-2025-winter",
    "shanghai-putuo-2025-winter", "wuhan-2024-summer", "wuhan-2026-winter", "zhanjiang-mazhang-2025-summer",
}  # fmt: skip


def groups_of(name):
    """The groups of a notice's plan, by key."""
    return {group.key: group for group in expand(read((PLANS / f"{name}.yaml").read_bytes(), name))}


def facts_of(name):
    """The facts of all its groups."""
    return [group.facts for group in groups_of(name).values()]


def at(text):
    """An instant in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_every_notice_is_a_plan():
    assert {file.stem for file in PLANS.glob("*.yaml")} >= NOTICES


@pytest.mark.parametrize(
    ("name", "groups", "places", "way"),
    [
        ("chengdu-jinjiang-2021-summer", 6, 270, "first_come"),
        ("county-plan-2022-summer", 2, 100, "ranked"),
        ("deyang-jingyang-2025-summer", 1, 55, "first_come"),
        ("foshan-guicheng-2021-summer", 20, 800, "first_come"),
        ("guangdong-women-federation-summer", 4, 120, "first_come"),
        ("guangzhou-haizhu-2021-summer", 34, 1190, "draw_if_oversubscribed"),
        ("haikou-wuyuanhe-2025-summer", 4, 180, "first_come"),
        ("hangzhou-gongshu-2024-summer", 4, 140, "ranked"),
        ("hangzhou-xihu-2021-summer", 4, 160, "first_come"),
        ("jiangmen-2024-summer", 3, 400, "draw"),
        ("lijiang-2025-winter", 1, 40, "first_come"),
        ("shanghai-putuo-2025-winter", 10, 350, "first_come"),
        ("wuhan-2024-summer", 680, 20400, "ranked"),
        ("wuhan-2026-winter", 209, 6270, "ranked"),
        ("zhanjiang-mazhang-2025-summer", 4, 120, "first_come"),
    ],
)
def test_groups_places_and_ways(name, groups, places, way):
    facts = facts_of(name)
    assert (len(facts), sum(each.capacity for each in facts)) == (groups, places)
    assert {each.rules.way for each in facts} == {way}


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("chengdu-jinjiang-2021-summer", {10, 15, 5}), ("county-plan-2022-summer", {20}), ("haikou-wuyuanhe-2025-summer", {25}),
        ("hangzhou-gongshu-2024-summer", {15, 10}), ("hangzhou-xihu-2021-summer", {10}), ("guangzhou-haizhu-2021-summer", {10}),
        ("lijiang-2025-winter", {20}), ("shanghai-putuo-2025-winter", {10}), ("wuhan-2026-winter", {5}), ("wuhan-2024-summer", {18}),
    ],
)  # fmt: skip
def test_days(name, days):
    assert {len({meeting.date for meeting in each.meetings}) for each in facts_of(name)} == days


def test_chengdu_registers_after_one_of_its_terms_began():
    groups = groups_of("chengdu-jinjiang-2021-summer")
    for group in groups.values():
        facts = group.facts
        assert (facts.opens_at, facts.closes_at) == (at("2021-07-15 09:00"), at("2021-07-16 16:00"))
        assert (facts.grades, facts.rules.who.school_areas) == ((1, 5), ["成都市锦江区"])
        assert facts.rules.health and facts.rules.agreement.title == "暑期托管服务协议书"
        assert facts.capacity == 45
        assert "280—580" in group.presentation.fees
    assert groups["extended/palace/extended/care-and-interest"].facts.meetings[0].date == date(2021, 7, 5)


def test_the_county_collects_by_employers_and_goes_by_priority():
    for facts in facts_of("county-plan-2022-summer"):
        rules = facts.rules
        assert (rules.sign_up, rules.way, facts.capacity) == ("employer", "ranked", 50)
        assert [each.when.categories for each in rules.priorities] == [
            ["hardship"],
            ["single_parent"],
            ["orphan"],
            ["dual_earner"],
        ]
        assert rules.priorities[0].name == "建档困难职工"
        assert {each.name: each.when.categories for each in rules.documents if each.when != Criterion()} == {
            "困难职工建档证明": ["hardship"], "双职工证明": ["dual_earner"], "单亲证明": ["single_parent"],
        }  # fmt: skip
    assert [facts.grades for facts in facts_of("county-plan-2022-summer")] == [(-2, 0), (1, 6)]


def test_deyang_keeps_16_of_55_for_new_forms_of_work():
    (facts,) = facts_of("deyang-jingyang-2025-summer")
    (pool,) = facts.rules.pools
    assert (facts.capacity, pool.places, pool.when.categories) == (55, 16, ["new_form"])
    assert facts.meetings[0].date == date(2025, 7, 21)


def test_foshan_has_four_classes_for_each_rising_grade():
    facts = facts_of("foshan-guicheng-2021-summer")
    assert Counter(each.rules.who.rising_grades for each in facts) == {(grade, grade): 4 for grade in range(2, 7)}
    assert {(each.capacity, each.rules.minimum.children, each.rules.minimum.otherwise) for each in facts} == {
        (40, 30, "merge")
    }
    group = next(iter(groups_of("foshan-guicheng-2021-summer").values()))
    assert "3 天后不退" in group.presentation.texts["refund"]


def test_guangdong_has_a_break_at_noon_and_three_strikes():
    group = groups_of("guangdong-women-federation-summer")["school/huchong/term-1/school"]
    assert len(group.facts.meetings) == 2 * len({meeting.date for meeting in group.facts.meetings})
    assert "3 次" in group.presentation.texts["pickup"] and "3 次" in group.presentation.texts["attendance"]
    assert group.facts.rules.agreement.title == "家长知情同意书"
    terms = facts_of("guangdong-women-federation-summer")
    assert (terms[0].meetings[0].date, terms[-1].meetings[-1].date) == (date(2022, 7, 11), date(2022, 8, 19))


def test_guangzhou_draws_by_class_type_where_too_many_came():
    groups = groups_of("guangzhou-haizhu-2021-summer")
    for group in groups.values():
        facts = group.facts
        assert (facts.capacity, facts.rules.minimum.children, facts.rules.minimum.otherwise) == (35, 15, "cancel")
        assert facts.rules.together == "" and facts.draw_source
        assert ("lunch" in group.presentation.services) == group.key.endswith("full-day")
    sites = Counter(group.facts.term for group in groups.values())
    assert sites == {"第一期": 8 * 2, "第二期": 9 * 2}


def test_haikou_is_first_come_and_paying_is_signing_up():
    groups = groups_of("haikou-wuyuanhe-2025-summer")
    care = [group.facts for key, group in groups.items() if key.startswith("care/")]
    assert [each.capacity for each in care] == [30, 30, 30]
    assert {(each.ages, each.rules.confirm_within, each.waiting_limit) for each in care} == {((3, 6), 30, 0)}
    extended = groups["extended/wuyuanhe/summer/extended"].facts
    assert {(m.start.isoformat("minutes"), m.end.isoformat("minutes")) for m in extended.meetings} == {
        ("16:30", "17:30")
    }


def test_gongshu_has_other_terms_for_kindergarten_and_school():
    groups = groups_of("hangzhou-gongshu-2024-summer")
    assert {key: (g.facts.grades, str(g.facts.meetings[0].date)) for key, g in groups.items()} == {
        "kindergarten/kindergarten/kindergarten-1/care": ((-2, 0), "2024-07-08"),
        "kindergarten/kindergarten/kindergarten-2/care": ((-2, 0), "2024-07-29"),
        "school/school/school-1/care": ((1, 9), "2024-07-08"),
        "school/school/school-2/care": ((1, 9), "2024-07-22"),
    }
    for group in groups.values():
        rules = group.facts.rules
        assert group.facts.closes_at == rules.decide_at == at("2024-07-02 12:00")
        assert [each.name for each in rules.priorities] == ["双职工", "外来务工"]
        assert group.facts.limits == []
        assert "提前一天" in group.presentation.texts["leave"]


def test_xihu_moves_the_children_of_a_small_site():
    for facts in facts_of("hangzhou-xihu-2021-summer"):
        minimum = facts.rules.minimum
        assert (minimum.children, minimum.otherwise, minimum.decide_at) == (20, "move", at("2021-07-15 12:00"))
        assert (facts.grades, facts.capacity, facts.rules.who.school_areas) == ((1, 5), 40, ["杭州市西湖区"])


def test_jiangmen_draws_after_the_employers_review():
    for facts in facts_of("jiangmen-2024-summer"):
        assert (facts.rules.review, facts.way, facts.ages, facts.members_of) == (
            "employer",
            "draw",
            (3, 12),
            ["jiangmen-shizhi"],
        )
        assert "公证" in facts.draw_source
        assert (facts.rules.together, facts.rules.wishes) == ("jiangmen-2024-summer", 3)


def test_putuo_has_a_make_up_saturday_and_lets_families_prepare():
    for group in groups_of("shanghai-putuo-2025-winter").values():
        facts = group.facts
        assert date(2025, 2, 8) in {meeting.date for meeting in facts.meetings}
        assert (facts.capacity, facts.waiting_limit) == (35, None)
        assert group.presentation.prepare_at == at("2025-01-01 09:00")
        assert (facts.opens_at, facts.closes_at) == (at("2025-01-03 09:00"), at("2025-01-05 09:00"))
        assert facts.rules.who.school_areas == ["上海市"]


def test_wuhan_2024_opens_each_batch_by_itself():
    facts = facts_of("wuhan-2024-summer")
    windows = {each.term: (each.opens_at, each.closes_at) for each in facts}
    assert windows["第一批"] == (at("2024-07-02 12:00"), at("2024-07-05 17:00"))
    assert windows["第二批"][0] > windows["第一批"][1]
    assert len({each.site for each in facts}) == 340
    rules = facts[0].rules
    assert [each.when.categories for each in rules.priorities] == [
        ["left_behind"],
        ["migrant"],
        ["low_income"],
        ["dual_earner"],
    ]
    assert (rules.review, rules.confirm_within) == ("organizer", 2880)


def test_wuhan_2026_has_a_waiting_list_of_twenty_and_a_second_act():
    for facts in facts_of("wuhan-2026-winter"):
        rules = facts.rules
        assert (facts.opens_at, facts.waiting_limit, rules.answer_within, rules.waiting_order) == (
            at("2026-01-27 10:00"), 20, 720, "arrival",
        )  # fmt: skip
        assert [each.when.categories for each in rules.priorities] == [["left_behind"], ["low_income"], ["new_form"]]
        assert facts.opens_at < rules.decide_at < facts.closes_at
        assert facts.rules.who.home_areas == ["武汉市"]


def test_zhanjiang_gives_a_child_one_term():
    for facts in facts_of("zhanjiang-mazhang-2025-summer"):
        assert [(limit.scope, limit.at_most, limit.per) for limit in facts.limits] == [
            ("zhanjiang-mazhang-2025-summer/care", 1, "child")
        ]


def test_no_address_is_invented():
    """None of these notices gives one: families read the site's name."""
    assert all(facts.address == facts.site for name in NOTICES for facts in facts_of(name))


def test_what_is_assumed_is_marked():
    for name in NOTICES:
        assert "假定" in (PLANS / f"{name}.yaml").read_text(encoding="utf-8"), name
