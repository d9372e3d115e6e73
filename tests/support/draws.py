"""A small draw that was held, as its published document."""

from collections.abc import Iterable
from typing import Any

from services.booking.domain.draw import commitment, entrant_of, list_hash, order, outcomes

SECRET = "0f" * 32
PUBLIC = "3 5 8"
ENTRANTS = sorted(entrant_of(f"enrollment {n}") for n in range(8))


def drawn(
    entrants: Iterable[str] = ENTRANTS, capacity: int = 3, secret: str = SECRET, randomness: str = PUBLIC
) -> dict[str, Any]:
    """The document of a draw that was held rightly."""
    names = sorted(entrants)
    return {
        "draw_version": 1,
        "group": "11111111-1111-1111-1111-111111111111",
        "title": "高新区羽毛球班",
        "capacity": capacity,
        "source": "福彩 3D 第 2026340 期",
        "secret_hash": commitment(secret),
        "entrants": names,
        "entrants_hash": list_hash(names),
        "frozen_at": "2026-12-27T10:00:00+00:00",
        "randomness": randomness,
        "drawn_at": "2026-12-27T13:30:00+00:00",
        "secret": secret,
        "result": outcomes(order(names, secret, randomness), capacity),
    }
