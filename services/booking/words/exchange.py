"""换班、并班: what becomes of what a child has, when something else was asked for instead, or its class became one with another."""

from collections.abc import Iterator

from services.booking.domain.enrollment import State
from services.booking.words.explain import Said
from services.booking.words.situation import Situation

_GIVEN_UP: Said = ("原来的报名已同时放弃。", "What you had instead has been given up.")
_UNTIL_THEN: Said = (
    "在真正录取之前，原来的报名不变；录取时才放弃。",
    "What you have now stays until this place is yours, and is given up then.",
)
_KEPT: Said = ("原来的报名不变。", "What you have stays as it is.")
_ANSWERS = {"confirmed": _GIVEN_UP} | dict.fromkeys(
    ("offered", "submitted", "unverified", "waitlisted", "entered"), _UNTIL_THEN
)


def answered(result: str, said: Said) -> Said:
    """The answer to a request for an exchange says both."""
    zh, en = _ANSWERS.get(result, _KEPT)
    return said[0] + zh, f"{said[1]} {en}"


def exchanged(seen: Situation) -> Iterator[Said]:
    """On the page of what was asked for; an offer to move speaks for itself."""
    old, row = seen.instead_of, seen.row
    if old is None or row.state == State.OFFERED:
        return
    if old.live and row.live:
        yield (
            f"在真正录取之前，原来的“{old.facts.title}”不变；录取时才放弃。",
            f"Until this place is yours, “{old.facts.title}” stays as it is; then it is given up.",
        )
    elif row.state == State.CONFIRMED and old.state == State.SUPERSEDED:
        yield f"原来的“{old.facts.title}”已同时放弃。", f"“{old.facts.title}” has been given up for it."


def merged(seen: Situation) -> Iterator[Said]:
    """On the page of what it was before the classes became one."""
    if seen.merged:
        yield (
            "这个班并到了同一时间、同一办班点的另一个班，您的名额或候补跟着过去了。请在“我的报名”里看。",
            "This class became one with another at the same time and place; your place or turn went along: see “Bookings”.",
        )
