"""Families in a real booking database that tell and prepare things, without a broker."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from services.booking.store import groups
from services.booking.usecases.family import ChildTold, add_child
from services.booking.usecases.privacy import agree
from services.booking.words.privacy import VERSION
from shared.crypto import Vault
from shared.db.clock import today
from shared.db.pool import Connection
from shared.events.catalogue import GroupPublished
from shared.kernel.identity import Identity
from shared.keys import ensure_keys
from tests.support.booking import facts

TOLD = ChildTold("张小明", grade=2)


@cache
def vault() -> Vault:
    """With keys of its own."""
    with TemporaryDirectory() as folder:
        ensure_keys(Path(folder))
        return Vault(Path(folder), "booking")


@dataclass(frozen=True, slots=True)
class Parent:
    """A guardian and its first child."""

    who: Identity
    child_id: UUID


def identity(person_id: UUID | None = None, *, unions: tuple[str, ...] = (), revision: int = 0) -> Identity:
    """Somebody who has logged in."""
    return Identity(person_id or uuid4(), "138****0000", unions, revision, frozenset(), 9e9)


async def parent(conn: Connection, told: ChildTold = TOLD, **vouched: object) -> Parent:
    """A family of one guardian and one child."""
    who = identity(**vouched)  # type: ignore[arg-type]
    await agree(conn, who.person_id, VERSION)
    row = await add_child(conn, vault(), who.person_id, told, most=10, today=await today(conn))
    return Parent(who, row.id)


async def group(conn: Connection, **changes: object) -> UUID:
    """A group that classes has published."""
    group_id = uuid4()
    await groups.learn(conn, [GroupPublished(group_id=group_id, revision=1, facts=facts(**changes))])
    return group_id


async def enrolled(conn: Connection, child_id: UUID, group_id: UUID, state: str = "confirmed") -> UUID:
    """An enrollment as if it had come to this."""
    enrollment_id = uuid4()
    await conn.execute(
        """INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at, until)
           SELECT $1, $2, $3, $4, count(*) + 1, $1, now(), now(), now() FROM enrollment WHERE group_id = $2""",
        enrollment_id, group_id, child_id, state,
    )  # fmt: skip
    return enrollment_id
