"""A way back for an administrator whose phone and recovery codes are lost: their second factor is reset, for a reason that they read.

    docker compose exec accounts python -m deploy.compose.second_factor 13800000003 手机丢失，已当面核实

Whoever may do this on the server may do anything there, so nothing else is asked. Who is helped so sees it on their page for good.
"""

import asyncio
import sys

from deploy.words import stack as words
from services.accounts.federation import reset_second_factor
from shared.errors import BadInput, Conflict
from shared.settings import Settings


def main(arguments: list[str]) -> int:
    """The exit code."""
    phone, *reason = arguments or [""]
    try:
        shown = asyncio.run(reset_second_factor(Settings(), phone, " ".join(reason)))
    except (BadInput, Conflict) as refused:
        hints = "; ".join(refused.fields.values()) if isinstance(refused, BadInput) else ""
        print(f"{refused.zh}  {refused.en}  {hints}".rstrip(), file=sys.stderr)
        return 1
    print("  ".join(words.SECOND_FACTOR_RESET.of(phone=shown)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
