"""What a plan is read back as: sentences that say what will happen, so that a clerk sees what was not meant."""

import pytest

from services.classes.plan import read, sentences
from tests.support.plan_texts import changed, errors_of

WHO = "who:\n  members_of: gaoxin\n"


def common(*changes):
    """What is said of all groups, in Chinese and English."""
    return next(pair for pair in sentences(read(changed(*changes).encode())) if pair[0].startswith("全部班次"))


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ("{grades: 1, home_areas: 高新区}", "不招：同时住在高新区且一年级的（只符合其中一条的照招）", "none of: living in 高新区 and grade 1 at the same time (with"),
        ("[{grades: 1}, {home_areas: 高新区}]", "不招：一年级/住在高新区；", "none of: grade 1 / living in 高新区;"),
    ],
)  # fmt: skip
def test_two_things_in_one_exception_leave_out_only_who_meets_both(said, zh, en):
    found = common((WHO, f"{WHO}  none_of: {said}\n"))
    assert zh in found[0] and en in found[1], found


def test_an_exception_of_a_priority_or_a_paper_is_not_left_out():
    """Only `who` admits; whom a priority excepts comes later, whom a paper excepts need not bring it."""
    who = "admission: {way: ranked, priorities: [{name: 新生, none_of: [{placed_in: 2024-winter}]}]}\nwho:\n"
    papers = (
        "documents: [{name: 居住证, none_of: [{home_areas: 高新区}]}, {name: 困难证明, categories: hardship}]\nwho:\n"
    )
    zh, en = common(("who:\n", who), ("who:\n", papers))
    assert "1 新生（不是：2024年寒假录取过）" in zh and "新生 (not: had a place in winter 2024)" in en
    assert "居住证（不是：住在高新区）、困难证明（限困难职工家庭）" in zh and "居住证 (not: living in 高新区)" in en


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ("ranked", "报名截止后按报名先后统一录取，报满后候补", "all who ask are decided together after registration closes, by time"),
        ("{way: ranked, priorities: [hardship, orphan]}", "报名截止后按优先顺序统一录取，同一顺序里按报名先后，报满后候补", "all who ask are decided together after registration closes, by priority, then by time"),
        ("{way: ranked, decide_at: 2025-01-04 12:00, priorities: hardship}", "1月4日（周六）12:00 前报名的按优先顺序统一录取，同一顺序里按报名先后；之后先到先得", "those who ask before Sat 4 Jan 12:00 are decided together, by priority"),
        ("{way: ranked, review: organizer, decide_at: 2025-01-07 12:00}", "报名截止后，1月7日（周二）12:00 按报名先后统一录取，报满后候补", "all who ask are decided together on Tue 7 Jan 12:00, after registration closes"),
        ("{way: draw, draw_source: 福彩, review: organizer, decide_at: 2025-01-07 12:00}", "报名截止后，1月7日（周二）12:00 公开摇号", "all who ask are drawn in public on Tue 7 Jan 12:00, after registration closes"),
        ("{way: draw_if_oversubscribed, draw_source: 福彩}", "报名截止后登记人数不超过名额就全部录取", "all who ask have a place after registration closes if there are enough; else they are drawn"),
    ],
)  # fmt: skip
def test_when_it_is_decided_is_said_as_it_is(said, zh, en):
    """After the closing nobody asks any more: then it is not “those who ask before”, and nothing is first come afterwards."""
    found = common((WHO, f"admission: {said}\n{WHO}"))
    assert zh in found[0] and en in found[1], found
    assert ("先到先得" in found[0]) == ("之后先到先得" in zh)


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ("{way: ranked, together: all, wishes: 2}", "与同组的班一起录取：每个孩子报一次，最多填 2 个志愿，录取其中一个", "a child asks once, with 2 wishes at most, and gets one of them"),
        ("{together: all, wishes: 3}", "与同组的班可以一起报：每个孩子报一次，最多填 3 个志愿，得到排在最前、还有名额的一个", "gets the first that has a place"),
    ],
)  # fmt: skip
def test_of_groups_that_are_ranked_a_child_gets_one(said, zh, en):
    group = next(
        pair for pair in sentences(read(changed((WHO, f"admission: {said}\n{WHO}")).encode())) if "低年级班" in pair[0]
    )
    assert zh in group[0] and en in group[1], group


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ("who:\n  any_of: [{members_of: gaoxin}, {categories: new_form}]\n", "符合其一：高新区园区工会会员的子女/新就业形态劳动者家庭", "one of: children of members of 高新区园区工会 / "),
        ("who:\n  members_of: [gaoxin, gaoxin-east]\n", "限高新区园区工会或 gaoxin-east 工会会员的子女", "members of 高新区园区工会 or the union gaoxin-east"),
        ("admission: {review: gaoxin}\n" + WHO, "高新区园区工会审核通过后才能录取", "each request is checked by 高新区园区工会 before"),
        ("admission: {review: gaoxin-east}\n" + WHO, "gaoxin-east 工会审核通过后才能录取", "checked by the union gaoxin-east before"),
        ("admission: {way: ranked, priorities: [{members_of: gaoxin}]}\n" + WHO, "优先顺序：1 高新区园区工会会员的子女，其余在后", "1 children of members of 高新区园区工会, then"),
        ("pools: [{places: 3, members_of: gaoxin, grades: 1}]\n" + WHO, "留 3 个名额给高新区园区工会会员的子女且一年级，一直保留", "3 places kept for children of members of 高新区园区工会 and grade 1, to the end"),
        ("pools: [{places: 3, categories: [orphan, hardship], until: 2025-01-04}]\n" + WHO, "留 3 个名额给孤儿或困难职工家庭，留到", "3 places kept for"),
        ("documents: [{name: 会员证, members_of: gaoxin}]\n" + WHO, "会员证（限高新区园区工会会员的子女）", "会员证 (children of members of 高新区园区工会 only)"),
    ],
)  # fmt: skip
def test_a_union_is_called_by_name_wherever_a_plan_speaks_of_it(said, zh, en):
    """The plan knows how its own union signs; of another it knows the code alone."""
    found = common((WHO, said))
    assert zh in found[0] and en in found[1], found


def test_lines_of_a_text_follow_each_other_without_a_gap():
    zh, _ = common(("who:\n", "notes: |\n  请准时接送。\n  自带 2 支笔。\nwho:\n"))
    assert "请准时接送。自带 2 支笔" in zh


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ("minimum: 15\n", "不足 15 人的，由主办方决定取消，并通知每个家庭", "its organizer may cancel it"),
        ("minimum: {children: 20, over: site, otherwise: move}\n", "办班点这一期合计不足 20 人的，由主办方征得家长同意后调到", "20 children at the site in this term at"),
        ("minimum: {children: 99, over: plan}\n", "各办班点这一期合计不足 99 人的", "at all sites in this term"),
        ("minimum: {children: 15, otherwise: merge}\n", "由主办方并到时间、地点、收费都一样的班", "if the families agree"),
        ("most_places: 30\n", "每班名额不超过 30 个，以后也不超过", "a group never has more than 30 places"),
    ],
)  # fmt: skip
def test_what_is_said_of_numbers_is_what_happens(said, zh, en):
    found = common((WHO, said + WHO))
    assert zh in found[0] and en in found[1], found


def test_more_places_than_the_upper_bound_are_an_error():
    assert [(e.where, "30" in e.zh) for e in errors_of(changed((WHO, "most_places: 29\n" + WHO)))] == [
        ("most_places", True)
    ]
