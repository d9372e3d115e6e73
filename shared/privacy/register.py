"""The one list of what is kept of people, by system; `docs/privacy.md` and the page that families read are made from it."""

from collections.abc import Mapping

from shared.privacy.accounts import ACCOUNTS
from shared.privacy.booking import BOOKING
from shared.privacy.classes import CLASSES
from shared.privacy.entry import Holdings
from shared.privacy.everywhere import EVERYWHERE
from shared.privacy.notify import NOTIFY

HOLDINGS: Mapping[str, Holdings] = {"booking": BOOKING, "accounts": ACCOUNTS, "notify": NOTIFY, "classes": CLASSES}
"""What is a family's first; beside it, each system has what stands in EVERYWHERE."""


CHOSEN = ("health_days", "enrollment_days", "message_days", "outbox_days", "event_days")
"""Settings by whose names an installation's days stand in `kept`."""


def named(system: str) -> list[tuple[str, str]]:
    """(table, column) of everything that a system's database holds, as often as it is named."""
    return HOLDINGS[system].named() + EVERYWHERE.named()
