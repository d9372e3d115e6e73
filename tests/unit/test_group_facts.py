"""A group's rules in full, whichever half of its facts says them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from shared.events.catalogue import GroupFacts
from shared.events.rules import Criterion, GroupRules

SAMPLES = Path(__file__).parents[2] / "shared" / "events" / "samples"


@pytest.fixture
def before_rules() -> GroupFacts:
    """As the first events said it."""
    said = json.loads((SAMPLES / "classes.group-published.v1.json").read_text(encoding="utf-8"))
    return GroupFacts.model_validate(said["facts"])


def test_facts_from_before_there_were_rules_say_all_that_was_known_then(before_rules):
    full = before_rules.in_full
    assert (full.way, full.decide_at) == ("first_come", None)
    assert full.who == Criterion(grades=(1, 3), members_of=["mazhang"])


@pytest.mark.parametrize("way", ["draw", "draw_if_oversubscribed"])
def test_a_draw_of_that_time_is_held_when_registration_closes(before_rules, way):
    full = before_rules.model_copy(update={"way": way}).in_full
    assert (full.way, full.decide_at) == (way, before_rules.closes_at)


def test_rules_add_to_what_is_said_flat_and_say_the_way_themselves(before_rules):
    at = before_rules.closes_at + timedelta(hours=1)
    rules = GroupRules(way="ranked", decide_at=at, who=Criterion(schools=["一小"]), wishes=3)
    full = before_rules.model_copy(update={"rules": rules}).in_full
    assert (full.way, full.decide_at, full.wishes) == ("ranked", at, 3)
    assert full.who == Criterion(grades=(1, 3), members_of=["mazhang"], schools=["一小"])


def test_a_rule_that_stands_in_both_halves_is_the_flat_one(before_rules):
    rules = GroupRules(who=Criterion(grades=(4, 6), ages=(9, 12)))
    full = before_rules.model_copy(update={"rules": rules}).in_full
    assert (full.who.grades, full.who.ages) == ((1, 3), (9, 12))
