"""Long statements stand as files in a store's `sql/`, each read once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path


def statements(folder: Path) -> Callable[[str], str]:
    """From `name` to the statement in `<folder>/<name>.sql`."""

    @cache
    def sql(name: str) -> str:
        return (folder / f"{name}.sql").read_text(encoding="utf-8")

    return sql
