"""Organizers at booking's doors, and requests for them to check."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import httpx2
import jwt

from services.booking.store.groups import find
from services.booking.usecases.consents import Health, state_health
from services.booking.usecases.papers import Upload, add_paper
from shared.db.pool import transaction
from shared.kernel.clock import machine_clock
from shared.keys import signing_key
from shared.system import System
from shared.tickets import DeskTicket, claims_of
from shared.tokens import ALGORITHM
from tests.support.booking import FamilyOfOne, door, make_families
from tests.support.people import bearer, token_for

FEDERATION = ("federation", "*")
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""The smallest PNG."""


class Staff:
    """Somebody with roles, at pages and API; `Staff(system)` organizes gaoxin. `person_id`: who has children of their own."""

    def __init__(self, system: System, *roles: str | tuple[str, str], person_id: UUID | None = None) -> None:
        held = frozenset(("organizer", role) if isinstance(role, str) else role for role in roles or ("gaoxin",))
        self.person_id = person_id or uuid4()
        self.headers = bearer(token_for(system.settings.keys_dir, self.person_id, roles=held))
        self.web = door(system)

    async def get(self, path: str) -> httpx2.Response:
        """Whatever it answers."""
        return await self.web.get(f"/booking/{path}", headers=self.headers)

    async def read(self, path: str) -> httpx2.Response:
        """What must be there."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        return answer

    async def post(self, path: str, body: dict[str, object], key: str = "") -> httpx2.Response:
        """A write at the API."""
        headers = self.headers | {"idempotency-key": key or str(uuid4())}
        return await self.web.post(f"/booking/api/v1/staff/{path}", json=body, headers=headers)

    async def send(self, path: str, **form: object) -> httpx2.Response:
        """A form of a page."""
        fields = {"idempotency_key": str(uuid4())} | form
        return await self.web.post(f"/booking/console/{path}", data=fields, headers=self.headers)

    async def review(
        self, group_id: UUID, *ids: object, approved: bool = True, reason: str = "", key: str = ""
    ) -> httpx2.Response:
        """Yes or no to requests."""
        body = {"requests": [str(id_) for id_ in ids], "approved": approved, "reason": reason}
        return await self.post(f"review/{group_id}", body, key)

    async def to_review(self, group_id: UUID) -> list[dict[str, object]]:
        """What lies there of a group."""
        found: list[dict[str, object]] = (await self.read(f"api/v1/staff/review/{group_id}")).json()["requests"]
        return found


async def workers(system: System, count: int, *unions: str) -> list[FamilyOfOne]:
    """Families whose guardian belongs to these unions, as accounts told."""
    families = await make_families(system, count, unions=unions)
    query = "INSERT INTO membership (person_id, unions, revision) VALUES ($1, $2, 1)"
    await system.pool.executemany(query, [(family.person_id, list(unions)) for family in families])
    return families


async def upload(system: System, family: FamilyOfOne, name: str, content: bytes = PICTURE) -> UUID:
    """A paper of the family's child."""
    return await add_paper(
        system, system.app.state.shelf, family.person_id, str(uuid4()), Upload(family.child_id, name, content)
    )


async def disclose(system: System, family: FamilyOfOne, group_id: UUID, note: str = "") -> UUID:
    """The statement on the health of the family's child that a group asks for; without a note there is nothing to know."""
    async with transaction(system.pool) as conn:
        known = await find(conn, system.app.state.desk.book, group_id)
        assert known
        assert known.group.health
        return await state_health(
            conn, system.app.state.desk.book, system.app.state.vault, family.person_id, Health(not note, note),
            group_id=group_id, child_id=family.child_id, hash_=known.group.health.hash,
        )  # fmt: skip


async def say(system: System, family: FamilyOfOne, **fields: object) -> None:
    """What the family says of itself: categories, employers."""
    for name, value in fields.items():
        query = f"UPDATE family SET {name} = $2 WHERE id = (SELECT family_id FROM child WHERE id = $1)"
        await system.pool.execute(query, family.child_id, value)


async def states(system: System, group_id: UUID) -> list[str]:
    """Of all enrollments of a group, in the order of their arrival."""
    rows = await system.pool.fetch(
        "SELECT state FROM enrollment WHERE group_id = $1 ORDER BY created_at, seq", group_id
    )
    return [row["state"] for row in rows]


def ticket(system: System, staff: Staff, person_id: UUID, *, ago: float = 0, unions: Sequence[str] = ()) -> str:
    """As accounts gives it to this organizer, so many seconds ago."""
    kid, key = signing_key(system.settings.keys_dir)
    claims = claims_of(DeskTicket(person_id, frozenset(unions), 0, staff.person_id), machine_clock().timestamp() - ago)
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})
