"""Draws of a running booking system, frozen and held as its timers and its organizers do."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.booking.domain.pseudonyms import draw_of
from services.booking.store import public_draws
from services.booking.usecases.decide_together import freeze_decision, hold_draw
from shared.db.pool import transaction
from shared.system import System
from tests.support.booking import door


async def seen(booking: System, draw_id: UUID) -> public_draws.Draw:
    """A draw as anybody may see it."""
    async with booking.pool.acquire() as conn:
        found = await public_draws.find(conn, booking.app.state.desk.book, draw_id)
    assert found
    return found


async def freeze(booking: System, group_id: UUID, together: str = "") -> None:
    """What the timer does when entering is over."""
    async with transaction(booking.pool) as conn:
        await freeze_decision(conn, booking.app.state.desk.book, draw_of(group_id, together))


async def hold(booking: System, group_id: UUID, together: str = "", *, number: str = "3 5 8") -> None:
    """What the organizer does when the public number is out."""
    async with transaction(booking.pool) as conn:
        await hold_draw(conn, booking.app.state.desk.book, draw_of(group_id, together), number)


async def page(booking: System, address: str, headers: Mapping[str, str] | None = None) -> str:
    """A page of it, as anybody sees it or who has these headers."""
    answer = await door(booking).get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


async def document(booking: System, draw_id: UUID) -> dict[str, Any]:
    """What anybody downloads."""
    answer: dict[str, Any] = (await door(booking).get(f"/booking/draws/{draw_id}/draw.json")).json()
    return answer
