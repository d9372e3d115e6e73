"""How many groups a child may book, and which birth dates are admitted, as a plan says it."""

import pytest

from services.classes.plan import expand, read, sentences, shifted, write
from tests.support.plan_texts import changed, errors_of

PLAN = ("who:\n  members", "per_child: 3\nwho:\n  members")
CLASS = ("inside: care", "inside: care\n    per_child: 1\n    who: {born: 2016-09-01..2018-08-31}")


def test_a_limit_counts_for_all_that_it_was_said_of():
    plan = read(changed(PLAN, CLASS).encode())
    limits = {g.key.rpartition("/")[2]: {limit.scope: limit.at_most for limit in g.facts.limits} for g in expand(plan)}
    assert limits["high"] == {plan.plan: 3}
    assert limits["dance"] == {plan.plan: 3, f"{plan.plan}/dance": 1}


def test_limits_count_children_families_terms_and_seasons():
    """Each scope is shared by exactly the groups that it speaks of."""
    said = "limits: {per_child: 2, per_family: 3, per_term: 1, per_season: 4}\nwho:\n  members"
    plan = read(changed(("who:\n  members", said), ("places: 25", "places: 25, limits: {per_term: 2}")).encode())
    limits = {g.key: {(limit.scope, limit.per): limit.at_most for limit in g.facts.limits} for g in expand(plan)}
    everywhere = {(plan.plan, "child"): 2, (plan.plan, "family"): 3, ("gaoxin/2025-winter/*", "child"): 4}
    assert limits["care/home/first/low"] == everywhere | {(f"{plan.plan}@first", "child"): 1}
    assert limits["dance/home/first/dance"] == limits["care/home/first/low"]
    assert limits["care/home/second/high"] == everywhere | {
        (f"{plan.plan}@second", "child"): 1,
        (f"{plan.plan}/care/high@second", "child"): 2,
    }


def test_a_limit_said_of_a_term_or_a_site_counts_there():
    text = changed(
        ("  second:\n", "  second:\n    per_child: 1\n"),
        ("address: 崇文大道 1 号}", "address: x, limits: {per_family: 2}}"),
    )
    limits = {
        g.key: {(limit.scope, limit.per): limit.at_most for limit in g.facts.limits}
        for g in expand(read(text.encode()))
    }
    at_site = {("demo-2025-winter:home", "family"): 2}
    assert limits["care/home/first/low"] == at_site
    assert limits["care/home/second/low"] == at_site | {("demo-2025-winter@second", "child"): 1}


def test_they_are_written_moved_and_told_like_the_rest():
    plan = read(changed(PLAN, CLASS).encode())
    assert read(write(plan)) == plan
    assert any(g.facts.born for g in expand(shifted(plan, plan.registration.opens, "x")))
    said = " ".join(zh for zh, _ in sentences(plan))
    assert "每个孩子在全部班次里最多报 3 个" in said
    assert "2016-09-01 至 2018-08-31 出生" in said


@pytest.mark.parametrize(
    ("faulty", "told"),
    [
        ("per_child: 0", "1 到 20"),
        ("per_child: viele", "1 到 20"),
        ("who: {born: 2018-08-31..2016-09-01}", "写反了"),
        ("who: {born: 2016}", "请写成 2021-09-01..2022-08-31"),
    ],
)
def test_what_is_wrong_is_told_in_words(faulty, told):
    found = errors_of(changed(("inside: care", f"inside: care\n    {faulty}")))
    assert any(told in str(error) for error in found), found
