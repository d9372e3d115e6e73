"""What an organizer is asked to look at once more: years, seasons, public holidays."""

from datetime import date

import pytest

from services.classes.plan import doubts, read
from tests.support.plan_texts import SOUND

TODAY = date(2024, 12, 1)


def found(text: str, today: date = TODAY) -> str:
    return "\n".join(en for _, en in doubts(read(text.encode()), today))


def test_a_plan_whose_days_lie_ahead_in_its_season_off_holidays_is_sound():
    assert found(SOUND) == ""


def test_a_plan_that_is_over_is_asked_about():
    assert "2025-02-14" in found(SOUND, date(2025, 2, 15))
    assert found(SOUND, date(2025, 2, 14)) == ""


@pytest.mark.parametrize("season", ["2025-summer", "2025-autumn", "2024-spring"])
def test_days_outside_of_the_season_are_asked_about(season):
    said = found(SOUND.replace("season: 2025-winter", f"season: {season}"))
    assert f"“first” has days outside of {season} (2025-01-20)" in said
    assert "“second” has days outside" in said


@pytest.mark.parametrize("season", ["2024-winter", "2026-winter"])
def test_a_winter_is_called_after_either_of_its_years(season):
    assert found(SOUND.replace("season: 2025-winter", f"season: {season}")) == ""


def test_days_on_public_holidays_are_asked_about():
    said = found(SOUND.replace("from: 2025-02-05", "from: 2025-02-03"))
    assert "“first” takes place on public holidays: 3–4 Feb" in said


def test_excluded_holidays_are_none():
    text = SOUND.replace("from: 2025-02-05", "from: 2025-02-03").replace(
        "[2025-01-22]", "[2025-01-22, 2025-02-03, 2025-02-04]"
    )
    assert found(text) == ""


def test_a_class_with_dates_of_its_own_is_asked_about_by_its_name():
    text = SOUND.replace(
        "    terms: [first]\n    timetable: [周二 14:00-15:30, Thu 14:00-15:30]",
        "    from: 2025-01-20\n    to: 2025-02-06\n    timetable: [周二 14:00-15:30, Thu 14:00-15:30]",
    ).replace("    inside: care\n", "")
    assert "“舞蹈班” takes place on public holidays" in found(text)


def test_a_class_is_asked_about_the_days_of_its_lessons_alone():
    text = SOUND.replace(
        "    terms: [first]\n    timetable: [周二 14:00-15:30, Thu 14:00-15:30]",
        "    from: 2025-01-20\n    to: 2025-02-06\n    excluded: [2025-02-03]\n    timetable: [周一 14:00-15:30]",
    ).replace("    inside: care\n", "")
    assert found(text) == ""
    assert "public holidays: Mon 3 Feb" in found(text.replace("    excluded: [2025-02-03]\n", ""))


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("home_areas: [杭州市西湖区, 虹口区, 高新区]", ""),
        ("home_areas: 西湖区", "西湖区"),
        ("any_of: [{school_areas: 西湖区}, {grades: 1}]", "西湖区"),
        ("none_of: [{home_areas: 西湖区}]", "西湖区"),
    ],
    ids=["each is one", "who", "an alternative", "an exception"],
)
def test_an_area_whose_name_several_have_is_asked_about(said, asked):
    text = SOUND.replace("\nwho:\n", f"\nwho:\n  {said}\n")
    expected = f"“{asked}” is the name of several areas: 江西省南昌市西湖区, 浙江省杭州市西湖区." if asked else ""
    assert expected in (doubted := found(text)) and bool(doubted) is bool(asked)
