"""How a plan writes its values: text in the file, a Python value in the model, and back. Days and hours: times.py."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from services.classes.plan.language.findings import BadValue
from services.classes.plan.language.services import SERVICES
from services.classes.plan.language.times import (
    TO,
    Hours,
    Lesson,
    read_born,
    read_day,
    read_deadline,
    read_hours,
    read_instant,
    read_lesson,
    read_weekdays,
    write_deadline,
    write_hours,
    write_instant,
    write_lesson,
    write_weekdays,
)
from services.classes.plan.language.wording import closest
from services.classes.words import plan_values as wrong

KEY = r"^[^\W_][\w-]{0,39}$"
_KINDERGARTEN = {"小班": -2, "中班": -1, "大班": 0}
_NUMERALS = "一二三四五六七八九"
_GRADES = (
    {name: (number, number) for name, number in _KINDERGARTEN.items()}
    | {word: (number, number) for number in range(1, 10) for word in (str(number), _NUMERALS[number - 1])}
    | {f"初{_NUMERALS[number - 7]}": (number, number) for number in range(7, 10)}
    | {"幼儿园": (-2, 0), "小学": (1, 6), "初中": (7, 9)}
)
"""A grade, or all of a school, as one end of a span: 大班, 3, 三, 初一, 小学."""


@dataclass(frozen=True)
class Written:
    """Annotates a type whose values stand in the file as text: how to read it (may raise BadValue) and write it."""

    read: Callable[[str], Any]
    write: Callable[[Any], str | int]
    examples: tuple[str, ...]
    pattern: str | None = None
    listed: bool = False
    """A list of such texts means the same as one text of them all."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.value, serialization=core_schema.plain_serializer_function_ser_schema(self.write)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        kinds = ["string", "integer"] if any(example.isdigit() for example in self.examples) else "string"
        found = {"type": kinds, "examples": list(self.examples)}
        found |= {"pattern": self.pattern} if self.pattern else {}
        return {"anyOf": [found, {"type": "array", "items": found, "minItems": 1}]} if self.listed else found

    def value(self, value: Any) -> Any:
        """What a value of the file means. Raises BadValue."""
        if self.listed and isinstance(value, list) and all(isinstance(each, str) for each in value):
            value = "、".join(value)
        if isinstance(value, (dict, list)) or value is None:
            example = self.examples[0]
            raise BadValue(*wrong.ONE_VALUE.of(example=example))
        # Full-width digits, colons and hyphens are what a Chinese keyboard types.
        return self.read(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else value


def read_grades(text: str) -> tuple[int, int]:
    """1-3; 2; 大班-3; 一至六年级; 小学. Raises BadValue."""
    return _band(text, "年级", _read_grade, "1-3", "大班-2")


def _read_grade(text: str) -> tuple[int, int] | None:
    in_school = re.sub(r"^(幼儿园(?=[小中大]班)|小学(?=[一二三四五六1-6]))", "", text)
    return _GRADES.get(re.sub(r"(?<=[一二三四五六七八九1-9])年级$", "", in_school))


def read_ages(text: str) -> tuple[int, int]:
    """5-12, whole years; 5至12岁. Raises BadValue."""
    return _band(text, "年龄", _read_age, "5-12", "6")


def _read_age(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(1?\d)\s*(?:周岁|岁)?", text)
    return (int(found[1]), int(found[1])) if found else None


def _band(
    text: str, what: str, read: Callable[[str], tuple[int, int] | None], example: str, other: str
) -> tuple[int, int]:
    """From the lowest of the first end to the highest of the last."""
    ends = [read(part) for part in re.split(TO, text)]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None:
        raise BadValue(
            *wrong.NO_BAND.of(value=(f"{what} “{text}”", f"“{text}”"), example=example, other=other),
        )
    low, high = first[0], last[1]
    if low > high:
        raise BadValue(*wrong.BAND_REVERSED.of(text=text))
    return low, high


def counted(text: str) -> str:
    """The number alone: 20人, 20 名, 20个 are 20."""
    return re.sub(r"(?<=\d)\s*[人名个]$", "", text)


def read_places(text: str) -> int:
    """30; 30人. Raises BadValue."""
    text = counted(text)
    if not re.fullmatch(r"\d{1,4}", text):
        raise BadValue(
            *wrong.NO_PLACES.of(text=text),
        )
    if int(text) == 0:
        raise BadValue(
            *wrong.PLACES_ZERO,
        )
    return int(text)


def read_per_child(text: str) -> int:
    """1; up to 20. Raises BadValue."""
    text = counted(text)
    if not re.fullmatch(r"[1-9]|1\d|20", text):
        raise BadValue(
            *wrong.NO_LIMIT.of(text=text),
        )
    return int(text)


def read_service(text: str) -> str:
    """study; lunch; 书法体验. Raises BadValue for a foreign word that is not in SERVICES."""
    if text.isascii() and text not in SERVICES:
        zh, en = closest(text, SERVICES)
        raise BadValue(
            *wrong.SERVICE_UNKNOWN.of(text=text, hint=(zh, en), services=("、".join(SERVICES), ", ".join(SERVICES))),
        )
    return text


EVERYTHING = ("all", "全部", "所有")
"""What may be written for all terms or sites, where silence means them."""


def read_everyone(text: str) -> str:
    """all. Raises BadValue."""
    if text not in ("all", "所有人", "所有家庭"):
        raise BadValue(*wrong.ONLY_ALL)
    return "all"


def read_together(text: str) -> str:
    """yes; no; a name that groups share. Raises BadValue."""
    answers = {"是": "yes", "true": "yes", "否": "no", "false": "no"}
    if not re.fullmatch(KEY, text):
        raise BadValue(
            *wrong.TOGETHER_UNREADABLE.of(text=text),
        )
    return answers.get(text.lower(), text)


UNLIMITED = -1


def read_waiting_list(text: str) -> int:
    """20; 20名; 0: none; unlimited. Raises BadValue."""
    text = counted(text)
    if text in ("unlimited", "不限"):
        return UNLIMITED
    if not re.fullmatch(r"\d{1,4}", text):
        raise BadValue(
            *wrong.WAITING_UNREADABLE.of(text=text),
        )
    return int(text)


def write_band(band: tuple[int, int]) -> str:
    """1-3; 2; 大班-3"""
    names = {number: name for name, number in _KINDERGARTEN.items()}
    low, high = (names.get(n, str(n)) for n in band)
    return low if low == high else f"{low}-{high}"


def _write_age(band: tuple[int, int]) -> str:
    return f"{band[0]}-{band[1]}"


Day = Annotated[date, Written(read_day, str, ("2025-07-07",), r"^\d{4}-\d{2}-\d{2}$")]
Instant = Annotated[datetime, Written(read_instant, write_instant, ("2025-06-30 09:00",))]
Deadline = Annotated[datetime, Written(read_deadline, write_deadline, ("2025-07-01 18:00", "2025-07-01"))]
"""Until when: a day alone is meant to its end."""
DailyHours = Annotated[Hours, Written(read_hours, write_hours, ("08:30-18:00",))]
Weekdays = Annotated[
    tuple[int, ...], Written(read_weekdays, write_weekdays, ("Mon-Fri", "Tue, Thu", "周一至周五"), listed=True)
]
WeeklyLesson = Annotated[Lesson, Written(read_lesson, write_lesson, ("Tue 14:00-15:30", "周二、周四 14:00-15:30"))]
Grades = Annotated[tuple[int, int], Written(read_grades, write_band, ("1-3", "6", "大班-2"))]
Ages = Annotated[tuple[int, int], Written(read_ages, _write_age, ("5-12", "6"))]
Born = Annotated[
    tuple[date, date], Written(read_born, lambda days: f"{days[0]}..{days[1]}", ("2021-09-01..2022-08-31",))
]
PerChild = Annotated[int, Written(read_per_child, str, ("1", "5"))]
Places = Annotated[int, Written(read_places, int, ("30",))]
WaitingList = Annotated[
    int, Written(read_waiting_list, lambda n: "unlimited" if n == UNLIMITED else str(n), ("20", "0", "unlimited"))
]
Service = Annotated[str, Written(read_service, str, ("study", "lunch", "nap", "书法体验")), Field(max_length=40)]
Everyone = Annotated[str, Written(read_everyone, str, ("all",))]
Together = Annotated[str, Written(read_together, str, ("yes", "care"))]
Season = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(spring|summer|autumn|winter)$")]
Key = Annotated[str, StringConstraints(pattern=KEY)]
CODE = r"^[a-z0-9][a-z0-9-]{0,59}$"
Code = Annotated[str, StringConstraints(pattern=CODE)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Agreed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6000)]
