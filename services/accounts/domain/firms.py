"""The firms that a roll names: no person, and nothing that may be one."""

from collections.abc import Mapping

MEMBERS = 3
"""Of a firm that fewer members name, its name may say who somebody is: a shop is called after its owner."""
LETTERS = range(3, 61)
"""As long as families may write one; 无 and 个体 are none."""
DIGITS = 7
"""More of them are a phone, or somebody's number."""
MOST = 2_000
"""As many are told of a union, in one event."""


def told(members: Mapping[str, int]) -> list[str]:
    """Those that may be told to families that look for theirs, by name; of too many, where most members work."""
    good = [name for name, count in members.items() if count >= MEMBERS and _is_firm(name)]
    return sorted(sorted(good, key=lambda name: (-members[name], name))[:MOST])


def _is_firm(name: str) -> bool:
    return len(name) in LETTERS and name.isprintable() and sum(c.isdigit() for c in name) <= DIGITS
