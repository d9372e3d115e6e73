"""A plan imported again beside changes made since in the console."""

from collections.abc import Mapping
from typing import Any


def merged(current: Mapping[str, Any], planned: Mapping[str, Any], file: Mapping[str, Any]) -> dict[str, Any]:
    """`current` with every field that the file says differently than it did before (`planned`); the rest stays."""
    changed = {name: value for name, value in file.items() if name not in planned or planned[name] != value}
    return {**current, **changed}
