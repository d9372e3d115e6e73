"""Who may do what among people: roles are held for a union and reach down its tree."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

UNION_ROLES = ("organizer", "teacher")
FEDERATION = "federation"
ALL = "*"
DELAYS = {"organizer": timedelta(hours=24), FEDERATION: timedelta(hours=24)}
"""So long after it was given a role that opens much begins to act, unless a second officer of the federation confirms it."""
SETTING_UP = timedelta(hours=24)
"""So long after its first role an installation is being set up: nothing is there yet to be taken, and every role acts at once."""


@dataclass(frozen=True, slots=True)
class Union:
    """A union in the tree. `kind` is what it serves: region, park or employer; or it is a union's list of people."""

    code: str
    name: str
    kind: str
    parent: str | None


KINDS = ("region", "park", "employer")
LIST = "list"


def list_of(union: str, name: str) -> Union:
    """A list (名单) that a union keeps; its code names both, so that two unions may have lists of one name."""
    return Union(f"{union}:{name}", name, LIST, union)


def ancestors(code: str, unions: Mapping[str, Union]) -> list[str]:
    """The union itself and all above it, nearest first."""
    line: list[str] = []
    step: str | None = code
    while step is not None and step in unions and step not in line:
        line.append(step)
        step = unions[step].parent
    return line


def manages(roles: Iterable[tuple[str, str]], code: str, unions: Mapping[str, Union]) -> bool:
    """True for the federation and for an organizer of the union or of one above it."""
    above = ancestors(code, unions)
    return any(role == FEDERATION or (role == "organizer" and union in above) for role, union in roles)


def managed(roles: Collection[tuple[str, str]], unions: Mapping[str, Union]) -> dict[str, Union]:
    """The unions these roles may manage."""
    return {code: union for code, union in unions.items() if manages(roles, code, unions)}


def may_grant(roles: Collection[tuple[str, str]], role: str, code: str, unions: Mapping[str, Union]) -> bool:
    """The federation grants everything; an organizer grants organizers and teachers below it. A list has no staff."""
    if code in unions and unions[code].kind == LIST:
        return False
    if any(held == FEDERATION for held, _ in roles):
        return role in (*UNION_ROLES, FEDERATION)
    return role in UNION_ROLES and code in unions and manages(roles, code, unions)


def in_order(unions: Mapping[str, Union]) -> list[tuple[int, Union]]:
    """The tree as lines to show: (depth, union), children under their parents, by name."""

    def below(parent: str | None, depth: int) -> list[tuple[int, Union]]:
        children = sorted(_children(parent, unions), key=lambda union: union.code)
        return [line for child in children for line in ((depth, child), *below(child.code, depth + 1))]

    return below(None, 0)


def _children(parent: str | None, unions: Mapping[str, Union]) -> list[Union]:
    """Unions whose parent is not among `unions` count as roots."""
    return [u for u in unions.values() if (u.parent if u.parent in unions else None) == parent]


def apart(unions: Mapping[str, Union]) -> tuple[dict[str, Union], dict[str, Union]]:
    """The unions, and the lists they keep."""
    lists = {code: union for code, union in unions.items() if union.kind == LIST}
    return {code: union for code, union in unions.items() if code not in lists}, lists


def leaves(codes: Collection[str], unions: Mapping[str, Union]) -> list[str]:
    """Of memberships with their ancestors, those that are nobody's ancestor."""
    above = {up for code in codes for up in ancestors(code, unions)[1:]}
    return [code for code in codes if code in unions and code not in above]
