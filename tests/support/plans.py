"""Our example plans at a time that suits a test."""

from datetime import datetime
from pathlib import Path
from uuid import uuid4

from services.classes.plan import read, shifted, write

PLANS = Path(__file__).parents[2] / "examples" / "plans"


def opened_plan(name: str, opens_at: datetime) -> bytes:
    """The example as a file whose registration opens at that instant, with a number of its own."""
    plan = read((PLANS / f"{name}.yaml").read_bytes(), name)
    return write(shifted(plan, opens_at.replace(microsecond=0), uuid4().hex[:6]))
