"""A system's own invariants: a file of SQL each, which answers with what breaks it. Its first line is its name and says what holds,
`.open` tells what is only for people to settle.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.db.pool import Connection
from shared.invariants.invariant import Invariant, said

SHARED = Path(__file__).parent / "own"
"""What holds in every system."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Query:
    """One file."""

    key: str
    name: str
    sql: str
    open: bool


def queries(home: Path) -> list[Query]:
    """Those of the service that lives there, and those of every system."""
    files = [*sorted((home / "invariants").glob("*.sql")), *sorted(SHARED.glob("*.sql"))]
    return sorted(map(_read, files), key=lambda one: one.name)


def _read(file: Path) -> Query:
    sql = file.read_text(encoding="utf-8")
    key, _, rest = file.stem.partition(".")
    return Query(key, sql.partition("\n")[0].removeprefix("-- "), sql, open=rest == "open")


async def ask(conn: Connection, query: Query) -> Invariant:
    """Look at one; whatever it answers with, little of it is held at a time."""
    invariant = Invariant(query.key, query.name)
    async with conn.transaction(readonly=True):
        row: Any
        async for row in conn.cursor(query.sql, prefetch=BATCH):
            invariant.add(said(row), open=query.open)
    return invariant


async def check(conn: Connection, home: Path) -> list[Invariant]:
    """Every invariant of the service that lives there, asked of its database."""
    return [await ask(conn, query) for query in queries(home)]
