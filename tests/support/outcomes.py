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
    answer = await web.post(f"/booking/api/enrollments/{enrollment_id}/{what}", headers=family.with_key())
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
    rows: list[dict[str, Any]] = (await web.get("/booking/api/enrollments", headers=family.headers)).json()
    return rows


async def together(web: httpx2.AsyncClient, family: FamilyOfOne, *choices: list[tuple[UUID, UUID]]) -> dict[str, Any]:
    """Ask for choices of (group, child) as one; the answer's body."""
    body = {"choices": [[{"group_id": str(g), "child_id": str(c)} for g, c in choice] for choice in choices]}
    answer = await web.post("/booking/api/enrollments/together", json=body, headers=family.with_key())
    answer.raise_for_status()
    return dict(answer.json())


async def sibling(booking: System, family: FamilyOfOne) -> UUID:
    """A second child of the family."""
    child_id = uuid4()
    await booking.pool.execute(
        """INSERT INTO child (id, family_id, name, birth_date, grade, grade_year)
           SELECT $1, family_id, '张小红', '2019-05-01', 1, 2026 FROM child WHERE id = $2""",
        child_id,
        family.child_id,
    )
    return child_id


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
