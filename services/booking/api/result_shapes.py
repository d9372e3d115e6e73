"""What the API answers everybody of how places were given."""

from datetime import datetime

from services.booking.api.shapes import Titled
from services.booking.seen.results import Rule
from shared.web.shapes import Output, example


class CountsOut(Output):
    """How many children there are."""

    registered: int
    confirmed: int
    held: int
    """Kept for families that must still confirm, or whose request is being checked."""
    waiting: int


class PlacedOut(Output):
    """A child with a place."""

    model_config = example(name="张*明")

    name: str
    """Masked: 张*明"""
    rule: Rule


class ResultsOut(Output):
    """How the places of a group were given."""

    model_config = example(
        decided=True,
        counts={"registered": 52, "confirmed": 40, "held": 0, "waiting": 12},
        names=True,
        waiting=["李*雨"],
    )

    group: Titled
    decided: bool
    """All is decided; before that there are no numbers."""
    expected: datetime
    """When it is, or was."""
    called_off: bool
    counts: CountsOut | None
    names: bool
    """Names are published: the notice says so, and the group is not over."""
    placed: list[PlacedOut]
    """In the order of admission."""
    waiting: list[str]
    """Masked names, in the order of their turns."""
