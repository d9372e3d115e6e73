"""Every line of a text message fits, whatever is filled in; what can wait is held at night."""

import re
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest

from services.notify import short, texts
from services.notify.domain.matters import MATTERS, SECURITY
from services.notify.domain.quiet import hold
from shared.kernel.clock import ZONE
from tests.support.messages import params

LONGEST_SIGN, MOST = 20, 70
"""Letters: a signature in its 【】 stands before each message, and more would be two messages."""
LANGUAGES = ("zh", "en")
HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "text-notices.md"
LATEST = datetime(2027, 12, 22, 15, 59, tzinfo=UTC)
LINES = sorted(product(short.kinds(), LANGUAGES))


def line(kind: str, language: str, **changes) -> short.ShortText:
    left = params(**changes)
    if kind == texts.GUARDIAN_LEFT:
        left = {"family_id": left["group_id"], "person_id": left["group_id"], "at": left["at"]}
    if kind == "opens-soon":
        left = {
            "family_id": left["group_id"],
            "at": left["at"],
            "union": "gaoxin",
            "opens_at": LATEST.isoformat(),
            "groups": ["一班"],
            "of": 1,
        }
    if kind == texts.BROADCAST:
        to = {"union": "gaoxin", "title": "明早停课", "site": "一班"}
        left = {
            "broadcast_id": left["group_id"],
            "at": left["at"],
            "group": to,
            "lines": ["停课一天。"],
            "contact": "工会",
        }
    return short.line(kind, language, left, texts.text(kind, language, left))


@pytest.mark.parametrize(("kind", "language"), LINES)
def test_every_line_fits_with_the_longest_facts(kind: str, language: str):
    said = line(
        kind, language, group={"title": "高新区第二实验小学三至六年级篮球与书法综合班"}, until=LATEST.isoformat()
    )
    assert LONGEST_SIGN + 2 + len(str(said)) <= MOST
    assert all(0 < len(value) <= 35 for value in said.values.values())


@pytest.mark.parametrize(("kind", "language"), LINES)
def test_no_line_names_a_child(kind: str, language: str):
    assert "张" not in str(line(kind, language))


@pytest.mark.parametrize("kind", sorted(short.kinds()))
def test_a_kind_has_a_line_in_both_languages_and_the_howto_has_it_for_whoever_asks_the_provider(kind: str):
    told = HOWTO.read_text(encoding="utf-8")
    for language in LANGUAGES:
        words = short.text(kind, language)
        assert words and f"`{words}`" in told


def test_what_is_usual_and_what_is_security_is_told_in_a_line():
    assert SECURITY & short.kinds() <= short.USUAL <= short.kinds() <= {*texts.KINDS.values()}


def test_every_kind_is_about_one_matter():
    assert sorted(kind for kinds in MATTERS.values() for kind in kinds) == sorted(texts.EVERY_KIND)


def test_words_of_strangers_stay_in_their_line():
    said = line("offered", "zh", group={"title": "一班\n【银行】{until}"})
    assert "\n" not in str(said) and said.values["group"].startswith("一班 【银行】")


@pytest.mark.parametrize(
    ("until", "zh", "en"),
    [
        (datetime(2027, 7, 2, 10, tzinfo=UTC), "7月2日（周五）18:00", "Fri 2 Jul 18:00"),
        (datetime(2027, 7, 1, 16, tzinfo=UTC), "7月1日（周四）24:00", "Thu 1 Jul 24:00"),
    ],
)
def test_a_deadline_is_said_in_china_time(until: datetime, zh: str, en: str):
    said = [line("offered", language, until=until.isoformat()).values["until"] for language in LANGUAGES]
    assert said == [zh, en]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In January 2027, in China, told in another zone."""
    return datetime(2027, 1, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "needed_by", "hours"),
    [
        (at(4, 12), None, None),
        (at(4, 21, 59), None, None),
        (at(4, 22), None, 10),
        (at(4, 23), at(5, 12), 9),
        (at(5, 0), at(5, 8, 1), 8),
        (at(5, 7, 30), None, 0.5),
        (at(5, 8), None, None),
        (at(4, 23), at(5, 8), None),
        (at(4, 23), at(5, 0, 30), None),
        (at(5, 3), at(4, 8), None),
        (at(31, 22), None, 10),
    ],
)
def test_at_night_what_can_wait_waits_for_eight_and_nothing_that_is_needed_before(now, needed_by, hours):
    wait = hold(now, needed_by)
    assert (wait and wait.total_seconds() / 3600) == hours


def test_what_is_cancelled_before_a_class_of_this_morning_is_needed_at_once():
    for kind in ("cancelled", "changed"):
        left = params(group={"first_day": date(2027, 1, 5).isoformat()}, until=None)
        needed = short.needed_by(left, kind, texts.text(kind, "zh", left))
        assert hold(at(4, 23), needed) is None and hold(at(3, 23), needed) is not None
    assert short.needed_by(params(), "promoted", texts.text("promoted", "zh", params())) is None


def test_a_text_is_no_template_of_another_kind():
    for kind, language in LINES:
        assert {*re.findall(r"\{(\w+)\}", short.text(kind, language) or "")} <= {"group", "until", "at"}
