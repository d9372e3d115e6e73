"""The documents that are made from code, so that they cannot drift."""

from pathlib import Path

from services.classes.plan import schema
from shared.events import docs as events


def write(root: Path) -> list[Path]:
    """Write them all below `root`; the files written."""
    return [*events.write(root), *schema.write(root)]
