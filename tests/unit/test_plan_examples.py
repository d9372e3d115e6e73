"""The example plans say what their notices say."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import jsonschema
import pytest

from services.classes.plan import expand, read, schema, sentences, shifted
from services.classes.plan.file import parse
from shared.kernel.clock import ZONE

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "plans").glob("*.yaml"))
OURS = "gaoxin-2027-winter"
"""The one of no real union: what the first visitor of a demonstration sees."""


def groups_of(name):
    """By key, the groups of an example."""
    return {group.key: group for group in expand(read((ROOT / f"examples/plans/{name}.yaml").read_bytes(), name))}


def at(day, hour, minute=0):
    """An instant in Beijing."""
    return datetime(*map(int, day.split("-")), hour, minute, tzinfo=ZONE)


def test_zhanjiang_has_two_terms_of_two_bands_of_thirty():
    groups = groups_of("zhanjiang-mazhang-2025-summer")
    assert {key: (g.facts.title, g.facts.grades, g.facts.capacity, len(g.facts.meetings)) for key, g in groups.items()} == {
        "care/zhineng/term-1/grade-1-3": ("第一期 · 一至三年级班", (1, 3), 30, 20),
        "care/zhineng/term-1/grade-4-6": ("第一期 · 四至六年级班", (4, 6), 30, 20),
        "care/zhineng/term-2/grade-1-3": ("第二期 · 一至三年级班", (1, 3), 30, 20),
        "care/zhineng/term-2/grade-4-6": ("第二期 · 四至六年级班", (4, 6), 30, 20),
    }  # fmt: skip
    for group in groups.values():
        facts = group.facts
        assert (facts.opens_at, facts.closes_at) == (at("2025-06-30", 9), at("2025-07-01", 23, 59))
        assert facts.members_of == ["mazhang"]
        assert {(m.start, m.end) for m in facts.meetings} == {(time(8, 30), time(18))}
        assert "哮喘" in group.presentation.health
        assert "70%" in group.presentation.texts["attendance"]
    first = groups["care/zhineng/term-1/grade-1-3"].facts.meetings
    assert (first[0].date, first[-1].date) == (date(2025, 7, 7), date(2025, 8, 1))


def test_lijiang_is_one_enrollment_over_two_blocks():
    (group,) = groups_of("lijiang-2025-winter").values()
    days = [meeting.date for meeting in group.facts.meetings]
    assert len(days) == 20
    assert (days[0], days[9], days[10], days[-1]) == (
        date(2025, 1, 13), date(2025, 1, 24), date(2025, 2, 10), date(2025, 2, 21),
    )  # fmt: skip
    assert group.facts.ages == (5, 12)
    assert (group.facts.join_by, group.facts.closes_at) == (at("2025-01-09", 17), at("2025-01-10", 18))
    assert "免费" in group.presentation.fees
    assert "lunch" in group.presentation.services


def test_gaoxin_has_four_interest_classes_inside_and_beside_the_session():
    groups = groups_of(OURS)
    facts = {group.presentation.offer: group.facts for group in groups.values()}
    assert {"舞蹈班", "书法班", "绘画班", "篮球班"} < facts.keys()
    care = facts["寒假爱心托管班"]
    assert date(2027, 1, 30) in [meeting.date for meeting in care.meetings]
    assert facts["舞蹈班"].inside == facts["书法班"].inside == care.session
    assert facts["绘画班"].inside is facts["篮球班"].inside is None
    assert {meeting.date.weekday() for meeting in facts["绘画班"].meetings} == {5}
    assert {meeting.date.weekday() for meeting in facts["篮球班"].meetings} == {5, 6}
    festival = {date(2027, 2, day) for day in range(5, 15)}
    assert not festival & {meeting.date for each in facts.values() for meeting in each.meetings}
    beside = {meeting.date for offer in ("绘画班", "篮球班") for meeting in facts[offer].meetings}
    assert not beside & {meeting.date for meeting in care.meetings}  # a child in care can have a class beside it
    assert (facts["舞蹈班"].waiting_limit, facts["篮球班"].waiting_limit) == (20, 0)
    assert (facts["舞蹈班"].members_of, facts["篮球班"].members_of) == (["gaoxin"], [])
    assert facts["篮球班"].join_by is None


def test_gaoxin_gives_its_places_in_every_way_a_park_would():
    facts = {group.facts.title: group.facts for group in groups_of(OURS).values()}
    assert {title: f.rules.way for title, f in facts.items()} == {
        "托管一班（一至三年级）": "first_come", "托管二班（四至六年级）": "first_come", "舞蹈班": "ranked",
        "书法班": "draw_if_oversubscribed", "绘画一班": "draw_if_oversubscribed", "绘画二班": "draw_if_oversubscribed",
        "篮球班": "first_come",
    }  # fmt: skip
    dance, early, late = facts["舞蹈班"].rules, facts["绘画一班"].rules, facts["绘画二班"].rules
    assert [priority.name for priority in dance.priorities] == ["困难职工", "单亲", "双职工"]
    assert (dance.decide_at, dance.review, dance.waiting_order) == (at("2026-12-24", 12), "organizer", "priority")
    assert early.together == late.together != ""
    assert (early.wishes, facts["书法班"].rules.together) == (2, "")
    assert "福利彩票" in facts["书法班"].draw_source
    assert facts["舞蹈班"].draw_source == ""


def test_gaoxin_cares_for_riders_papers_and_small_groups():
    facts = {group.facts.title: group.facts for group in groups_of(OURS).values()}
    care, basketball = facts["托管一班（一至三年级）"].rules, facts["篮球班"].rules
    (pool,) = care.pools
    assert (pool.places, pool.when.categories, pool.until) == (6, ["new_form"], at("2026-12-22", 9))
    assert (care.answer_within, care.all_at_once) == (12 * 60, 24 * 60)
    assert (care.minimum.children, care.minimum.otherwise, care.agreement.title) == (15, "merge", "告家长书")
    assert [paper.when.categories for paper in (*care.documents, *facts["舞蹈班"].rules.documents)] == [
        ["new_form"], ["hardship"],
    ]  # fmt: skip
    assert (basketball.agreement, basketball.documents, basketball.review) == (None, [], "")  # one tap is enough
    assert {limit.at_most for f in facts.values() for limit in f.limits} == {3}


def test_gaoxin_moved_for_a_demonstration_keeps_its_order():
    opens_at = datetime.now(UTC).replace(microsecond=0)
    moved = shifted(read((ROOT / f"examples/plans/{OURS}.yaml").read_bytes(), OURS), opens_at, "demo")
    for group in expand(moved):
        facts = group.facts
        known = [facts.rules.decide_at, *(pool.until for pool in facts.rules.pools)]
        assert facts.opens_at == opens_at
        assert all(facts.opens_at < instant <= facts.closes_at for instant in known if instant)
        decided = max(filter(None, (facts.closes_at, facts.rules.minimum and facts.rules.minimum.decide_at)))
        assert decided.astimezone(ZONE).date() < facts.meetings[0].date


def test_gaoxin_is_read_back_in_its_own_words():
    said = {zh.partition("：")[0]: zh for zh, _ in sentences(read((ROOT / f"examples/plans/{OURS}.yaml").read_bytes()))}
    assert "不比手速" in said["书法班"]
    assert "公开数字的来源：报名截止后第一期中国福利彩票双色球开奖号码" in said["书法班"]
    assert "先到先得" not in said["书法班"]
    assert "优先顺序：1 困难职工，2 单亲，3 双职工" in said["舞蹈班"]
    assert "每个孩子报一次，最多填 2 个志愿，录取其中一个" in said["绘画班 · 绘画一班"]
    assert "留 6 个名额给新就业形态" in said["寒假爱心托管班 · 托管一班（一至三年级）"]


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_is_as_its_schema_says_and_can_be_read_back(file):
    plan = read(file.read_bytes(), file.name)
    jsonschema.validate(parse(file.read_bytes(), file.name)[0].plain(), json.loads(schema.schema_text()))
    assert plan.plan == file.stem
    said = sentences(plan)
    groups = expand(plan)
    assert said[-1][0] == f"共 {len(groups)} 个班次，{sum(g.facts.capacity for g in groups)} 个名额。"
    assert all(zh and en and "None" not in zh + en for zh, en in said)


def test_what_a_group_does_not_say_its_class_or_the_plan_says():
    zh = "\n".join(zh for zh, _ in sentences(read((ROOT / f"examples/plans/{OURS}.yaml").read_bytes())))
    assert zh.count("2026年12月20日（周日）09:00 开放报名，12月27日（周日）18:00 截止") == 1
    assert zh.count("限济宁高新区园区工会会员的子女") == 1
    assert zh.count("面向所有家庭") == 1


def test_the_published_schema_and_keys_are_fresh():
    assert (ROOT / "docs/plan.schema.json").read_text(encoding="utf-8") == schema.schema_text(), "run `make docs`"
    for language, name in schema.PAGES.items():
        page = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert page == schema.with_keys(page, language), "run `make docs`"
        assert "`make_up_days`" in page
