"""The named statements in `sql/`."""

from pathlib import Path

from shared.db.statements import statements

sql = statements(Path(__file__).parent / "sql")


def unlocked(statement: str) -> str:
    """The same, which only reads: what it locks is named at its end."""
    return statement.partition("FOR NO KEY UPDATE")[0]
