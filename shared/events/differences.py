"""What of a group's facts families go by, and what of it is other than before: more than its typography."""

import re
from typing import Literal
from unicodedata import normalize

from shared.events.catalogue import GroupFacts, Meeting

What = Literal["when", "where", "title", "bring", "fees", "decided"]


def differences(before: GroupFacts, after: GroupFacts) -> list[What]:
    """What families are told of a change; fees only where it is known what they were."""
    found: dict[What, bool] = {
        "when": set(before.meetings) != set(after.meetings),
        "where": not (_alike(before.site, after.site) and _alike(before.address, after.address)),
        "title": not _alike(before.title, after.title),
        "bring": not _alike(before.bring, after.bring),
        "fees": None not in (before.fees, after.fees) and not _alike(before.fees or "", after.fees or ""),
        "decided": before.in_full.decide_at != after.in_full.decide_at,
    }
    return [what for what, differs in found.items() if differs]


def gone(one: GroupFacts, other: GroupFacts) -> tuple[Meeting, ...]:
    """Meetings of the one that the other has not, where some stay; where none does, the dates say it all."""
    stays = set(one.meetings) & set(other.meetings)
    return tuple(meeting for meeting in one.meetings if meeting not in stays) if stays else ()


def _alike(one: str, other: str) -> bool:
    """The same but for spaces, punctuation and width; what parts two numbers counts: 8-1 号 is not 81 号."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    parted = re.sub(r"(?<=\d)\W+(?=\d)", "_", normalize("NFKC", text).casefold())
    return re.sub(r"\W", "", parted)
