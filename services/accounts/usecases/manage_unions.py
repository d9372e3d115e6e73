"""Add unions to the tree and give roles for them."""

import re
from datetime import timedelta

from services.accounts.domain.phone import masked
from services.accounts.domain.roles import (
    ALL,
    DELAYS,
    FEDERATION,
    KINDS,
    LIST,
    SETTING_UP,
    Union,
    list_of,
    managed,
    may_grant,
)
from services.accounts.office import Office
from services.accounts.store import unions
from services.accounts.store.role_changes import RoleChange
from services.accounts.usecases.ask_code import checked_phone
from services.accounts.usecases.revoke_tokens import change_roles, hold_owners
from services.accounts.usecases.tell_roles import tell_role
from services.accounts.usecases.tell_unions import tell_unions
from services.accounts.words import refusals
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict, Forbidden, NotFound
from shared.kernel.identity import Identity

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


async def add_union(conn: Connection, who: Identity, union: Union) -> None:
    """A new union below one that `who` manages; the federation also at the top. Raises BadInput, Forbidden, Conflict."""
    wrong = {}
    if not _CODE.fullmatch(union.code):
        wrong["code"] = refusals.UNION_CODE_HINT.both
    if not 2 <= len(union.name) <= 60:
        wrong["name"] = refusals.UNION_NAME_HINT.both
    if union.kind not in KINDS:
        wrong["kind"] = refusals.UNION_KIND_HINT.both
    if wrong:
        raise BadInput(*refusals.UNION_WRONG, fields=wrong)
    mine = managed(who.roles, await unions.every(conn))
    below = mine.get(union.parent or "")
    if (below is None or below.kind == LIST) and not (union.parent is None and who.has(FEDERATION)):
        raise Forbidden(*refusals.UNION_NOT_BELOW)
    await unions.add(conn, union)
    await tell_unions(conn)


async def add_list(conn: Connection, who: Identity, union: str, name: str) -> Union:
    """A new list of people, kept by a union that `who` manages. Raises NotFound, BadInput, Conflict."""
    if managed_or_404(who, union, await unions.every(conn)).kind == LIST:
        raise NotFound
    if not 2 <= len(name) <= 40 or not name.isprintable() or ":" in name:
        raise BadInput(*refusals.LIST_WRONG, fields={"name": refusals.LIST_HINT.both})
    found = list_of(union, name)
    await unions.add(conn, found)
    return found


async def grant_role(
    office: Office, conn: Connection, who: Identity, phone_text: str, *, role: str, union: str
) -> None:
    """Give a role by phone; it acts at once while the installation is set up, later as `DELAYS` says. Raises BadInput, Forbidden."""
    await _check(conn, who, role, union)
    phone = checked_phone(phone_text)
    phone_hash = office.vault.hash(phone)
    delay = DELAYS.get(role, timedelta()) if await unions.any_older(conn, SETTING_UP) else timedelta()
    owner = phone_hash, masked(phone)
    await hold_owners(conn, [phone_hash])
    if await unions.grant(conn, owner, role, union, who.person_id, delay=delay):
        if not delay:
            await change_roles(conn, phone_hash)
        await tell_role(conn, RoleChange(owner, "given", role, union, (who.person_id, who.name)))


async def confirm_role(conn: Connection, who: Identity, phone_key: str, role: str, union: str) -> None:
    """Have a role that another officer gave act at once. Raises NotFound, Forbidden, Conflict."""
    if not who.has(FEDERATION):
        raise Forbidden(*refusals.ROLE_NOT_YOURS)
    phone_hash = hash_of(phone_key)
    await hold_owners(conn, [phone_hash])
    phone_masked = await unions.confirm(conn, phone_hash, role, union, who.person_id)
    if phone_masked is None:
        raise Conflict(*refusals.ROLE_NOT_TO_CONFIRM)
    await change_roles(conn, phone_hash)
    await tell_role(conn, RoleChange((phone_hash, phone_masked), "confirmed", role, union, (who.person_id, who.name)))


async def revoke_role(conn: Connection, who: Identity, phone_key: str, role: str, union: str) -> None:
    """Take a role back, at once; `phone_key` is the hex hash shown beside the grant. Raises NotFound, Forbidden."""
    await _check(conn, who, role, union)
    await hold_owners(conn, [hash_of(phone_key)])
    if phone_masked := await unions.revoke(conn, hash_of(phone_key), role, union):
        await change_roles(conn, hash_of(phone_key))
        owner = hash_of(phone_key), phone_masked
        await tell_role(conn, RoleChange(owner, "taken", role, union, (who.person_id, who.name)))


def hash_of(phone_key: str) -> bytes:
    """The bytes of a phone's hash as pages carry it. Raises NotFound."""
    try:
        return bytes.fromhex(phone_key)
    except ValueError as bad:
        raise NotFound from bad


async def _check(conn: Connection, who: Identity, role: str, union: str) -> None:
    every = await unions.every(conn)
    if (role == FEDERATION) != (union == ALL) or not may_grant(who.roles, role, union, every):
        raise Forbidden(*refusals.ROLE_NOT_YOURS)


def managed_or_404(who: Identity, code: str, every: dict[str, Union]) -> Union:
    """The union, if `who` manages it. Raises NotFound otherwise, as for one that does not exist."""
    mine = managed(who.roles, every)
    if code not in mine:
        raise NotFound
    return mine[code]
