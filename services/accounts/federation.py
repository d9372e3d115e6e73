"""The first administrator, who then gives every other role on the pages: somebody at the server names the phone."""

import asyncpg

from services.accounts.domain.phone import masked
from services.accounts.domain.roles import ALL, FEDERATION
from services.accounts.store import unions
from services.accounts.usecases.ask_code import checked_phone
from services.accounts.usecases.revoke_tokens import change_roles
from shared.crypto import Vault
from shared.settings import Settings


async def appoint(settings: Settings, phone_text: str) -> str:
    """Give the owner of a phone the federation's role; the phone as it may be shown. Said twice, nothing changes. Raises BadInput."""
    phone = checked_phone(phone_text)
    conn = await asyncpg.connect(settings.database_url, timeout=10)
    try:
        phone_hash = Vault(settings.keys_dir, "accounts").hash(phone)
        async with conn.transaction():
            if await unions.grant(conn, (phone_hash, masked(phone)), FEDERATION, ALL, None):
                await change_roles(conn, phone_hash)
    finally:
        await conn.close()
    return masked(phone)
