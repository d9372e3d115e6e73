"""What holds for a group: what is said nearest to it counts, from the plan over its term and site and its session or class to itself."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from services.classes.plan.language.admission import Admission, Registration, Retention
from services.classes.plan.language.conditions import FAMILIES, Who, names_families
from services.classes.plan.language.findings import Path
from services.classes.plan.language.model import Rules
from services.classes.plan.language.sections import Section
from services.classes.plan.language.values import UNLIMITED

P = TypeVar("P", bound=Section)
Level = tuple[Path, Rules]
"""Where something is said, and all that is said there; from the plan inwards."""
KEYS = tuple(Rules.model_fields)
DRAWS = ("draw", "draw_if_oversubscribed")
TOGETHER = (*DRAWS, "ranked")
"""The ways in which everyone who asked until an instant is decided at once."""
Merge = Callable[[Sequence[Rules]], "Held"]


class Held(Rules):
    """All that holds for a group. Limits are not among it: each counts for what it was said of."""

    registration: Registration = Registration()
    who: Who = Who()
    admission: Admission = Admission()
    retention: Retention = Retention()


OF_CARE = ("admission", "pools", "limits", "per_child", "minimum")
"""What is said further out of how places are given is said of care, and not of an option: that goes to the children in care, one by one."""


def for_options(level: Rules) -> Rules:
    """What a plan, a term or a site says, as far as it holds for an option, too."""
    window = level.registration and level.registration.model_copy(update={"sign_up": None})
    return level.model_copy(update=dict.fromkeys(OF_CARE) | {"registration": window})


def says(part: Rules) -> bool:
    """Whether any rule is said there."""
    return any(getattr(part, key) is not None for key in KEYS)


APPLIES: dict[str, Callable[[Admission, int | None], bool]] = {
    "draw_source": lambda said, waiting: said.way in DRAWS,
    "priorities": lambda said, waiting: said.way not in (None, "first_come") or said.waiting_order == "priority",
    "decide_at": lambda said, waiting: said.way in TOGETHER,
    "lot_minutes": lambda said, waiting: said.way == "opening_lot",
    "together": lambda said, waiting: said.way not in (None, "first_come") or (said.wishes or 1) > 1,
    "wishes": lambda said, waiting: said.together not in (None, "no"),
    "answer_within": lambda said, waiting: waiting != 0,
    "all_at_once": lambda said, waiting: waiting != 0,
}
"""Keys of `admission` that mean something only beside others: given the admission and the length of the waiting list."""


def merged(levels: Sequence[Rules]) -> Held:
    """What the levels say together, from the plan inwards; of `admission`, what applies."""
    said = {key: value for level in levels for key in KEYS if (value := getattr(level, key)) is not None}
    said["registration"] = _by_key(Registration(), [level.registration for level in levels])
    said["retention"] = _by_key(Retention(), [level.retention for level in levels])
    admission = _by_key(Admission(), [level.admission for level in levels])
    idle = [key for key, applies in APPLIES.items() if not applies(admission, said.get("waiting_list"))]
    said["admission"] = admission.model_copy(update=dict.fromkeys(idle))
    said["who"] = _who([level.who for level in levels if level.who])
    return Held.model_construct(**said)


def merging() -> Merge:
    """`merged` that remembers: thousands of groups share a few sets of levels. The levels must outlive it."""
    known: dict[tuple[int, ...], Held] = {}

    def merge(levels: Sequence[Rules]) -> Held:
        key = tuple(map(id, levels))
        if key not in known:
            known[key] = merged(levels)
        return known[key]

    return merge


def waiting_limit(said: Rules) -> int | None:
    """Longest waiting list; None: no limit; 0: none."""
    return None if said.waiting_list in (None, UNLIMITED) else said.waiting_list


def said_at(levels: Sequence[Level], section: str, name: str = "") -> Path:
    """Where `section` (or its key `name`) is said that counts; the plan's own section when nobody says it."""
    for path, level in reversed(levels):
        part = getattr(level, section)
        if part is not None and (not name or getattr(part, name) is not None):
            return (*path, section, name) if name else (*path, section)
    return (section,)


def _who(parts: Sequence[Who]) -> Who:
    """Key by key; `open_to: all` lifts what was said further out of families, `members_of` lifts `open_to`."""
    found = Who()
    for said in parts:
        if said.open_to:
            found = found.model_copy(update=dict.fromkeys((*FAMILIES, "join_by")))
            found = found.model_copy(update={"any_of": None}) if names_families(found) else found
        if said.members_of:
            found = found.model_copy(update={"open_to": None})
        found = _by_key(found, [said])
    return found


def _by_key(base: P, parts: Sequence[P | None]) -> P:
    for part in parts:
        if part is not None:
            base = base.model_copy(update={name: value for name, value in part if value is not None})
    return base
