"""The first administrator, who then gives every other role on the pages: federation for the owner of a phone.

    docker compose exec accounts python -m deploy.compose.federation 13800000003

Whoever may do this on the server may do anything there, so nothing else is asked. Said twice, nothing changes.
"""

import asyncio
import sys

from services.accounts.federation import appoint
from shared.errors import BadInput
from shared.settings import Settings


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        shown = asyncio.run(appoint(Settings(), " ".join(arguments)))
    except BadInput as bad:
        print(f"{bad.zh}  {bad.en}", file=sys.stderr)
        return 1
    print(
        f"{shown} 现在是总工会管理员，重新登录后生效。  {shown} is a federation administrator now, from the next log-in on."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
