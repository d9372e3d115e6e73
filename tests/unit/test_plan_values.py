"""How a plan may write dates, hours, bands: a Chinese keyboard's way included."""

from datetime import datetime, time

import pytest

from services.classes.plan import values
from services.classes.plan.errors import Problem
from shared.web.words import ZONE


@pytest.mark.parametrize("text, days", [
    ("Mon-Fri", (0, 1, 2, 3, 4)), ("周一至周五", (0, 1, 2, 3, 4)), ("周二、周四", (1, 3)), ("Tue, Thu", (1, 3)),
    ("sat sun", (5, 6)), ("星期六-星期天", (5, 6)), ("周一到周三,周五", (0, 1, 2, 4)), ("每天", tuple(range(7))), ("Wed", (2,)),
])  # fmt: skip
def test_weekdays(text, days):
    assert values.read_weekdays(text) == days
    assert values.read_weekdays(values.write_weekdays(days)) == days


@pytest.mark.parametrize("text, band", [
    ("1-3", (1, 3)), ("6", (6, 6)), ("大班-2", (0, 2)), ("小班", (-2, -2)), ("1至6", (1, 6)), ("1 ~ 3", (1, 3)), ("小班—大班", (-2, 0)),
])  # fmt: skip
def test_grades(text, band):
    assert values.read_grades(text) == band
    assert values.read_grades(values.write_band(band)) == band


@pytest.mark.parametrize("text", ["0", "10", "1-2-3", "", "-", "3岁", "一年级"])
def test_what_is_no_grade(text):
    with pytest.raises(Problem):
        values.read_grades(text)


def test_full_width_signs_are_read_as_meant():
    adapter = values.Written(values.read_hours, values.write_hours, ("08:30-18:00",))
    assert adapter.value("\uff10\uff18\uff1a\uff13\uff10\uff0d\uff11\uff18\uff1a\uff10\uff10") == (
        time(8, 30),
        time(18),
    )


def test_instants_are_beijing_time():
    assert values.read_instant("2025-06-30 9:00") == datetime(2025, 6, 30, 9, tzinfo=ZONE)
    assert values.write_instant(values.read_instant("2025-06-30T09:00:30")) == "2025-06-30 09:00:30"


@pytest.mark.parametrize(
    "text", ["2025-06-30", "09:00", "2025-06-30 25:00", "2025-06-30 09:00 +08:00", "tomorrow 9:00", ""]
)
def test_what_is_no_instant(text):
    with pytest.raises(Problem):
        values.read_instant(text)


@pytest.mark.parametrize("text, lesson", [
    ("Tue 14:00-15:30", ((1,), (time(14), time(15, 30)))),
    ("周二、周四 14:00-15:30", ((1, 3), (time(14), time(15, 30)))),
    ("周六9:00—10:30", ((5,), (time(9), time(10, 30)))),
])  # fmt: skip
def test_lessons(text, lesson):
    assert values.read_lesson(text) == lesson
    assert values.read_lesson(values.write_lesson(values.read_lesson(text))) == lesson
