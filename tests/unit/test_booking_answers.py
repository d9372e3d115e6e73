"""Every answer of admission has its sentence, and none says what is not so."""

import re
from datetime import date, time, timedelta
from typing import get_args
from uuid import uuid4

from services.booking.domain.admission import decide
from services.booking.domain.criteria import Criterion
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Priority
from services.booking.domain.requests import Accept, Expire, ProposeMove, Resize, Result, Ruling, Withdraw
from services.booking.usecases.admit import Admitted
from services.booking.usecases.answer import shape
from services.booking.words.say import SENTENCES
from tests.support.admission import CLOSES, OPENS, enroll, first_id, together

DAY = timedelta(days=1)
NEVER_TOLD = {"not_found", "done"}
"""The first is a 404; the second is the organizer's."""


class _Known:
    """A group as answers name it."""

    def __init__(self, group):
        self.group = group


def told(world, *requests):
    """The body of the last request's answer."""
    decision = decide(world.snapshot(), requests)
    world.take(decision)
    admitted = Admitted(decision.rulings, {id_: _Known(g) for id_, g in world.groups.items()}, world.children)
    return shape(requests[-1], decision.rulings[-1], admitted).body


def siblings(world):
    parent, family = uuid4(), uuid4()
    return [world.add_child(guardian_ids=(parent,), family_id=family, name=name) for name in ("大宝", "小宝")]


def test_every_result_has_a_sentence():
    assert set(get_args(Result)) - NEVER_TOLD <= SENTENCES.keys()


def test_sentences_are_whole_in_both_languages():
    for key, (zh, en) in SENTENCES.items():
        assert {f.removesuffix("_zh") for f in re.findall(r"{(\w+)}", zh)} >= {
            f.removesuffix("_en") for f in re.findall(r"{(\w+)}", en)
        }, key
        assert zh.endswith("。") and en.endswith(".") and not re.search("[\u4e00-\u9fff]", en), key


def test_all_children_of_a_place_for_several_are_named(world):
    group = world.add_group(2, title="高新区一班")
    body = told(world, together([(child, group) for child in siblings(world)]))
    assert body["zh"] == "已录取：大宝、小宝，高新区一班。"
    assert [other["title"] for other in body["together"]] == ["高新区一班"]


def test_both_parts_of_care_with_a_class_are_named(world):
    care, dance = (
        world.add_group(1, title="托管班"),
        world.add_group(1, title="舞蹈班", session="dance", inside="term1"),
    )
    child = world.add_child()
    assert told(world, together([(child, care), (child, dance)]))["zh"] == "已录取：张小明，托管班、舞蹈班。"


def test_of_several_who_wait_the_first_turn_is_told(world):
    group = world.add_group(0)
    body = told(world, enroll(world.add_child(), group), together([(child, group) for child in siblings(world)]))
    assert (body["position"], world.ledgers[group.id].waiting) == (2, 3)


def test_wishes_are_told_in_their_order(world):
    one, other = (world.add_group(0, title=title, together="t", wishes=2) for title in ("东站", "西站"))
    body = told(world, together([(child := world.add_child(), one)], [(child, other)]))
    assert body["zh"].startswith("几个志愿都已候补：张小明，1. 东站 2. 西站。哪个先有空位就录取哪个")
    assert body["position"] == 1


def test_who_must_answer_an_offer_is_not_told_that_places_come_by_themselves(world):
    for more, by_itself in (({}, True), ({"answer_within": DAY}, False), ({"confirm_within": DAY}, False)):
        body = told(world, enroll(world.add_child(), world.add_group(0, **more)))
        assert body["zh"].startswith("候补第 1 位")
        assert ("自动递补" in body["zh"]) is by_itself
        assert ("accept" in body["en"]) is not by_itself


def test_a_draw_does_not_depend_on_speed_and_a_ranking_may(world):
    drawn = told(world, enroll(world.add_child(), world.add_group(1, way="draw", decide_at=CLOSES)))
    ranked = told(world, enroll(world.add_child(), world.add_group(1, way="ranked", decide_at=CLOSES)))
    assert "摇号，不比手速" in drawn["zh"] and "7月1日（周二）23:59" in drawn["zh"]
    assert "按报名先后一起录取" in ranked["zh"] and not re.search("摇号|手速|优先", ranked["zh"])


def test_a_draw_that_may_not_be_needed_is_not_announced_as_one(world):
    group = world.add_group(1, way="draw_if_oversubscribed", decide_at=CLOSES)
    assert "名额够就都录取，不够才摇号" in told(world, enroll(world.add_child(), group))["zh"]


def test_nobody_reads_of_a_waiting_list_that_there_is_not(world):
    for limit, said in ((0, "不设候补"), (1, "名额和候补都已满")):
        group = world.add_group(0, waiting_limit=limit)
        *_, last = [told(world, enroll(world.add_child(), group)) for _ in range(limit + 1)]
        assert said in last["zh"]


def test_a_request_says_who_has_it_and_whether_a_place_is_kept(world):
    checked = told(world, enroll(world.add_child(), world.add_group(1, review="organizer")))
    asked = told(world, enroll(world.add_child(), world.add_group(1, sign_up="employer")))
    assert "名额为您保留" in checked["zh"] and "单位工会" not in checked["zh"]
    assert "单位工会统一报名" in asked["zh"] and "不保留名额" in asked["zh"]


def test_what_overlaps_itself_is_not_another_booking(world):
    care, dance = world.add_group(1), world.add_group(1, session="dance")
    child = world.add_child()
    body = told(world, together([(child, care), (child, dance)]))
    assert "一起报的两个班次时间冲突" in body["zh"] and body["overlap"]["enrollment_id"] is None
    told(world, enroll(child, care))
    assert "与张小明的另一个班次时间冲突" in told(world, enroll(child, dance))["zh"]


def test_a_child_asks_once_in_a_common_decision(world):
    one, other = (world.add_group(1, title=t, together="t", wishes=2, way="draw", decide_at=CLOSES) for t in "甲乙")
    child = world.add_child()
    told(world, enroll(child, one))
    assert told(world, enroll(child, one))["zh"] == "张小明已报过甲，不用重复报名。"
    assert "每个孩子只报一次" in told(world, enroll(child, other))["zh"]


def test_a_limit_says_whose_it_is(world):
    later = {date(2025, 8, 4): [(time(9), time(10))]}
    mine = world.add_group(9, limits={"care": 1})
    assert "每个孩子最多报 1 个" in told(
        world, enroll(child := world.add_child(), mine), enroll(child, world.add_group(9, limits={"care": 1}, meetings=later))
    )["zh"]  # fmt: skip
    ours = world.add_group(9, family_limits={"care": 1})
    pair = siblings(world)
    assert "一起报的超过了" in told(world, together([(c, ours) for c in pair]))["zh"]
    assert "您家已经报满" in told(world, enroll(pair[0], ours), enroll(pair[1], ours))["zh"]


def test_a_refusal_names_the_child_and_the_group(world):
    group = world.add_group(1, title="小学班", grades=(4, 6))
    assert told(world, enroll(world.add_child(), group))["zh"].startswith("张小明不符合小学班的条件：二年级，超出")


def opened(world, **more):
    """Two who wait, near the start, for a place that has become free."""
    group = world.add_group(1, answer_within=DAY, all_at_once=DAY, **more)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    told(world, *asks)
    world.now = group.starts_at - timedelta(hours=12)
    told(world, Withdraw(asks[0].person_id, first_id(asks[0])))
    return asks[1:]


def told_by_staff(world, request):
    world.take(decide(world.snapshot(), [request]))


def accept(ask):
    return Accept(ask.person_id, first_id(ask))


def test_an_open_place_goes_to_one_and_the_other_keeps_its_turn(world):
    first, second = opened(world)
    assert told(world, accept(second))["zh"].startswith("已录取")
    assert "您的候补顺序不变" in told(world, accept(first))["zh"]


def test_an_open_place_that_must_still_be_checked_is_not_called_confirmed(world):
    first, _ = opened(world, review="organizer")
    body = told(world, accept(first))
    assert (body["result"], world.enrollments[first_id(first)].state) == ("submitted", State.PENDING)
    assert "审核" in body["zh"]
    again = told(world, accept(first))
    assert "不需要您确认" in again["zh"] and "候补" not in again["zh"]


def test_brothers_and_sisters_accept_as_one_and_are_told_so(world):
    group = world.add_group(0, title="高新区一班", answer_within=DAY)
    pair = together([(child, group) for child in siblings(world)])
    told(world, pair)
    told_by_staff(world, Resize(group.id, 2))
    assert told(world, accept(pair))["zh"] == "已录取：大宝、小宝，高新区一班。"


def test_a_move_that_nobody_answered_leaves_the_old_place(world):
    small, larger = world.add_group(5), world.add_group(2)
    ask = enroll(world.add_child(), small)
    told(world, ask)
    new = uuid4()
    told_by_staff(world, ProposeMove(uuid4(), small.id, larger.id, OPENS + DAY, "人数不足", {first_id(ask): new}))
    world.now = OPENS + DAY
    assert "原来的名额不变" in told(world, Accept(ask.person_id, new))["zh"]
    told_by_staff(world, Expire(new))
    assert "原来的名额不变" in told(world, Accept(ask.person_id, new))["zh"]


def test_nothing_is_left_open_in_any_sentence(world):
    """Whatever an answer is about, no placeholder and no None is told."""
    group = world.add_group(1, title="高新区一班", priorities=(Priority("困难职工", Criterion()),))
    child = world.add_child()
    for result in set(get_args(Result)) - NEVER_TOLD:
        for state in State:
            one = Enrollment(uuid4(), group.id, child.id, state, 1)
            body = shape(
                Accept(uuid4(), one.id), Ruling(result, one, position=3, until=OPENS),
                Admitted([], {group.id: _Known(group)}, {child.id: child}),
            ).body  # fmt: skip
            assert not re.search(r"[{}]|,,|:。", body["zh"] + body["en"]) or result in ("not_eligible", "overlaps"), (
                result
            )
            assert "None" not in body["zh"] + body["en"] or result == "limited"
