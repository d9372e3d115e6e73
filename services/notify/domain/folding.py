"""Several news of one enrollment: which earlier ones a later one settles, and what two changes are told as one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

MOMENT = timedelta(minutes=1)
"""So long a change waits before it is sent: whoever changes one thing often changes the next."""
AHEAD = ("first-day", "goes-on")
SETTLES: Mapping[str, Sequence[str]] = {
    "changed": ("changed", *AHEAD),
    "first-day": AHEAD,
    "goes-on": AHEAD,
    "reminded": ("offered", "reminded"),
    "to-mend": ("sent-back", "to-mend"),
    "overlaps": ("overlaps",),
    "doubted": ("doubted", "assured"),
    "assured": ("doubted", "assured"),
    "asked-again": (),
}
"""What was not sent yet of these kinds need not be any more; a kind that is not here says how the enrollment stands, and settles all but what runs on."""
_BOTH = ("doubted", "overlaps")
RUNS_ON: Mapping[str, Collection[str]] = {
    **dict.fromkeys(("submitted", "entered", "waitlisted"), ("sent-back", "to-mend", *_BOTH)),
    **dict.fromkeys(("sent-back", "offered", "opened", "confirmed", "promoted"), _BOTH),
}
"""Who waits may move up before the request is mended, who has a place may have it in a class with too few children: the time that these kinds
told of does not end with that, so they are sent all the same.
"""
_OF_CARD = {
    "title": ("title",),
    "where": ("site", "address"),
    "bring": ("bring",),
    "when": ("dates", "week", "first_day", "last_day", "start", "end", "days"),
}


def settled_by(later: str, kinds: Collection[str]) -> list[str]:
    """Which of these kinds need not be sent any more."""
    return [kind for kind in SETTLES.get(later, kinds) if kind not in RUNS_ON.get(later, ())]


def as_one(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """The params of two changes as those of one: from what was before the first to what is after the second.

    What is again as it was is no change; where nothing is left of both, the later one stands for itself.
    """
    both = dict.fromkeys([*earlier["changed"], *later["changed"]])
    changed = [what for what in both if _differs(what, earlier["before"], later["group"])]
    if not changed:
        return dict(later)
    dropped, added = (_both(earlier, later, name) for name in ("dropped", "added"))
    one = {**later, "before": earlier["before"], "changed": changed}
    one |= {
        "dropped": [met for met in dropped if met not in added],
        "added": [met for met in added if met not in dropped],
    }
    if earlier.get("fees_now") is not None:
        one |= {"fees_before": earlier["fees_before"], "fees_now": later.get("fees_now") or earlier["fees_now"]}
    if "decided" in earlier["changed"]:
        told_last = later if "decided" in later["changed"] else earlier
        one |= {"decided_before": earlier["decided_before"], "decided_at": told_last["decided_at"]}
    return one


def _differs(what: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return any(before.get(name) != now.get(name) for name in _OF_CARD[what]) if what in _OF_CARD else True


def _both(earlier: Mapping[str, Any], later: Mapping[str, Any], name: str) -> list[Any]:
    return [*earlier.get(name, ()), *later.get(name, ())]
