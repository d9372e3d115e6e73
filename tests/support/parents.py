"""Parents who type their children themselves, at booking's API."""

from uuid import UUID, uuid4

import httpx2

from shared.system import System
from tests.support.booking import FamilyOfOne, door
from tests.support.people import bearer, token_for

BORN = "2018-05-01"


async def parent(system: System, name: str = "李小雨", born: str | None = BORN, grade: int = 2) -> FamilyOfOne:
    """A family of its own, whose guardian has typed one child."""
    person_id = uuid4()
    headers = bearer(token_for(system.settings.keys_dir, person_id))
    made = await type_child(system, headers, name=name, birth_date=born, grade=grade)
    assert made.status_code == 201, made.text
    return FamilyOfOne(person_id, UUID(made.json()["id"]), headers)


async def type_child(system: System, headers: dict[str, str], **child: object) -> httpx2.Response:
    """One more child of whoever asks; whatever is answered."""
    key = {"idempotency-key": str(uuid4())}
    return await door(system).post("/booking/api/v1/children", json=child, headers=headers | key)


async def correct(system: System, family: FamilyOfOne, **child: object) -> httpx2.Response:
    """Another description of the family's first child."""
    path = f"/booking/api/v1/children/{family.child_id}"
    return await door(system).put(path, json=child, headers=family.with_key())
