"""The first administrator, who then gives every other role on the pages: federation for the owner of a phone.

    docker compose exec accounts python -m deploy.compose.federation 13800000003

Whoever may do this on the server may do anything there, so nothing else is asked. Said twice, nothing changes.
"""

import asyncio
import sys

from deploy.words import stack as words
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
    print("  ".join(words.APPOINTED.of(phone=shown)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
