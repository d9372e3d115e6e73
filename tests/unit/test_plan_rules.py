"""What a plan says about giving places arrives as facts: who, in which order, what is kept, what a family must bring."""

from datetime import datetime

import pytest

from services.classes.plan import expand, read, sentences, write
from shared.events.rules import Condition, Criterion, Document, Minimum, Pool, Priority, Retention
from shared.kernel.clock import ZONE
from tests.support.plan_texts import changed, errors_of

WHO = "who:\n  members_of: gaoxin\n"


def groups_of(*pairs):
    """The facts of each group by the end of its key, in the first term."""
    found = {}
    for group in expand(read(changed(*pairs).encode())):
        found.setdefault(group.key.rpartition("/")[2], group.facts)
    return found


def rules_of(said):
    """The rules of the lower group when this stands at the head of the plan."""
    return groups_of((WHO, f"{said}\n{'' if said.startswith('who') else WHO}"))["low"].rules


def at(text):
    """An instant in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_every_condition_can_be_said_of_who():
    who = rules_of(
        """who:
  members_of: [gaoxin, jining-bank]
  employers: [济宁纺织厂]
  rising_grades: 2-6
  schools: 高新区实验小学
  school_areas: [济宁市]
  home_areas: [高新区, 洸河街道]
  categories: [困难职工家庭, new_form, 抗疫一线人员家庭]
  unlucky_in: 2024-summer
  listed_in: [建档困难职工]
  any_of:
    - {grades: 1-3}
    - {ages: 6-9, age_on: 2025-01-20}
  none_of: [{placed_in: 2024-winter}]"""
    ).who
    assert who == Criterion(
        employers=["济宁纺织厂"], rising_grades=(2, 6), schools=["高新区实验小学"], school_areas=["济宁市"],
        home_areas=["高新区", "洸河街道"], categories=["hardship", "new_form", "抗疫一线人员家庭"], unlucky_in=["2024-summer"],
        listed_in=["建档困难职工"],
        any_of=[Condition(grades=(1, 3)), Condition(ages=(6, 9), age_on="2025-01-20")],
        none_of=[Condition(placed_in=["2024-winter"])],
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["employers: [甲厂]", "schools: [一小]", "school_areas: [济宁]", "home_areas: [高新区]", "categories: [hardship]", "listed_in: 单位推荐",
     "open_to: all", "any_of: [{members_of: [a]}, {categories: [new_form]}]"],
)  # fmt: skip
def test_whoever_names_families_says_who_may_book(said):
    assert errors_of(changed((WHO, f"who:\n  {said}\n"))) == []


@pytest.mark.parametrize(
    "said", ["grades: 1-6", "born: 2016-01-01..2018-01-01", "any_of: [{members_of: [a]}, {grades: 1-2}]"]
)
def test_grades_alone_do_not_say_who_may_book(said):
    assert ["Who may book?" in e.en for e in errors_of(changed((WHO, f"who:\n  {said}\n")))] == [True]


def test_open_to_all_lifts_what_was_said_of_families_further_out():
    plan = "who:\n  members_of: gaoxin\n  home_areas: [高新区]\n  join_by: 2025-01-04 09:00\n  none_of: [{placed_in: 2024-winter}]\n"
    facts = groups_of((WHO, plan), ("{ages: 6-9}", "{ages: 6-9, open_to: all}"))
    assert (facts["low"].members_of, facts["low"].rules.who.home_areas) == (["gaoxin"], ["高新区"])
    dance = facts["dance"]
    assert (dance.members_of, dance.join_by, dance.rules.who.home_areas) == ([], None, [])
    assert dance.rules.who.none_of == [Condition(placed_in=["2024-winter"])]


def test_a_list_is_taken_back_by_none():
    facts = groups_of((WHO, WHO + "documents: [健康证明]\n"), ("places: 25", "places: 25, documents: none"))
    assert (facts["low"].rules.documents, facts["high"].rules.documents) == ([Document(name="健康证明")], [])


def test_none_takes_back_what_was_said_further_out():
    plan = "admission: {way: ranked, review: organizer, confirm_within: 48h, priorities: [hardship]}\nminimum: 5\nlimits: {per_term: 1}\n"
    inner = "admission: {review: none, confirm_within: 无, priorities: none}, minimum: none"
    facts = groups_of((WHO, WHO + plan), ("places: 25", f"places: 25, {inner}"))
    low, high = facts["low"].rules, facts["high"].rules
    assert (low.review, low.confirm_within, len(low.priorities), low.minimum.children) == ("organizer", 2880, 1, 5)
    assert (high.review, high.confirm_within, high.priorities, high.minimum) == ("", None, [], None)
    read_back = read(write(read(changed((WHO, WHO + plan), ("places: 25", f"places: 25, {inner}")).encode())))
    assert read_back.sessions["care"].groups["high"].admission.review == "none"


def test_a_sites_own_union_checks_what_is_asked_for_there():
    east = ("places: 25", "places: 25, admission: {review: gaoxin-east}")
    facts = groups_of((WHO, WHO + "admission: {review: organizer}\n"), east)
    low, high = facts["low"].rules, facts["high"].rules
    assert (low.review, low.reviewers, high.review, high.reviewers) == ("organizer", [], "organizer", ["gaoxin-east"])


@pytest.mark.parametrize(
    ("said", "way", "decide_at"),
    [
        ("way: first_come", "first_come", None),
        ("way: 按优先顺序", "ranked", "2025-01-05 18:00"),
        ("way: ranked, decide_at: 2025-01-04 12:00", "ranked", "2025-01-04 12:00"),
        ("way: 摇号, draw_source: 福彩", "draw", "2025-01-05 18:00"),
        ("way: 超额摇号, draw_source: 福彩", "draw_if_oversubscribed", "2025-01-05 18:00"),
        ("way: opening_lot, lot_minutes: 15", "opening_lot", "2025-01-03 09:15"),
        ("way: 开放时摇号", "opening_lot", "2025-01-03 09:10"),
        ("way: ranked, review: employer, decide_at: 2025-01-07 12:00", "ranked", "2025-01-07 12:00"),
    ],
)
def test_ways_and_when_they_are_decided(said, way, decide_at):
    rules = rules_of(f"admission: {{{said}}}")
    assert (rules.way, rules.decide_at) == (way, decide_at and at(decide_at))


def test_priorities_long_and_short():
    rules = rules_of(
        "admission: {way: ranked, priorities: [hardship, 单亲, {name: 园区企业, employers: [甲厂]}, {categories: 双职工}]}"
    )
    assert rules.priorities == [
        Priority(name="困难职工家庭", when=Criterion(categories=["hardship"])),
        Priority(name="单亲", when=Criterion(categories=["single_parent"])),
        Priority(name="园区企业", when=Criterion(employers=["甲厂"])),
        Priority(name="双职工家庭", when=Criterion(categories=["dual_earner"])),
    ]


def test_pools_in_numbers_and_percent():
    pools = rules_of(
        "pools:\n"
        "  - {name: 骑手, places: 55%, categories: new_form, opens: 2025-01-02 09:00, until: 2025-01-04 12:00}\n"
        "  - {places: 4, categories: hardship}"
    ).pools
    rider = Criterion(categories=["new_form"])
    assert pools == [
        Pool(name="骑手", places=16, when=rider, opens_at=at("2025-01-02 09:00"), until=at("2025-01-04 12:00")),
        Pool(name="困难职工家庭", places=4, when=Criterion(categories=["hardship"])),
    ]  # 55 % of 30 is 16.5


def test_the_steps_around_a_place():
    rules = groups_of(
        ("  closes: 2025-01-05 18:00\n", "  closes: 2025-01-05 18:00\n  sign_up: 单位\n"),
        (WHO, WHO + "admission: {review: 主办方, confirm_within: 2天, answer_within: 90m, all_at_once: 24h, publicity: yes}\n"
         "documents: [健康证明, {name: 困难职工证明, categories: hardship}]\n"
         "agreement: {title: 告家长书, text: 请按时接送。}\n"
         "minimum: {children: 15, decide_at: 2025-01-10 12:00, otherwise: 合并}\n"),
    )["low"].rules  # fmt: skip
    assert (rules.sign_up, rules.review, rules.publicity) == ("employer", "organizer", True)
    assert (rules.confirm_within, rules.answer_within, rules.all_at_once) == (2880, 90, 1440)
    assert rules.documents == [
        Document(name="健康证明"),
        Document(name="困难职工证明", when=Criterion(categories=["hardship"])),
    ]
    assert (rules.agreement.title, rules.agreement.text, len(rules.agreement.version)) == (
        "告家长书",
        "请按时接送。",
        8,
    )
    assert rules.minimum == Minimum(children=15, decide_at=at("2025-01-10 12:00"), otherwise="merge")


def test_short_forms():
    assert rules_of("admission: 按优先顺序").way == rules_of("admission: ranked").way == "ranked"
    rules = rules_of("minimum: 10")
    assert rules.minimum == Minimum(children=10, decide_at=at("2025-01-05 18:00"), otherwise="cancel")


@pytest.mark.parametrize(
    ("admission", "at_"),
    [
        ("{way: opening_lot, lot_minutes: 15}", "2025-01-05 18:00"),  # not a quarter of an hour after the opening
        ("{way: ranked, decide_at: 2025-01-04 12:00}", "2025-01-05 18:00"),
        ("{way: ranked, review: organizer, decide_at: 2025-01-07 12:00}", "2025-01-07 12:00"),
    ],
)
def test_a_minimum_is_counted_when_all_have_asked_and_are_decided(admission, at_):
    assert rules_of(f"admission: {admission}\nminimum: 10").minimum.decide_at == at(at_)


def test_an_agreement_with_another_text_is_another_version():
    one, other = (rules_of(f"agreement: {{title: 协议, text: {text}}}").agreement.version for text in ("甲", "乙"))
    assert one != other
    assert rules_of("agreement: {title: 协议, version: 2025 年版, text: 甲}").agreement.version == "2025 年版"


def test_a_health_statement_is_asked_only_when_the_plan_says_so():
    told, asked = (
        rules_of(f"{WHO.rstrip()}\n  health: 没有传染病{more}") for more in ("", "\n  health_statement: yes")
    )
    assert (told.health, asked.health) == ("", "没有传染病")


def test_each_thing_is_kept_as_long_as_is_said_nearest_to_the_group():
    said = (WHO, WHO + "retention: {health: 14 days, enrollment: 90天}\n")
    facts = groups_of(said, ("places: 25", "places: 25, retention: {health: 7}"))
    assert facts["low"].rules.retention == Retention(health=14, enrollment=90)
    assert facts["high"].rules.retention == Retention(health=7, enrollment=90)
    assert rules_of("bring: 水杯").retention == Retention()


CONTACT = "园区工会 0537-1234567"


def test_texts_are_shown_as_they_are_said():
    plan = read(
        changed(
            (WHO, WHO + "refund: 开课前 3 天全退\npickup: 凭接送卡\n"), ("places: 25", "places: 25, refund: 不退")
        ).encode()
    )
    texts = {group.key.rpartition("/")[2]: group.presentation.texts for group in expand(plan)}
    assert texts["low"] == {"refund": "开课前 3 天全退", "pickup": "凭接送卡", "contact": CONTACT}
    assert texts["high"] == {"refund": "不退", "pickup": "凭接送卡", "contact": CONTACT}


FIRMS = [f"济宁第{n}机械有限公司" for n in range(1, 501)]
PARK = (WHO, f"employer_lists: {{园区企业: [{', '.join(FIRMS)}]}}\nwho:\n  employers: {{list: 园区企业}}\npools: [{{places: 2, name: 园区, employers: {{list: 园区企业}}}}]\n")  # fmt: skip


def test_a_park_names_its_firms_once():
    plan = read(changed(PARK).encode())
    assert read(write(plan)) == plan
    low = groups_of(PARK)["low"].rules
    assert low.who.employers == low.pools[0].when.employers == FIRMS
    assert any(
        "济宁第10机械有限公司等 500 家单位职工的子女" in zh and "第11机械" not in zh for zh, _ in sentences(plan)
    )


def test_a_list_that_is_not_there_is_named():
    (wrong,) = errors_of(changed((WHO, "who:\n  employers: {list: 园区}\n")))
    assert "没有名录“园区”" in wrong.zh


TOGETHER = "admission: {way: ranked, together: yes, wishes: 3}"


def test_groups_that_are_decided_together():
    facts = groups_of(("name: 托管班\n", f"name: 托管班\n    {TOGETHER}\n"))
    assert (facts["low"].rules.together, facts["low"].rules.wishes) == ("demo-2025-winter/care", 3)
    assert facts["high"].rules.together == "demo-2025-winter/care"
    assert facts["dance"].rules.together == ""
    named = groups_of((WHO, WHO + "admission: {way: ranked, together: all-winter}\n"))
    assert {each.rules.together for each in named.values()} == {"demo-2025-winter/all-winter"}
    assert {each.rules.wishes for each in named.values()} == {1}


def test_what_does_not_apply_is_no_fact():
    """The plan's priorities and number are for those that use them."""
    said = "admission: {way: draw, draw_source: 福彩, priorities: [hardship], decide_at: 2025-01-04 12:00}\n"
    facts = groups_of((WHO, WHO + said), ("places: 25", "places: 25, admission: {way: first_come}"))
    assert facts["low"].rules.priorities
    high = facts["high"]
    assert (high.rules.priorities, high.rules.decide_at, high.draw_source) == ([], None, "")
