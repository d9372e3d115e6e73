"""佛山桂城灯湖六小 2021 年暑期:升二至升六年级各 4 班,每班 40 人;一个班不足 30 人跨年级合班,全校不足 40 人不办。"""

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice, numbered, word

PLAIN = {"school": "灯湖六小", "grade": 1}
OPEN = "2021-07-05 09:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("foshan-guicheng-2021-summer")


def test_the_window_to_the_second(notice):
    """The window is assumed."""
    rows = [
        ("2021-07-05 08:59:59", "早到", {}, "rising-2 1", "not_open"),
        ("2021-07-05 09:00:00", "准点", {}, "rising-2 1", "confirmed"),
        ("2021-07-09 17:59:59", "赶上", {}, "rising-2 1", "confirmed"),
        ("2021-07-09 18:00:00", "迟到", {}, "rising-2 1", "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_a_grade_is_the_one_they_rise_to(notice):
    rows = [(OPEN, f"读完{n}年级", {"grade": n}, f"rising-{n + 1} 1", "confirmed") for n in range(1, 6)]
    rows += [(OPEN, f"升{n}报升{n + 1}", {"grade": n - 1}, f"rising-{n + 1} 1", "rising_grade") for n in range(1, 6)]
    rows += [(OPEN, f"升{n}报升{n - 1}", {"grade": n - 1}, f"rising-{n - 1} 1", "rising_grade") for n in range(3, 8)]
    rows += [
        (OPEN, "外校", {"school": "灯湖小学"}, "rising-2 1", "school"),
        (OPEN, "没写学校", {"school": ""}, "rising-2 1", "school"),
        (OPEN, "外校准一年级", {"school": "灯湖小学", "grade": 0}, "rising-2 1", "rising_grade school"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_four_classes_of_40_for_each_grade(notice):
    notice.at(OPEN)
    assert len(notice.groups) == 20
    for grade in range(1, 6):
        for number in range(1, 5):
            words = f"rising-{grade + 1} {number}"
            told = notice.crowd(numbered(words, 1, 41), words, school="灯湖六小", grade=grade)
            assert told == ["confirmed"] * 40 + ["waitlisted 1"]
    assert sum(len(notice.admitted(key)) for key in notice.groups) == 800


def test_a_child_is_in_one_class(notice):
    notice.at(OPEN).crowd(["小明"], "rising-2 1", **PLAIN)
    assert word(notice.ask("小明", "rising-2 1")) == "already_booked"
    assert word(notice.ask("小明", "rising-2 2")) == "overlaps"


def test_under_30_the_class_is_not_held_by_itself(notice):
    """When that is decided is assumed: between the closing and the first day, itself assumed."""
    assert {notice.minimum(key) for key in notice.groups} == {(30, "2021-07-12 12:00", "merge")}


def test_a_class_under_30_is_merged_across_grades_with_consent(notice):
    """20 升二 children are offered places in a 升三 class with 30: 10 find one. Who declines keeps the old place until it ends."""
    notice.at(OPEN).crowd(numbered("升二", 1, 20), "rising-2 1", **PLAIN)
    notice.crowd(numbered("升三", 1, 30), "rising-3 1", **(PLAIN | {"grade": 2}))
    notice.at("2021-07-12 12:00").propose_move("rising-2 1", "rising-3 1", "2021-07-14 12:00")
    assert notice.offered("rising-3 1") == numbered("升二", 1, 10)
    assert word(notice.accept("升二0001", "rising-3 1")) == "confirmed"
    notice.leave("升二0002", "rising-3 1")
    assert "升二0001" not in notice.admitted("rising-2 1") and "升二0002" in notice.admitted("rising-2 1")
    notice.at("2021-07-14 12:00")
    assert notice.in_state("rising-3 1", State.EXPIRED) == numbered("升二", 3, 10)
    notice.call_off("rising-2 1")
    assert notice.admitted("rising-2 1") == [] and len(notice.admitted("rising-3 1")) == 31
