"""Rules that make no sense are told at their line, with what to write instead."""

import pytest

from tests.support.plan_texts import changed, errors_of, line_of

HEAD = "who:\n  members"


def at_head(said):
    """A change that puts this before `who`."""
    return (HEAD, f"{said}\n{HEAD}")


# (the change, a part of the line that is named, a part of the sentence)
FAULTS = {
    "priorities for whom": (at_head("admission:\n  priorities: [hardship]"), "priorities", "write way: ranked"),
    "decided at once": (at_head("admission:\n  decide_at: 2025-01-04 12:00"), "decide_at", "write way: ranked or way: draw"),
    "a lot without opening_lot": (at_head("admission: {way: ranked,\n  lot_minutes: 5}"), "lot_minutes", "way: opening_lot"),
    "a number for opening_lot": (at_head("admission: {way: opening_lot,\n  draw_source: 福彩}"), "draw_source", "no group is drawn by it"),
    "a decision after the lot": (at_head("admission: {way: opening_lot,\n  decide_at: 2025-01-04 12:00}"), "decide_at", "has no use"),
    "together at once": (at_head("admission: {way: first_come,\n  together: yes}"), "together", "Nothing is decided together"),
    "wishes alone": (at_head("admission: {way: ranked,\n  wishes: 2}"), "wishes", "add together: yes"),
    "two of one": (("name: 托管班\n", "name: 托管班\n    per_child: 2\n    admission: {way: ranked, together: all}\n"), "per_child", "so per_child: 2 has no use"),
    "two of one, drawn": (("name: 托管班\n", "name: 托管班\n    limits: {per_term: 2}\n    admission: {way: draw, draw_source: 福彩, together: yes}\n"), "limits", "so per_term: 2 has no use"),
    "two of one that is free": (("name: 托管班\n", "name: 托管班\n    limits: {per_child: 3}\n    admission: {together: all, wishes: 2}\n"), "limits", "so per_child: 3 has no use"),
    "too many wishes": (at_head("admission: {way: ranked, together: yes,\n  wishes: 9}"), "wishes", "cannot rank 9"),
    "together alone": (("places: 20,", "places: 20, admission: {way: ranked, together: yes},"), "together", "one group only"),
    "a name with blanks": (at_head("admission: {way: ranked, together: a b}"), "together", "one name for all"),
    "decided after closing": (at_head("admission: {way: ranked,\n  decide_at: 2025-01-06 12:00}"), "decide_at", "write review"),
    "decided before opening": (at_head("admission: {way: ranked,\n  decide_at: 2025-01-03 08:00}"), "decide_at", "not after registration opens"),
    "decided after the start": (at_head("admission: {way: ranked, review: organizer,\n  decide_at: 2025-01-20 12:00}"), "decide_at", "the first day is"),
    "a lot after closing": (("closes: 2025-01-05 18:00\n", "closes: 2025-01-03 09:05\nadmission: {way: opening_lot}\n"), "opening_lot", "The lot comes 10 minutes"),
    "by which priority": (at_head("admission: {waiting_order: priority}"), "waiting_order", "write priorities"),
    "which order": (at_head("admission: {waiting_order: prio}"), "waiting_order", "Did you mean priority?"),
    "answers without a list": (at_head("waiting_list: 0\nadmission:\n  answer_within: 2h"), "answer_within", "nothing to answer"),
    "only a cancellation comes by itself": (at_head("minimum: {children: 5, otherwise: move, grace: 24h}"), "grace", "the organizer’s"),
    "everybody of nobody": (at_head("waiting_list: 0\nadmission:\n  all_at_once: 24h"), "all_at_once", "nobody waits"),
    "no length of time": (at_head("admission:\n  confirm_within: 48"), "confirm_within", "like 48h, 2d or 30m"),
    "nothing within": (at_head("admission:\n  confirm_within: 0h"), "confirm_within", "like 48h, 2d or 30m"),
    "review by a word half right": (at_head("admission: {review: organiser}"), "review", "Did you mean organizer?"),
    "review by whom": (at_head("admission: {review: 老板}"), "review", "organizer, employer"),
    "published or not": (at_head("admission: {publicity: names}"), "publicity", "yes or no"),
    "a key in the wrong section": (at_head("admission: {sign_up: employer}"), "sign_up", "belongs under registration"),
    "a key of another section at the head": (at_head("confirm_within: 48h"), "confirm_within", "belongs under admission"),
    "a misspelt category": (at_head("admission: {way: ranked, priorities: [hardshp]}"), "hardshp", "Did you mean hardship?"),
    "a priority of nobody": (at_head("admission: {way: ranked, priorities: [{name: 困难}]}"), "困难", "Which families?"),
    "a priority twice": (at_head("admission: {way: ranked, priorities: [hardship, hardship]}"), "hardship", "stands twice"),
    "an alternative of nothing": (("members_of: gaoxin", "members_of: gaoxin\n  any_of: [{}]"), "any_of", "says nothing"),
    "an age day in an exception": (("members_of: gaoxin", "members_of: gaoxin\n  none_of: [{age_on: 2025-01-01}]"), "none_of", "needs ages"),
    "alternatives within alternatives": (("members_of: gaoxin", "members_of: gaoxin\n  any_of: [{any_of: [{grades: 1}]}]"), "any_of", "unknown"),
    "a statement of nothing": (("members_of: gaoxin", "members_of: gaoxin\n  health_statement: yes"), "health_statement", "needs health"),
    "a pool of nobody": (at_head("pools:\n  - {name: 骑手, places: 3}"), "骑手", "Which families?"),
    "a pool without places": (at_head("pools:\n  - {categories: new_form}"), "new_form", "places is missing"),
    "a pool in words": (at_head("pools:\n  - {categories: new_form, places: some}"), "some", "like 16 or 30%"),
    "a pool of everything and more": (at_head("pools:\n  - {categories: new_form, places: 21}"), "pools", "more than the 20"),
    "a percentage of nothing": (at_head("pools:\n  - {categories: new_form, places: 4%}"), "4%", "rounded down, is 0"),
    "a pool opens late": (at_head("pools:\n  - {categories: new_form, places: 3, opens: 2025-01-03 09:00}"), "opens: 2025-01-03 09:00}", "all may from"),
    "a pool ends before": (at_head("pools:\n  - {categories: new_form, places: 3, until: 2025-01-03 09:00}"), "until", "but booking begins"),
    "a pool ends before the decision": (at_head("admission: {way: ranked, decide_at: 2025-01-04 12:00}\npools:\n  - {categories: new_form, places: 3, until: 2025-01-04 12:00}"), "until", "places are given at 2025-01-04 12:00"),
    "a pool ends before the closing": (at_head("admission: {way: draw, draw_source: 福彩}\npools:\n  - {categories: new_form, places: 3, until: 2025-01-05 12:00}"), "until", "places are given at 2025-01-05 18:00"),
    "a lot that unions sign up for": (("closes: 2025-01-05 18:00\n", "closes: 2025-01-05 18:00\n  sign_up: employer\nadmission: opening_lot\n"), "opening_lot", "Employers' unions sign up"),
    "a pool ends before the lot": (at_head("admission: opening_lot\npools:\n  - {categories: new_form, places: 3, until: 2025-01-03 09:05}"), "until", "none would be kept"),
    "a pool opens early for a draw": (at_head("admission: {way: draw, draw_source: 福彩}\npools:\n  - {categories: new_form, places: 3, opens: 2025-01-02 09:00}"), "opens: 2025-01-02", "remove opens"),
    "a pool ends late": (at_head("pools:\n  - {categories: new_form, places: 3, until: 2025-03-03 09:00}"), "until", "after the last day"),
    "more than there are": (at_head("minimum: 40"), "minimum", "but there are"),
    "decided when it has begun": (at_head("minimum:\n  children: 5\n  decide_at: 2025-01-20 12:00"), "decide_at", "write an earlier decide_at"),
    "decided before anybody books": (at_head("minimum:\n  children: 5\n  decide_at: 2025-01-02 12:00"), "decide_at", "before registration opens"),
    "no way out": (at_head("minimum:\n  children: 5\n  otherwise: maybe"), "otherwise", "cancel, merge, move"),
    "a minimum in words": (at_head("minimum: some"), "minimum", "whole number"),
    "kept for no day": (at_head("retention: {health: 0 days}"), "retention", "from 1 to 365 days"),
    "kept too short to ask": (at_head("retention: {enrollment: 7 days}"), "retention", "from 30 to 3650 days"),
    "kept in words": (at_head("retention: {health: some days}"), "retention", "like 14 days"),
    "an agreement without text": (at_head("agreement: {title: 协议}"), "agreement", "text is missing"),
    "an endless agreement": (at_head(f"agreement: {{title: 协议, text: {'长' * 6001}}}"), "agreement", "at most 6000"),
    "a limit twice": (at_head("per_child: 1\nlimits: {per_child: 1}"), "per_child: 1\nlimits", "stands twice"),
    "a limit of what": (at_head("limits: 1"), "limits", "write per_child: 1"),
    "who in a word": (("who:\n  members_of: gaoxin", "who: gaoxin"), "who: gaoxin", "who: {members_of: union code}"),
    "a window in a word": (("registration:\n  opens: 2025-01-03 09:00\n  closes: 2025-01-05 18:00", "registration: 2025-01-03 09:00"), "registration", "closes: 2025-07-01 18:00}"),
    "a pool in a word": (at_head("pools: 3"), "pools", "for whom, and how many"),
    "an agreement in a word": (at_head("agreement: 告家长书"), "agreement", "title and its text"),
    "days in a word": (("blocks:\n      - {from: 2025-02-12, to: 2025-02-14}", "blocks: 2025-02-12"), "blocks: 2025-02-12", "first and the last day"),
    "siblings": (at_head("siblings: yes"), "siblings", "Siblings need no key"),
    "siblings in Chinese": (at_head("admission: {兄弟姐妹: 一起}"), "兄弟姐妹", "Siblings need no key"),
    "care and class": (("inside: care", "inside: care\n    with_care: yes"), "with_care", "need no key"),
    "a limit of none": (at_head("limits: {per_family: 0}"), "per_family", "1 to 100"),
    "data after the opening": (("closes: 2025-01-05 18:00\nwho", "closes: 2025-01-05 18:00\n  prepare: 2025-01-04 09:00\nwho"), "prepare", "not before registration opens"),
    "a season in words": (("members_of: gaoxin", "members_of: gaoxin\n  none_of: [{placed_in: 去年}]"), "去年", "2025-summer"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "where", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_line_and_once(change, where, said):
    text = changed(change)
    errors = errors_of(text)
    found = [e for e in errors if said in e.en]
    assert found, [str(e) for e in errors]
    assert line_of(text, where) in {e.line for e in found}
    assert len(errors) == 1, [str(e) for e in errors]
    assert all(e.zh and e.zh != e.en for e in found)


@pytest.mark.parametrize(
    ("zh", "other"),
    [
        ("way", "admission: {way: draw_if_oversubscribed, draw_source: 双色球}"),
        ("decide_at", "admission: {decide_at: 2025-01-04 12:00}"),
        ("priorities", "admission: {priorities: [orphan]}"),
        ("draw_source", "admission: {draw_source: 双色球}"),
        ("closes", "registration: {closes: 2025-01-05 12:00}"),
    ],
)
def test_groups_decided_together_are_decided_alike(zh, other):
    said = "admission: {way: draw, draw_source: 福彩, together: winter, priorities: [hardship]}"
    text = changed(at_head(said), ("places: 25", f"places: 25, {other}"))
    found = errors_of(text)
    assert found and all(zh in e.zh and "一起录取" in e.zh for e in found), [str(e) for e in found]


def test_registration_after_the_start_must_be_meant():
    """Some notices do register while the term runs; the plan says so."""
    late = (
        "opens: 2025-01-03 09:00\n  closes: 2025-01-05",
        "opens: 2025-01-21 09:00\n  late: yes\n  closes: 2025-01-22",
    )
    assert errors_of(changed(late)) == []


def test_what_is_said_for_all_and_used_by_one_is_no_fault():
    said = "admission: {priorities: [hardship], draw_source: 福彩}"
    assert errors_of(changed(at_head(said), ("inside: care", "inside: care\n    admission: {way: draw}"))) == []


CLASS = "inside: care\n    sites: [home]\n    terms: [first]\n"
# What cannot be read would have made right what a check complains of: (the changes, a part of the only sentence)
FAULTY_PARTNERS = {
    "an age day": ([("ages: 6-9", "ages: 6-99, age_on: 2025-01-01")], "6-99"),
    "an age day of a group, ages of the class": ([("ages: 6-9", "age_on: 2025-01-01"), ("inside: care", "inside: care\n    who: {ages: x}")], "“x”"),
    "an age day of a priority": ([at_head("admission: {way: ranked, priorities: [{ages: x, age_on: 2025-01-01}]}")], "“x”"),
    "a statement": ([("members_of: gaoxin", f"members_of: gaoxin\n  health_statement: yes\n  health: {'长' * 2001}")], "at most 2000"),
    "joining": ([("members_of: gaoxin", "members_of: 高新\n  join_by: 2025-01-04 12:00")], "small letters"),
    "joining, of a group": ([("who: {grades: 1-3}", "who: {members_of: 高新, join_by: 2025-01-04 12:00}"), ("members_of: gaoxin", "open_to: all")], "small letters"),
    "who may book": ([("who:\n  members_of: gaoxin\n", ""), ("{grades: 1-3}", "{members_of: 高新}"), ("{grades: 4-6}", "{open_to: all}"), ("{ages: 6-9}", "{open_to: all}")], "small letters"),
    "a number for a draw": ([at_head(f"admission: {{draw_source: {'长' * 201}}}"), ("inside: care", "inside: care\n    admission: draw")], "at most 200"),
    "a way for a number": ([at_head("admission: {draw_source: 福彩}"), ("inside: care", "inside: care\n    admission: drew")], "Did you mean draw"),
    "priorities for a list": ([at_head("admission: {priorities: [hardshp]}"), ("inside: care", "inside: care\n    admission: {waiting_order: priority}")], "Did you mean hardship"),
    "an opening": ([("  opens: 2025-01-03 09:00\n", ""), (CLASS, f"{CLASS}    registration: {{opens: 2025-01-03}}\n"), ("hours: 08:00", "registration: {opens: 2025-01-03 09:00}\n    hours: 08:00")], "a date and a time"),
    "dates of a class": ([(CLASS, "inside: care\n    from: 1月20日\n    to: 2025-01-24\n    excluded: [2025-01-22]\n")], "no date"),
    "another site": ([("sites: [home]", "sites: [home, gym]\n    admission: {way: ranked, together: yes}"), ("sites:\n", "sites:\n  gym: {places: x}\n"), ("      high: {name: 高年级班, places: 25, who: {grades: 4-6}}\n", ""), ("terms: [first, second]", "terms: [first]")], "whole number"),
    "a site's term": ([("sites:\n", "sites:\n  gym: {terms: second}\n"), ("places: 25,", "places: 25, sites: gym,"), ("sites: [home]", "sites: [home, gym]"), ("to: 2025-02-14", "to: 2025-02-34")], "no day"),
    "one number for all": ([at_head("admission: {way: ranked, decide_at: 2025-01-04}"), ("hours: 08:00", "admission: {together: yes}\n    hours: 08:00"), ("places: 25", "places: 25, admission: {decide_at: 2025-01-04 12:00}")], "a date and a time"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), FAULTY_PARTNERS.values(), ids=FAULTY_PARTNERS)
def test_what_cannot_be_read_is_told_once_and_not_said_to_be_missing(changes, said):
    errors = errors_of(changed(*changes))
    assert [said in e.en for e in errors] == [True], [str(e) for e in errors]


@pytest.mark.parametrize(
    "said",
    [
        "admission: {way: ranked, together: all}\nper_child: 1",
        "admission: {way: ranked, together: all}\nlimits: {per_family: 3}",
        "admission: {way: ranked}\nper_child: 2",
        "admission: {way: ranked, together: all}\nper_child: 2",  # care, and the class inside it, asked for as one
    ],
)
def test_two_a_child_where_two_can_be_had_are_no_fault(said):
    assert errors_of(changed(at_head(said))) == []


def test_two_a_child_of_which_one_is_decided_together_are_no_fault():
    care = "name: 托管班\n    admission: {way: ranked, together: yes}\n"
    assert errors_of(changed(at_head("per_child: 2"), ("name: 托管班\n", care))) == []


def test_two_a_child_are_no_fault_when_another_can_be_had_after_the_decision():
    care = "name: 托管班\n    per_child: 2\n    admission: {way: ranked, together: yes, decide_at: 2025-01-04 12:00}\n"
    assert errors_of(changed(("name: 托管班\n", care))) == []
