"""How a plan says in which way places are given: for all, for a class, for a group."""

import pytest

from services.classes.plan import expand, read, sentences, shifted, write
from tests.support.plan_texts import changed, errors_of

PLAN_DRAWS = ("who:\n  members", "admission: {way: draw, draw_source: 福彩 3D}\nwho:\n  members")
PLAN_NAMES = ("who:\n  members", "admission: {draw_source: 福彩 3D}\nwho:\n  members")
CLASS_DRAWS = ("inside: care", "inside: care\n    admission: {way: draw_if_oversubscribed}")
CLASS_DRAWS_OTHERWISE = ("inside: care", "inside: care\n    admission: {draw_source: 双色球}")
GROUP_RUNS = ("places: 25", "places: 25, admission: {way: first_come}")


def ways(*pairs):
    """(way, source) of each group, by the end of its key."""
    groups = expand(read(changed(*pairs).encode()))
    return {group.key.rpartition("/")[2]: (group.facts.way, group.facts.draw_source) for group in groups}


@pytest.mark.parametrize(
    ("pairs", "low", "high", "dance"),
    [
        ((), ("first_come", ""), ("first_come", ""), ("first_come", "")),
        ((PLAN_DRAWS,), ("draw", "福彩 3D"), ("draw", "福彩 3D"), ("draw", "福彩 3D")),
        ((PLAN_DRAWS, GROUP_RUNS), ("draw", "福彩 3D"), ("first_come", ""), ("draw", "福彩 3D")),
        ((PLAN_NAMES, CLASS_DRAWS), ("first_come", ""), ("first_come", ""), ("draw_if_oversubscribed", "福彩 3D")),
        ((PLAN_DRAWS, CLASS_DRAWS), ("draw", "福彩 3D"), ("draw", "福彩 3D"), ("draw_if_oversubscribed", "福彩 3D")),
        ((PLAN_DRAWS, CLASS_DRAWS_OTHERWISE), ("draw", "福彩 3D"), ("draw", "福彩 3D"), ("draw", "双色球")),
    ],
    ids=["nobody says", "the plan", "but a group", "the class, by the plan's number", "the class's way", "its number"],
)
def test_the_innermost_word_counts(pairs, low, high, dance):
    assert ways(*pairs) == {"low": low, "high": high, "dance": dance}


def test_it_is_written_and_moved_like_the_rest():
    plan = read(changed(PLAN_DRAWS, CLASS_DRAWS).encode())
    assert read(write(plan)) == plan
    assert [g.facts.way for g in expand(shifted(plan, plan.registration.opens, "x"))] == [
        g.facts.way for g in expand(plan)
    ]


def test_the_sentences_say_it_once_for_all_and_where_it_differs():
    said = sentences(read(changed(PLAN_DRAWS, CLASS_DRAWS, GROUP_RUNS).encode()))
    common = next(zh for zh, _ in said if zh.startswith("全部班次"))
    assert "报名截止后公开摇号，不比手速" in common
    assert "公开数字的来源：福彩 3D" in common
    assert [zh.partition("：")[0] for zh, _ in said if "先到先得" in zh] == ["托管班 · 高年级班"]
    assert [zh.partition("：")[0] for zh, _ in said if "超过才公开摇号" in zh] == ["舞蹈班"]
    assert any("drawn in public after registration closes" in en for _, en in said)


def test_a_faulty_way_or_number_is_told_once():
    for faulty in ("{way: drew, draw_source: x}", "{way: draw, draw_source: [1, 2]}"):
        text = changed(("who:\n  members", f"admission: {faulty}\nwho:\n  members"))
        assert len(errors_of(text)) == 1, errors_of(text)
