"""The named statements in `sql/`."""

from pathlib import Path

from shared.db.statements import statements

sql = statements(Path(__file__).parent / "sql")


# Where a statement begins to lock.
_LOCKING = "FOR NO KEY UPDATE"


def unlocked(statement: str) -> str:
    """The same, which only reads: what it locks is named at its end."""
    return statement.partition(_LOCKING)[0]
