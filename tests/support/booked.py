"""What families were told of one group, against what booking's database holds."""

import asyncpg

from tests.support.crowd import Crowd

_KEPT = "SELECT id::text, state, seq FROM enrollment"
_TOLD = r"""
SELECT convert_from(body, 'UTF8')::jsonb ->> 'enrollment_id' AS id, substring(type FROM 'enrollment-(\w+)') AS kind
FROM outbox WHERE type LIKE 'booking.enrollment-%'
"""


async def every_answer_stands(dsn: str, crowd: Crowd, places: int) -> None:
    """Each answer is an enrollment in that state that was told once; as many have a place as there are; the others wait in order."""
    conn = await asyncpg.connect(dsn)
    try:
        kept, told = await conn.fetch(_KEPT), await conn.fetch(_TOLD)
    finally:
        await conn.close()
    said = {body["enrollment_id"]: body for _, body in crowd.answers.values()}
    assert len(said) == len(crowd.answers)
    assert {row["id"]: row["state"] for row in kept} == {id_: body["result"] for id_, body in said.items()}
    assert sorted((row["id"], row["kind"]) for row in told) == sorted(
        (id_, body["result"]) for id_, body in said.items()
    )
    confirmed = [row["seq"] for row in kept if row["state"] == "confirmed"]
    assert len(confirmed) == min(places, len(said))
    waiting = sorted((row["seq"], said[row["id"]]["position"]) for row in kept if row["state"] == "waitlisted")
    assert [position for _, position in waiting] == list(range(1, len(waiting) + 1))
