"""The one-shot container `migrate`: the databases are brought up to date by their owners, whose passwords it alone can read.

All four, none of them unless all can be; or those that are named, as after one was put back.
"""

import asyncio
import sys
from pathlib import Path

from shared.db.migrate import migrate_all
from shared.errors import Unusable
from shared.events.registry import SYSTEMS
from shared.observability import logs

ROOMS = Path(__file__).parents[2] / "services"


def main(systems: list[str]) -> None:
    """Ends with a sentence when this version must not touch one, or when it takes too long."""
    logs.configure()
    try:
        asyncio.run(migrate_all({address(system): ROOMS / system / "migrations" for system in systems}))
    except Unusable as sentence:
        sys.exit(str(sentence))


def address(system: str) -> str:
    """Of its database, for its owner; PGPASSFILE knows the password."""
    return f"postgresql://aixin_{system}@postgres:5432/aixin_{system}"


if __name__ == "__main__":
    main(sys.argv[1:] or list(SYSTEMS))
