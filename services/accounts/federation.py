"""What is asked at the server alone: who is the first administrator, who then gives every other role on the pages; and a way back for the
administrator whose phone and recovery codes are lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.accounts.domain.phone import masked
from services.accounts.domain.roles import ALL, FEDERATION
from services.accounts.store import unions
from services.accounts.store.role_changes import RoleChange
from services.accounts.usecases.ask_code import checked_phone
from services.accounts.usecases.revoke_tokens import change_roles, hold_owners
from services.accounts.usecases.second_factor import reset_at_server
from services.accounts.usecases.tell_roles import tell_role
from services.accounts.words.refusals import AT_SERVER
from shared.crypto import Vault
from shared.db.pool import Connection
from shared.settings import Settings


async def appoint(settings: Settings, phone_text: str) -> str:
    """Give the owner of a phone the federation's role; the phone as it may be shown. Said twice, nothing changes. Raises BadInput."""
    async with _owner(settings, phone_text) as (conn, phone_hash, shown):
        await hold_owners(conn, [phone_hash])
        if await unions.grant(conn, (phone_hash, shown), FEDERATION, ALL, None):
            await change_roles(conn, phone_hash)
            await tell_role(conn, RoleChange((phone_hash, shown), "given", FEDERATION, ALL, (None, AT_SERVER.both)))
    return shown


async def reset_second_factor(settings: Settings, phone_text: str, reason: str) -> str:
    """Take the second factor of the owner of a phone away, for a reason that they read; the phone as it may be shown. Raises BadInput, Conflict."""
    async with _owner(settings, phone_text) as (conn, phone_hash, shown):
        await reset_at_server(conn, phone_hash, reason)
    return shown


@asynccontextmanager
async def _owner(settings: Settings, phone_text: str) -> AsyncIterator[tuple[Connection, bytes, str]]:
    """A transaction, and the phone's hash and mask."""
    phone = checked_phone(phone_text)
    conn = await asyncpg.connect(settings.database_url, timeout=10)
    try:
        async with conn.transaction():
            yield conn, Vault(settings.keys_dir, "accounts").hash(phone), masked(phone)
    finally:
        await conn.close()
