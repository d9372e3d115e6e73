"""Small draws that were held, as their published documents, and a large one for whoever measures."""

import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.booking.domain.draw import PARTS, allocate, entrant_of, fingerprint, list_hash, order, unit_of

SECRET = "0f" * 32
PUBLIC = "3 5 8"
DRAW = "22222222-2222-2222-2222-222222222222"
DANCE, PAINTING, CHESS = (str(UUID(int=n)) for n in (1, 2, 3))


def seat(child: object, group: str, pool: str | None = None) -> dict[str, Any]:
    return {"entrant": entrant_of(DRAW, str(child)), "group": group, "pool": pool}


def unit(*choices: Sequence[dict[str, Any]], band: int = 0) -> dict[str, Any]:
    number = unit_of(seat["entrant"] for seats in choices for seat in seats)
    return {"unit": number, "band": band, "choices": [list(seats) for seats in choices]}


def room(places: int, waiting: int | None = None, **pools: int) -> dict[str, Any]:
    return {"title": "兴趣班", "places": places, "pools": pools, "waiting": waiting}


UNITS = [
    unit([seat("a", DANCE)], [seat("a", PAINTING)], [seat("a", CHESS)]),
    unit([seat("b", DANCE), seat("c", DANCE)], [seat("b", PAINTING), seat("c", CHESS)], band=1),
    unit([seat("d", DANCE, "骑手")], [seat("d", PAINTING)], band=1),
    unit([seat("e", DANCE, "骑手")], band=1),
    unit([seat("f", PAINTING), seat("f", CHESS)], [seat("f", PAINTING)]),
    *(unit([seat(n, DANCE)], [seat(n, CHESS)], band=n % 2) for n in range(4)),
]
GROUPS = {DANCE: room(3, 骑手=1), PAINTING: room(2), CHESS: room(1, waiting=2)}


def drawn(
    units: Sequence[dict[str, Any]] = UNITS,
    groups: dict[str, Any] = GROUPS,
    *,
    secret: str = SECRET,
    randomness: str = PUBLIC,
    source: str = "双色球第 2026150 期",
) -> dict[str, Any]:
    """The document of a draw that was held rightly."""
    listed = sorted(units, key=lambda one: one["unit"])
    return {
        "draw_version": 1,
        "draw": DRAW,
        "title": "高新区兴趣班",
        "source": source,
        "secret_hash": fingerprint(secret),
        "groups": groups,
        "bands": ["困难家庭", "双职工"],
        "units": listed,
        "units_hash": list_hash(listed),
        "frozen_at": "2026-12-27T10:00:00+00:00",
        "randomness": randomness,
        "drawn_at": "2026-12-27T13:30:00+00:00",
        "secret": secret,
        "result": allocate(order(listed, secret, randomness), groups),
    }


def as_at(step: int, document: dict[str, Any]) -> dict[str, Any]:
    """The document as it was published at an earlier step."""
    later = {name for part in PARTS[step + 1 :] for name in part}
    return {name: value for name, value in document.items() if name not in later}


def remade(document: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The work of a forger who has everything: the list, its hash and the result fit each other again."""
    told = document | changed
    ordered = order(told["units"], told["secret"], told["randomness"])
    return told | {
        "units_hash": list_hash(told["units"]),
        "result": allocate(ordered, told["groups"]),
        "secret_hash": fingerprint(told["secret"]),
    }


def city(children: int, groups: int, wishes: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Units and groups of a whole city: popular groups, pools in a third of them, siblings, three bands."""
    lots = random.Random(1)
    names = [str(UUID(int=n + 1)) for n in range(groups)]
    rooms = {g: room(10, **({"骑手": 2, "双职工": 3} if n % 3 == 0 else {})) for n, g in enumerate(names)}
    units, child = [], 0
    while child < children:
        together = range(child, child + (2 if lots.random() < 0.1 else 1))
        child = together.stop
        pool = lots.choice([None, None, "骑手", "双职工"])
        # the lower of two is taken: some groups are asked for far more than others
        wished = dict.fromkeys(names[min(lots.randrange(groups), lots.randrange(groups))] for _ in range(wishes * 2))
        choices = [[seat(n, group, pool) for n in together] for group in list(wished)[:wishes]]
        units.append(unit(*choices, band=lots.randrange(3)))
    return units, rooms
