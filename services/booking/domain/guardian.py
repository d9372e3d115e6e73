"""Who acts for the children of a family: what guardians call themselves, and how long an invitation to join them stands."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

CALLED = (
    "mother", "father", "fathers_mother", "fathers_father", "mothers_mother", "mothers_father", "other",
)  # fmt: skip
"""What a guardian is to the children."""
MOST = 6
"""So many guardians a family can have."""
CODE_LIFE = timedelta(minutes=30)
"""So long the code of an invitation works: it is scanned in the same room, or passed on at once."""

PHONE_LIFE = timedelta(days=1)
"""So long when it is to one phone: a text may be read in the evening, and nobody else can use it."""


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody who acts for the children of a family."""

    person_id: UUID
    called: str = ""
    """One of `CALLED`; empty: not said."""
    name: str = ""
    """Of the account, as it was when they last said who they are: a name of their own, or a masked phone."""


Guardians = dict[UUID, Guardian]
"""Of one family, by person."""
