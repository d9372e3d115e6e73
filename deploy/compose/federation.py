"""The first administrator, who then gives every other role on the pages: federation for the owner of a phone.

    docker compose exec accounts python -m deploy.compose.federation 13800000003

Whoever may do this on the server may do anything there, so nothing else is asked. Said twice, nothing changes.
"""

import asyncio
import sys

import asyncpg

from services.accounts.domain.phone import masked
from services.accounts.domain.roles import ALL, FEDERATION
from services.accounts.store import unions
from services.accounts.usecases.ask_code import checked_phone
from shared.crypto import Vault
from shared.errors import BadInput
from shared.settings import Settings


async def grant(phone_text: str) -> str:
    """Give the role; the phone as it may be shown. Raises BadInput."""
    settings = Settings()
    phone = checked_phone(phone_text)
    conn = await asyncpg.connect(settings.database_url, timeout=10)
    try:
        await unions.grant(conn, (Vault(settings.keys_dir).hash(phone), masked(phone)), FEDERATION, ALL, None)
    finally:
        await conn.close()
    return masked(phone)


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        shown = asyncio.run(grant(" ".join(arguments)))
    except BadInput as bad:
        print(f"{bad.zh}  {bad.en}", file=sys.stderr)
        return 1
    print(
        f"{shown} 现在是总工会管理员，重新登录后生效。  {shown} is a federation administrator now, from the next log-in on."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
