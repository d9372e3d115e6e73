"""Add unions to the tree and give roles for them."""

import re

from services.accounts.desk import Desk
from services.accounts.domain.phone import masked
from services.accounts.domain.roles import ALL, FEDERATION, KINDS, LIST, Union, list_of, managed, may_grant
from services.accounts.store import unions
from services.accounts.usecases.ask_code import checked_phone
from shared.db.pool import Connection
from shared.errors import BadInput, Forbidden, NotFound
from shared.kernel.identity import Identity

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


async def add_union(conn: Connection, who: Identity, union: Union) -> None:
    """A new union below one that `who` manages; the federation also at the top. Raises BadInput, Forbidden, Conflict."""
    wrong = {}
    if not _CODE.fullmatch(union.code):
        wrong["code"] = "2–40 个小写字母、数字或 -，以字母开头，例如 gaoxin · lower-case letters, digits, -"
    if not 2 <= len(union.name) <= 60:
        wrong["name"] = "请写工会全称，2–60 个字 · the full name, 2 to 60 characters"
    if union.kind not in KINDS:
        wrong["kind"] = "请选择服务范围 · choose what the union serves"
    if wrong:
        raise BadInput("工会信息填写有误。", "Please correct the marked fields.", fields=wrong)
    mine = managed(who.roles, await unions.every(conn))
    below = mine.get(union.parent or "")
    if (below is None or below.kind == LIST) and not (union.parent is None and who.has(FEDERATION)):
        raise Forbidden("只能在您管理的工会下添加。", "You may add unions below the ones you manage.")
    await unions.add(conn, union)


async def add_list(conn: Connection, who: Identity, union: str, name: str) -> Union:
    """A new list of people, kept by a union that `who` manages. Raises NotFound, BadInput, Conflict."""
    if managed_or_404(who, union, await unions.every(conn)).kind == LIST:
        raise NotFound
    if not 2 <= len(name) <= 40 or not name.isprintable() or ":" in name:
        sentence = "请写名单的名称，2–40 个字，不含冒号 · its name, 2 to 40 characters, no colon"
        raise BadInput("名单的名称填写有误。", "Please correct the list's name.", fields={"name": sentence})
    found = list_of(union, name)
    await unions.add(conn, found)
    return found


async def grant_role(desk: Desk, conn: Connection, who: Identity, phone_text: str, *, role: str, union: str) -> None:
    """Give a role by phone; it is in that person's next token. Raises BadInput, Forbidden."""
    await _check(conn, who, role, union)
    phone = checked_phone(phone_text)
    await unions.grant(conn, (desk.vault.hash(phone), masked(phone)), role, union, who.person_id)


async def revoke_role(conn: Connection, who: Identity, phone_key: str, role: str, union: str) -> None:
    """Take a role back; `phone_key` is the hex hash shown beside the grant. Raises NotFound, Forbidden."""
    await _check(conn, who, role, union)
    await unions.revoke(conn, hash_of(phone_key), role, union)


def hash_of(phone_key: str) -> bytes:
    """The bytes of a phone's hash as pages carry it. Raises NotFound."""
    try:
        return bytes.fromhex(phone_key)
    except ValueError as bad:
        raise NotFound from bad


async def _check(conn: Connection, who: Identity, role: str, union: str) -> None:
    every = await unions.every(conn)
    if (role == FEDERATION) != (union == ALL) or not may_grant(who.roles, role, union, every):
        raise Forbidden("您不能授予这个角色。", "This role is not yours to give.")


def managed_or_404(who: Identity, code: str, every: dict[str, Union]) -> Union:
    """The union, if `who` manages it. Raises NotFound otherwise, as for one that does not exist."""
    mine = managed(who.roles, every)
    if code not in mine:
        raise NotFound
    return mine[code]
