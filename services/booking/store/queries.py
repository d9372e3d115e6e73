"""The named statements in `sql/`."""

from pathlib import Path

from shared.db.statements import statements

sql = statements(Path(__file__).parent / "sql")
