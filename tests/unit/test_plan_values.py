"""How a plan may write dates, hours, bands: a Chinese keyboard's way included."""

from datetime import date, datetime, time

import pytest

from services.classes.plan.language import amounts, values
from services.classes.plan.language.findings import BadValue
from shared.kernel.clock import ZONE


@pytest.mark.parametrize("text, days", [
    ("Mon-Fri", (0, 1, 2, 3, 4)), ("周一至周五", (0, 1, 2, 3, 4)), ("周二、周四", (1, 3)), ("Tue, Thu", (1, 3)),
    ("sat sun", (5, 6)), ("星期六-星期天", (5, 6)), ("周一到周三,周五", (0, 1, 2, 4)), ("每天", tuple(range(7))), ("Wed", (2,)),
    ("周末", (5, 6)), ("工作日", (0, 1, 2, 3, 4)), ("每周三", (2,)), ("每周二、周四", (1, 3)), ("每周一至周五", (0, 1, 2, 3, 4)), ("周三、周末", (2, 5, 6)),
])  # fmt: skip
def test_weekdays(text, days):
    assert values.read_weekdays(text) == days
    assert values.read_weekdays(values.write_weekdays(days)) == days


@pytest.mark.parametrize("text, band", [
    ("1-3", (1, 3)), ("6", (6, 6)), ("大班-2", (0, 2)), ("小班", (-2, -2)), ("1至6", (1, 6)), ("1 ~ 3", (1, 3)), ("小班—大班", (-2, 0)),
    ("一至六年级", (1, 6)), ("一年级", (1, 1)), ("1-3年级", (1, 3)), ("大班至三年级", (0, 3)), ("小学", (1, 6)), ("初中", (7, 9)), ("幼儿园", (-2, 0)),
    ("小学一至三年级", (1, 3)), ("幼儿园大班", (0, 0)), ("六年级至初一", (6, 7)), ("幼儿园至小学", (-2, 6)),
])  # fmt: skip
def test_grades(text, band):
    assert values.read_grades(text) == band
    assert values.read_grades(values.write_band(band)) == band


@pytest.mark.parametrize(
    "text", ["0", "10", "1-2-3", "", "-", "3岁", "一二年级", "十年级", "年级", "小学七年级", "初中一年级", "小学-1-3"]
)
def test_what_is_no_grade(text):
    with pytest.raises(BadValue):
        values.read_grades(text)


def test_a_grade_is_written_in_one_way():
    assert [values.write_band(values.read_grades(text)) for text in ("一至六年级", "小学", "幼儿园", "大班至三年级")] == [
        "1-6", "1-6", "小班-大班", "大班-3",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["5-12", "5至12岁", "5-12周岁", "5岁—12岁", "5 ~ 12 周岁"])
def test_ages(text):
    assert values.read_ages(text) == (5, 12)


@pytest.mark.parametrize("text", ["20", "20人", "20名", "20 个"])
def test_a_number_may_have_its_measure_word(text):
    assert values.read_places(text) == values.read_waiting_list(text) == values.read_per_child(text) == 20
    assert amounts.read_share(text) == amounts.Share(number=20)
    assert amounts.number("最少人数", 99, "15").read(text) == 20


@pytest.mark.parametrize("text", ["人", "二十人", "20人人", "20天", "-20人"])
def test_what_is_no_number_of_places(text):
    with pytest.raises(BadValue):
        values.read_places(text)


@pytest.mark.parametrize(("text", "minutes"), [
    ("一天", 1440), ("两天", 2880), ("24小时", 1440), ("90分钟", 90), ("半天", 720), ("半小时", 30), ("半个小时", 30), ("三日", 4320), ("48h", 2880),
])  # fmt: skip
def test_lengths_of_time(text, minutes):
    assert amounts.read_duration(text) == minutes
    assert amounts.read_duration(amounts.write_duration(minutes)) == minutes


@pytest.mark.parametrize("text", ["天", "半", "半分钟", "两两天", "0h", "一天半", "100天"])
def test_what_is_no_length_of_time(text):
    with pytest.raises(BadValue):
        amounts.read_duration(text)


@pytest.mark.parametrize(
    "text", ["2018-09-01..2019-08-31", "2018-09-01至2019-08-31", "2018-09-01 - 2019-08-31", "2018-09-01~2019-08-31"]
)
def test_birth_dates(text):
    assert values.read_born(text) == (date(2018, 9, 1), date(2019, 8, 31))


@pytest.mark.parametrize(
    ("text", "instead"), [("..2019-08-31", "2000-01-01..2019-08-31"), ("2018-09-01..", "2018-09-01..2030-12-31")]
)
def test_birth_dates_have_two_ends(text, instead):
    with pytest.raises(BadValue, match="one end only") as told:
        values.read_born(text)
    assert instead in told.value.zh
    assert values.read_born(instead)


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
    with pytest.raises(BadValue):
        values.read_instant(text)


@pytest.mark.parametrize("text, lesson", [
    ("Tue 14:00-15:30", ((1,), (time(14), time(15, 30)))),
    ("周二、周四 14:00-15:30", ((1, 3), (time(14), time(15, 30)))),
    ("周六9:00—10:30", ((5,), (time(9), time(10, 30)))),
    ("每周三 14:00-15:30", ((2,), (time(14), time(15, 30)))), ("周末 9:00-10:30", ((5, 6), (time(9), time(10, 30)))),
])  # fmt: skip
def test_lessons(text, lesson):
    assert values.read_lesson(text) == lesson
    assert values.read_lesson(values.write_lesson(values.read_lesson(text))) == lesson
