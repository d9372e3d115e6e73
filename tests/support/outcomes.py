"""What a family asks and does at booking's doors, and what it is shown."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import jwt

from shared.db.pool import transaction
from shared.system import System
from tests.support.booking import FamilyOfOne
from tests.support.people import bearer

Id = UUID | str


async def act(web: httpx2.AsyncClient, family: FamilyOfOne, what: str, enrollment_id: Id) -> str:
    """Accept or withdraw by the API; the result."""
    answer = await web.post(f"/booking/api/v1/enrollments/{enrollment_id}/{what}", headers=family.with_key())
    answer.raise_for_status()
    return str(answer.json()["result"])


async def press(web: httpx2.AsyncClient, family: FamilyOfOne, what: str, enrollment_id: Id) -> httpx2.Response:
    """Accept or withdraw on the page."""
    form = {"idempotency_key": str(uuid4())}
    return await web.post(f"/booking/enrollments/{enrollment_id}/{what}", data=form, headers=family.headers)


async def page(web: httpx2.AsyncClient, family: FamilyOfOne, path: str = "", status: int = 200) -> str:
    """A page of booking, as the family sees it."""
    answer = await web.get(f"/booking/{path}", headers=family.headers)
    assert answer.status_code == status, answer.text
    return answer.text


async def mine(web: httpx2.AsyncClient, family: FamilyOfOne) -> list[dict[str, Any]]:
    """The family's enrollments, the newest first."""
    rows: list[dict[str, Any]] = (await web.get("/booking/api/v1/enrollments", headers=family.headers)).json()[
        "enrollments"
    ]
    return rows


async def run(booking: System, usecase: Any, *args: Any, **more: Any) -> Any:
    """What staff or the clock does, in a transaction of its own."""
    async with transaction(booking.pool) as conn:
        return await usecase(conn, booking.app.state.desk.book, *args, **more)


async def family_of(booking: System, token: str) -> FamilyOfOne:
    """A family for somebody who has logged in, with one child."""
    person_id, family_id, child_id = UUID(claims(token)["sub"]), uuid4(), uuid4()
    async with transaction(booking.pool) as conn:
        await conn.execute("INSERT INTO family (id) VALUES ($1)", family_id)
        await conn.execute("INSERT INTO guardian (family_id, person_id) VALUES ($1, $2)", family_id, person_id)
        await conn.execute(
            """INSERT INTO child (id, family_id, name, birth_date, grade, grade_year)
               VALUES ($1, $2, '张小明', '2018-05-01', 2, 2026)""",
            child_id,
            family_id,
        )
    return FamilyOfOne(person_id, child_id, bearer(token))


def claims(token: str) -> dict[str, Any]:
    """What a token says, unchecked."""
    return dict(jwt.decode(token, options={"verify_signature": False}))
