"""The documents that are made from code, so that they cannot drift."""

from pathlib import Path

import services.classes.plan.schema as plan
import shared.events.docs as events


def write(root: Path) -> list[Path]:
    """Write them all below `root`; the files written."""
    return [*events.write(root), *plan.write(root)]
