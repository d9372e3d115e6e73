"""What the demonstration asks of booking."""

from services.booking.domain.enrollment import LIVE


def is_live(state: str) -> bool:
    """Whether an enrollment in this state can be given up."""
    return state in LIVE
