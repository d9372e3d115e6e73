"""Parents who type their children themselves, at booking's API."""

from uuid import UUID, uuid4

import httpx2

from services.booking.words.privacy import VERSION
from shared.system import System
from tests.support.booking import FamilyOfOne, door
from tests.support.people import bearer, token_for

BORN = "2018-05-01"


class Parent:
    """Whoever holds this client at booking's API."""

    def __init__(self, web: httpx2.AsyncClient) -> None:
        self.web = web

    async def post(self, path: str, body: dict[str, object]) -> httpx2.Response:
        return await self.web.post(f"/booking/api/v1/{path}", json=body, headers={"idempotency-key": str(uuid4())})

    async def child(self, name: str) -> str:
        """The id of one more child, of a guardian who has agreed."""
        key = {"idempotency-key": str(uuid4())}
        (await self.web.put("/booking/api/v1/privacy", json={"version": VERSION}, headers=key)).raise_for_status()
        answer = await self.post("children", {"name": name, "birth_date": BORN, "grade": 2})
        assert answer.status_code == 201, answer.text
        child_id: str = answer.json()["id"]
        return child_id

    async def book(self, group_id: str, child_id: str) -> str:
        """The result; empty while booking has not heard of the group."""
        answer = await self.post("enrollments", {"group_id": group_id, "child_id": child_id})
        return str(answer.json().get("result", ""))


async def parent(system: System, name: str = "李小雨", born: str | None = BORN, grade: int = 2) -> FamilyOfOne:
    """A family of its own, whose guardian has typed one child."""
    person_id = uuid4()
    headers = bearer(token_for(system.settings.keys_dir, person_id))
    made = await type_child(system, headers, name=name, birth_date=born, grade=grade)
    assert made.status_code == 201, made.text
    return FamilyOfOne(person_id, UUID(made.json()["id"]), headers)


async def type_child(system: System, headers: dict[str, str], **child: object) -> httpx2.Response:
    """One more child of whoever asks, and has agreed; whatever is answered."""
    (await agree(system, headers)).raise_for_status()
    key = {"idempotency-key": str(uuid4())}
    return await door(system).post("/booking/api/v1/children", json=child, headers=headers | key)


async def agree(system: System, headers: dict[str, str], version: str = VERSION) -> httpx2.Response:
    """The guardian agrees that the children's data are kept."""
    key = {"idempotency-key": str(uuid4())}
    return await door(system).put("/booking/api/v1/privacy", json={"version": version}, headers=headers | key)


async def correct(system: System, family: FamilyOfOne, **child: object) -> httpx2.Response:
    """Another description of the family's first child."""
    path = f"/booking/api/v1/children/{family.child_id}"
    return await door(system).put(path, json=child, headers=family.with_key())
