"""What holds for every plan, and for every file that is none."""

import calendar
import string
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.classes.plan import Plan, PlanErrors, expand, read, sentences, shifted, write
from services.classes.plan.language.times import write_weekdays
from tests.support.plan_texts import RICH, SOUND

START = date(2025, 1, 6)
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(sorted)


@st.composite
def terms(draw):
    """The raw term, and its days counted the naive way: one by one."""
    blocks, days, first = [], set(), START + timedelta(days=draw(st.integers(0, 60)))
    for _ in range(draw(st.integers(1, 3))):
        weekdays = draw(WEEKDAYS)
        last = first + timedelta(days=draw(st.integers(6, 40)))
        blocks.append({"from": str(first), "to": str(last), "weekdays": write_weekdays(weekdays)})
        day = first
        while day <= last:
            if calendar.weekday(day.year, day.month, day.day) in weekdays:
                days.add(day)
            day += timedelta(days=1)
        first = last + timedelta(days=draw(st.integers(1, 20)))
    excluded = draw(st.sets(st.sampled_from(sorted(days)), max_size=5))
    extra = draw(st.sets(st.dates(START, START + timedelta(days=250)).filter(lambda d: d not in days), max_size=3))
    assume(days - excluded)
    raw = {"blocks": blocks, "excluded": sorted(map(str, excluded)), "make_up_days": sorted(map(str, extra))}
    return {key: value for key, value in raw.items() if value}, days, excluded, extra


CONDITIONS = st.fixed_dictionaries(
    {"categories": st.lists(st.sampled_from(["hardship", "双职工", "抗疫家庭"]), min_size=1, max_size=2, unique=True)},
    optional={
        "employers": st.just(["甲厂"]),
        "grades": st.just("1-3"),
        "none_of": st.just([{"placed_in": "2024-summer"}]),
    },
)
RULES = st.fixed_dictionaries(
    {},
    optional={
        "admission": st.fixed_dictionaries(
            {"way": st.sampled_from(["ranked", "opening_lot"])},
            optional={
                "priorities": st.lists(CONDITIONS, max_size=3),
                "review": st.sampled_from(["organizer", "employer"]),
                "confirm_within": st.sampled_from(["48h", "90m", "3d", "50h"]),
                "publicity": st.sampled_from(["yes", "no"]),
            },
        ),
        "pools": st.lists(CONDITIONS.map(lambda when: when | {"places": "1"}), max_size=1),
        "limits": st.fixed_dictionaries(
            {}, optional=dict.fromkeys(("per_child", "per_family", "per_term", "per_season"), st.integers(1, 9))
        ),
        "documents": st.lists(st.sampled_from(["健康证明", "照片"]), max_size=2, unique=True),
        "minimum": st.just("1"),
        "agreement": st.just({"title": "协议", "text": "正文"}),
        "retention": st.just({"health": "14 days"}),
        "refund": st.just("不退"),
    },
)


@st.composite
def plans(draw):
    """A plan with one session and one interest class, and the days of its term."""
    raw, days, excluded, extra = draw(terms())
    held = (days - excluded) | extra
    weekdays = sorted({day.weekday() for day in held})
    lessons = draw(st.lists(st.sampled_from(weekdays), min_size=1, max_size=4, unique=True))
    data = {
        "plan": "p", "union": "u", "issuer": "工会", "title": draw(st.text("爱心托管 #:'\"-&*{}[]", min_size=1).map(lambda t: f"班{t}班")),
        "season": "2025-winter",
        "registration": {"opens": "2025-01-01 09:00", "closes": "2025-01-03 09:00"},
        **draw(RULES),
        "who": draw(st.sampled_from([{"open_to": "all"}, {"members_of": ["u"]}, {"members_of": ["u"], "ages": "5-12"}])),
        "terms": {"t": raw}, "sites": {"a": {"address": "x"}, "b": {"address": "y"}},
        "sessions": {"care": {"sites": ["a", "b"], "terms": ["t"], "hours": "08:00-17:00", "groups": {
            f"g{n}": {"places": draw(st.integers(1, 99))} for n in range(draw(st.integers(1, 3)))}}},
        "interest_classes": {"dance": {"sites": ["a"], "inside": "care", "terms": ["t"],
            "timetable": [f"{write_weekdays([day])} {9 + n}:00-{9 + n}:50" for n, day in enumerate(lessons)],
            "groups": {"x": {"places": 9}}}},
    }  # fmt: skip
    return Plan.model_validate(data), held, lessons


@given(plans())
@settings(max_examples=60)
def test_meetings_are_the_days_of_a_naive_calendar(drawn):
    plan, held, lessons = drawn
    for group in expand(read(write(plan))):
        days = [meeting.date for meeting in group.facts.meetings]
        expected = held if group.facts.kind == "session" else {day for day in held if day.weekday() in lessons}
        assert days == sorted(expected)
    assert len({group.key for group in expand(plan)}) == len(expand(plan))


@given(plans())
@settings(max_examples=40)
def test_a_plan_written_is_the_plan_read(drawn):
    plan, *_ = drawn
    assert read(write(plan)) == plan
    assert expand(read(write(plan))) == expand(plan)
    assert all(zh and en for zh, en in sentences(plan))


@given(plans(), st.datetimes(datetime(2024, 6, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
@settings(max_examples=40)
def test_a_shifted_plan_is_the_same_plan_later(drawn, opens_at):
    plan, *_ = drawn
    moved = shifted(plan, opens_at, "demo")
    assert read(write(moved)) == moved
    assert moved.plan == "p-demo"
    before, after = expand(plan), expand(moved)
    assert [group.key for group in before] == [group.key for group in after]
    for old, new in zip(before, after, strict=True):
        assert new.facts.opens_at == opens_at.replace(microsecond=0)
        assert new.facts.closes_at - new.facts.opens_at == old.facts.closes_at - old.facts.opens_at
        steps = {b.date - a.date for a, b in zip(old.facts.meetings, new.facts.meetings, strict=True)}
        assert len(steps) == 1 and steps.pop().days % 7 == 0
        assert new.facts.meetings[0].date > new.facts.closes_at.date()


TEXTS = [SOUND.splitlines(), RICH.splitlines()]
JUNK = [
    "",
    "x",
    "- x",
    ": ",
    "[",
    "}",
    "'",
    '"',
    "\t",
    "&a",
    "*a",
    "!x",
    "%",
    "|",
    ">",
    "0",
    "-1",
    "2025-02-30",
    "null",
    "{}",
    "[]",
    "…",
    "99999999999999999999",
]


@st.composite
def broken(draw):
    """The sound plan after some accidents at the keyboard."""
    lines = list(draw(st.sampled_from(TEXTS)))
    for _ in range(draw(st.integers(1, 4))):
        here = draw(st.integers(0, len(lines) - 1))
        line = lines[here]
        match draw(st.sampled_from(["drop", "twice", "cut", "junk", "indent", "value", "swap"])):
            case "drop" if len(lines) > 1:
                del lines[here]
            case "twice":
                lines.insert(here, line)
            case "cut":
                lines[here] = line[: draw(st.integers(0, len(line)))]
            case "junk":
                lines[here] = line + draw(st.sampled_from(JUNK))
            case "indent":
                lines[here] = " " * draw(st.integers(0, 6)) + line.lstrip()
            case "value":
                lines[here] = line.partition(":")[0] + ": " + draw(st.sampled_from(JUNK))
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[here], lines[other] = lines[other], lines[here]
    return "\n".join(lines)


def check_answer(data):
    """A plan that can be used, or errors with a place in the file and sentences; nothing else."""
    try:
        plan = read(data, "x.yaml")
    except PlanErrors as errors:
        last = data.count(b"\n") + data.count(b"\r") + 1
        assert errors.errors
        for error in errors.errors:
            assert 1 <= error.line <= last and error.column >= 1
            assert error.zh and error.en
    else:
        assert expand(plan) and sentences(plan)
        assert all(group.facts.meetings for group in expand(plan))
        assert read(write(plan)) == plan


@given(broken())
@settings(max_examples=150)
def test_accidents_give_errors_with_a_line_or_a_usable_plan(text):
    check_answer(text.encode())


@given(st.binary(max_size=200) | st.text(string.printable + "一：，“”\u2028\x85", max_size=200).map(str.encode))
@settings(max_examples=150)
def test_noise_gives_errors_with_a_line(data):
    check_answer(data)
