"""A child, and what can be known of it on a given day."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID


def school_year(day: date) -> int:
    """The year in which the school year began: it turns on 1 September."""
    return day.year if day.month >= 9 else day.year - 1


def masked(name: str) -> str:
    """张*明 for 张小明, 李* for 李雷, 阿*提 for a long name; never the whole of it."""
    name = name.strip()
    if len(name) <= 2:
        return name[:1] + "*"
    return f"{name[0]}*{name[-1]}"


def masked_at_home(name: str) -> str:
    """As the family itself is told, so that siblings stay apart: 张*明 for 张小明, *雷 for 李雷, 阿*丽·* for 阿依古丽·买买提.

    What siblings share, the surname or the father's name, goes first.
    """
    given, *others = re.split("[·•・]", name.strip(), maxsplit=1)
    told = masked(given) if len(given) > 2 else f"*{given[1:]}"
    return told + "·*" * bool(others)


@dataclass(frozen=True, slots=True)
class Child:
    """A child of a family; what is not known is None."""

    id: UUID
    guardian_ids: tuple[UUID, ...]
    name: str
    birth_date: date | None
    grade: int | None
    """1–9, or 0, -1, -2 for 大班, 中班, 小班, in the school year `grade_year`; below: in no kindergarten yet; above: beyond grade 9."""
    grade_year: int | None
    family_id: UUID | None = None
    school: str = ""
    school_area: str = ""
    """The district or city of the school, as the family writes it."""
    home_area: str = ""
    employers: frozenset[str] = frozenset()
    """Of the guardians, by name."""
    categories: frozenset[str] = frozenset()
    """What the family says it is: hardship, new_form …"""
    consents: frozenset[str] = frozenset()
    """Hashes of the texts a guardian has accepted or stated, for this child or the whole family."""
    documents: frozenset[str] = frozenset()
    """Names of the papers that were uploaded."""
    checked: frozenset[str] = frozenset()
    """What was checked early and stands: `check` of groups."""
    placed_in: frozenset[str] = frozenset()
    """Earlier seasons, as `union/season`, in which the child had a place …"""
    unlucky_in: frozenset[str] = frozenset()
    """… or asked for one and got none."""
    identity: bytes | None = None
    """The same in every record of this child, whichever family keeps it, and in those of its namesakes born on the same day."""

    def age_on(self, day: date) -> int | None:
        """Whole years on that day."""
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (0 if had_birthday else 1)

    def grade_on(self, day: date) -> int | None:
        """The grade on that day; in July and August still that of the year just finished."""
        if self.grade is None or self.grade_year is None:
            return None
        return self.grade + school_year(day) - self.grade_year
