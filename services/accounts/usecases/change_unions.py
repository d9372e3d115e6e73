"""A union is renamed, merged into another one, or closed. Its code stays: groups and plans that name it go on to work.

Whoever belongs to a union belongs to those that became a part of it, too, and its organizers are theirs (renew_memberships.sql, `roles_of`);
for the others such a part stands below it.
"""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.roles import LIST, Union, ancestors
from services.accounts.store import union_changes as store
from services.accounts.store import unions
from services.accounts.store.role_changes import RoleChange
from services.accounts.usecases.manage_unions import managed_or_404
from services.accounts.usecases.revoke_tokens import change_roles, hold_owners
from services.accounts.usecases.tell_memberships import tell_memberships
from services.accounts.usecases.tell_roles import tell_role
from services.accounts.words import refusals
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, NotFound
from shared.kernel.identity import Identity
from shared.messaging import outbox


async def rename_union(conn: Connection, who: Identity, code: str, name: str) -> None:
    """Another name. Raises NotFound, BadInput, Conflict when it is taken."""
    union = _a_union(managed_or_404(who, code, await unions.every(conn)))
    if not 2 <= len(name) <= 60 or not name.isprintable():
        raise BadInput(*refusals.UNION_WRONG, fields={"new_name": refusals.UNION_NAME_HINT.both})
    await store.rename(conn, code, name)
    await outbox.put(conn, *await store.retold(conn, [code]))
    await store.keep(conn, who, code, "rename", f"{union.name} → {name}")


async def merge_unions(conn: Connection, who: Identity, code: str, into: str) -> None:
    """It becomes a part of another one: members, roles, lists, and the unions below it. Raises NotFound, BadInput, Conflict."""
    every = await unions.every(conn)
    union = _a_union(managed_or_404(who, code, every))
    _from_above(who, union, every)
    if into not in every or every[into].kind == LIST or code in ancestors(into, every):
        raise BadInput(*refusals.UNION_WRONG, fields={"into": refusals.MERGE_HINT.both})
    other = managed_or_404(who, into, every)
    if await store.lock(conn, code, into) != {code, into}:
        raise Conflict(*refusals.UNION_CLOSED)
    people, holders = await store.concerned(conn, code, into)
    await hold_owners(conn, holders, *people)
    changed, roles = await store.merge(conn, code, into)
    await outbox.put(conn, *await store.retold(conn, changed))
    await store.keep(conn, who, code, "merge", f"{union.name} → {other.name}")
    await _tell(conn, people, holders)
    await _tell_roles(conn, who, "given", into, roles)


async def close_union(conn: Connection, who: Identity, code: str, reason: str) -> None:
    """Nobody belongs to it any more. Raises NotFound, BadInput without a reason, Conflict while there are unions below it, and for its own organizer."""
    every = await unions.every(conn)
    _from_above(who, _a_union(managed_or_404(who, code, every)), every)
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise BadInput(*refusals.UNION_WRONG, fields={"why": refusals.REASON_HINT.both})
    if not await store.lock(conn, code):
        raise Conflict(*refusals.UNION_CLOSED)
    if await store.unions_below(conn, code):
        raise Conflict(*refusals.UNIONS_BELOW)
    people, holders = await store.concerned(conn, code)
    await hold_owners(conn, holders, *people)
    ended = await store.close(conn, code)
    await store.keep(conn, who, code, "close", reason)
    await _tell(conn, people, holders)
    await _tell_roles(conn, who, "taken", code, ended)


def _a_union(union: Union) -> Union:
    if union.kind == LIST:
        raise NotFound
    return union


def _from_above(who: Identity, union: Union, every: dict[str, Union]) -> None:
    """An organizer of the union itself does not end it."""
    if union.parent is None or union.parent not in every:
        if not who.has("federation"):
            raise Conflict(*refusals.UNION_FROM_ABOVE)
        return
    try:
        managed_or_404(who, union.parent, every)
    except NotFound as below:
        raise Conflict(*refusals.UNION_FROM_ABOVE) from below


async def _tell(conn: Connection, people: list[UUID], holders: list[bytes]) -> None:
    for phone_hash in holders:
        await change_roles(conn, phone_hash)
    await tell_memberships(conn, people)


async def _tell_roles(conn: Connection, who: Identity, what: str, code: str, roles: Sequence[Record]) -> None:
    for one in roles:
        owner = one["phone_hash"], one["phone_masked"]
        await tell_role(conn, RoleChange(owner, what, one["role"], code, (who.person_id, who.name)))
