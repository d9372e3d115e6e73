"""Families of the demo: invented names, real bookings."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from aixin.demo.client import Person
from services.booking.demo import is_live
from shared.kernel.clock import machine_clock

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN = ["小明", "雨桐", "子涵", "一诺", "梓萱", "浩宇", "欣怡", "思远", "可馨", "俊杰", "若溪", "天佑", "安琪", "晨曦"]
FIRST_PHONE = 13900000000
"""The demo's roll of members begins here."""
MOST = 600
"""So many may race; the phones after them are of those who act when the race is over."""
CAST = range(MOST, MOST + 12)
THIS_YEAR = machine_clock().year


@dataclass
class Family:
    """One guardian, one child, and what became of them."""

    person: Person
    child_id: str
    child: str
    grade: int
    answers: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0


async def prepare(person: Person, number: int, rng: random.Random) -> Family:
    """A family with its child filled in, as many notices ask days before the opening; what earlier demos booked is given up."""
    bound = await _give_up(person)
    children = (await person.get("/booking/api/v1/children"))["children"]
    for child in children:
        if child["id"] not in bound:
            return Family(person, child["id"], child["name"], child["grade"] or 1)
    grade = number % 6 + 1
    child = {
        "name": rng.choice(SURNAMES) + rng.choice(GIVEN),
        "grade": grade,
        "birth_date": _born(number, grade, len(children)).isoformat(),
    }
    await agree(person)
    made = await person.post("/booking/api/v1/children", child)
    return Family(person, made["id"], made["name"], grade)


async def agree(person: Person) -> None:
    """The guardian agrees that its children's data are kept."""
    shown = await person.get("/booking/api/v1/privacy")
    if not shown["agreed_at"]:
        await person.put("/booking/api/v1/privacy", {"version": shown["version"]})


def _born(number: int, grade: int, older: int) -> date:
    """Another day for every family, and for a child that has others before it: nobody is taken for a namesake."""
    return date(THIS_YEAR - 6 - grade, 1, 1) + timedelta(days=number // 6 + MOST // 5 * older)


async def _give_up(person: Person) -> set[str]:
    """Everything that is live; the children who cannot leave, because a demo was broken off between a freeze and its draw."""
    bound = set()
    for enrollment in await person.list("/booking/api/v1/enrollments", "enrollments"):
        if is_live(enrollment["state"]):
            answer = await person.post(f"/booking/api/v1/enrollments/{enrollment['id']}/withdraw")
            if answer["result"] == "frozen":
                bound.add(enrollment["child"]["id"])
    return bound
