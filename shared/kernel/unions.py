"""The tree of unions (工会): what each is called, and what stands below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from shared.kernel.identity import SCOPES

Roles = frozenset[tuple[str, str]]
REACHES_DOWN = frozenset({"organizer", *SCOPES})
"""Who organizes a union organizes those below it, and its programs read of them; who teaches in one does not teach in another."""


@dataclass(frozen=True, slots=True)
class UnionKnown:
    """A union as accounts told of it; `kind` is what it serves: region, park or employer."""

    code: str
    name: str
    kind: str
    parent: str | None


class Tree:
    """All unions at one moment; a new one is made when one of them changes."""

    def __init__(self, unions: Iterable[UnionKnown] = ()) -> None:
        self._unions: Mapping[str, UnionKnown] = {union.code: union for union in unions}
        self._below: dict[str | None, list[str]] = {}
        for union in self._unions.values():
            parent = union.parent if union.parent in self._unions else None
            self._below.setdefault(parent, []).append(union.code)
        self.reaching = lru_cache(maxsize=1_000)(self._reaching)

    def __contains__(self, code: str) -> bool:
        """Whether somebody told of it."""
        return code in self._unions

    def name(self, code: str) -> str:
        """What it is called; of one that nobody told of, its code."""
        union = self._unions.get(code)
        return union.name if union else code

    def children(self, code: str | None) -> list[str]:
        """Those right below it, or (None) at the top, by code."""
        return sorted(self._below.get(code, ()))

    def line(self, code: str) -> list[str]:
        """The union and all above it, from the top."""
        line: list[str] = []
        step: str | None = code
        while step is not None and step not in line:
            line.append(step)
            union = self._unions.get(step)
            step = union.parent if union else None
        return line[::-1]

    def under(self, code: str) -> list[str]:
        """The union and all below it."""
        found, ahead = [code], [code]
        while ahead:
            below = self._below.get(ahead.pop(), [])
            found += below
            ahead += below
        return found

    def tops(self, codes: Iterable[str]) -> list[str]:
        """Of these unions those that stand below no other of them, by code."""
        given = set(codes)
        return sorted(code for code in given if not given & set(self.line(code)[:-1]))

    def _reaching(self, roles: Roles) -> Roles:
        """What these roles are roles for, all told."""
        return roles | {(role, below) for role, union in roles if role in REACHES_DOWN for below in self.under(union)}
