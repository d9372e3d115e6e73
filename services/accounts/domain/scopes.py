"""What a union's program may be allowed, and for how long at a time."""

from collections.abc import Collection

from shared.kernel.identity import SCOPES

MOST = 20
"""Keys of a union that are good at the same time."""
LONGEST_DAYS = 400
NAME = range(2, 61)
"""Characters."""


def known(scopes: Collection[str]) -> bool:
    """Whether these may be given."""
    return bool(scopes) and set(scopes) <= set(SCOPES)
