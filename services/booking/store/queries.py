"""The named statements in `sql/`."""

from pathlib import Path

from shared.db.statements import statements

sql = statements(Path(__file__).parent / "sql")


# The end of a statement that locks nothing but what it gives.
_LOCKING = "FOR NO KEY UPDATE"


def unlocked(statement: str) -> str:
    """The same, which only reads."""
    return statement.partition(_LOCKING)[0]
