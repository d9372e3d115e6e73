"""A notice of our own, written from docs/plan.md alone: four parallel classes, of which a child may have any one, first come."""

import pytest

from tests.support.notice import Notice, word

PLAN = """
plan: parallel-2026-summer
union: gaoxin
issuer: 高新区工会
title: 2026年暑期托管班
season: 2026-summer
registration: {opens: 2026-06-27 09:00, closes: 2026-06-28 18:00}
who: {members_of: gaoxin, grades: 小学}
terms: {summer: {blocks: {from: 2026-07-06, to: 2026-07-31}}}
sites: {home: {name: 职工之家}}
sessions:
  care:
    hours: 08:30-17:30
    admission: {together: yes, wishes: 3}
    groups:
      class: {name: 平行班, places: 2, count: 3}
      quiet: {name: 安静班, places: 1}
"""
CHILD = {"unions": ["gaoxin"], "grade": 2}
ONE, TWO, THREE, QUIET = "class 1", "class 2", "class 3", "quiet"


@pytest.fixture
def classes() -> Notice:
    return Notice(PLAN).at("2026-06-27 09:00")


def test_whoever_asks_for_any_of_them_has_the_first_that_is_free_at_once(classes):
    told = [classes.crowd([f"孩子{n}"], ONE, TWO, THREE, **CHILD)[0] for n in range(1, 8)]
    assert told == ["confirmed"] * 6 + ["waitlisted 1"]
    assert [classes.admitted(name) for name in (ONE, TWO, THREE)] == [
        ["孩子1", "孩子2"], ["孩子3", "孩子4"], ["孩子5", "孩子6"],
    ]  # fmt: skip


def test_who_waits_waits_for_all_of_them_and_has_the_first_that_becomes_free(classes):
    classes.crowd([f"孩子{n}" for n in range(1, 8)], ONE, TWO, THREE, **CHILD)
    assert [classes.waiting(name) for name in (ONE, TWO, THREE)] == [["孩子7"]] * 3
    classes.leave("孩子4", TWO)
    assert classes.admitted(TWO) == ["孩子3", "孩子7"]
    assert [classes.waiting(name) for name in (ONE, TWO, THREE)] == [[], [], []]


def test_a_child_asks_once_and_has_one(classes):
    rows = [
        ("2026-06-27 09:00", "小明", CHILD, ONE, "confirmed"),
        ("2026-06-27 09:00", "小明", {}, QUIET, "already_booked"),
        ("2026-06-27 09:00", "小红", CHILD, QUIET, "confirmed"),
    ]
    assert classes.play(rows) == rows
    classes.leave("小明", ONE)
    assert word(classes.ask("小明", QUIET)) == "waitlisted 1"


def test_brothers_and_sisters_are_in_one_class_or_in_none(classes):
    classes.crowd(["独生"], ONE, **CHILD)
    classes.family("哥哥", "弟弟", **CHILD)
    assert word(classes.ask_together([("哥哥", ONE), ("弟弟", ONE)], [("哥哥", TWO), ("弟弟", TWO)])) == "confirmed"
    assert classes.admitted(TWO) == ["哥哥", "弟弟"]
