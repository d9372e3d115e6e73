"""From the bytes of a file to a Plan, or to everything that is wrong with it at once."""

import copy
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from services.classes.plan.checks import Declared, check
from services.classes.plan.file import MOST_ERRORS, Node, PlanError, PlanErrors, faults, parse
from services.classes.plan.file.faults import Fault
from services.classes.plan.language.employers import LISTS, spelled_out
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Draft, Plan


def read(data: bytes, name: str = "plan.yaml") -> Plan:
    """The plan in a YAML file; `name` is how errors call the file. Raises PlanErrors with every error and its line."""
    root, errors = parse(data, name)
    raw = root.plain()
    raw = spelled_out(raw, raw.get(LISTS))
    wrong: list[Fault] = []
    try:
        draft: Draft = Plan.model_validate(raw)
    except ValidationError as error:
        wrong = sorted(faults(error), key=lambda fault: root.place(fault.path))
        draft = salvage(raw, [fault.path for fault in wrong])
    doubtful = _Doubtful(fault.path for fault in wrong)
    unread = {part for fault in wrong for part in fault.path}
    # One sentence a place: what the plan says once may be wrong for many groups.
    unfit = {
        f.path: f
        for f in reversed(list(check(draft, _declared(raw))))
        if unread.isdisjoint(f.lacks) and f.path not in doubtful
    }
    if errors or wrong or unfit or not isinstance(draft, Plan):
        told = [*(fault.finding for fault in wrong[:MOST_ERRORS]), *unfit.values()]
        raise PlanErrors(name, errors + [_placed(root, finding) for finding in told], len(wrong[MOST_ERRORS:]))
    return draft


def salvage(raw: dict[str, Any], faulty: Iterable[Path]) -> Draft:
    """As much of a faulty plan as can be checked further: what is faulty is left out, a faulty term or site wholly."""
    rest = {key: copy.deepcopy(value) for key, value in raw.items() if key in Draft.model_fields}
    for _ in range(6):  # what lacks something that was cut goes in the next round
        cut: set[Path] = set()
        for path in faulty:
            _cut(rest, path, cut)
        try:
            return Draft.model_validate(rest)
        except ValidationError as error:
            faulty = [fault.path for fault in faults(error)]
    return Draft()


def _cut(data: dict[str, Any], path: Path, cut: set[Path]) -> None:
    """Remove what stands at the path; when it is not there, what lacks it. `cut` is what was removed before."""
    if path[:1] in (("terms",), ("sites",)):
        path = path[:2]
    while path and not any(path[:length] in cut for length in range(len(path) + 1)):
        *way, last = path
        here: Any = data
        for part in way:
            here = here.get(part) if isinstance(here, dict) else None
        if isinstance(here, dict) and last in here:
            del here[last]
            cut.add(path)
            return
        path = path[:-1]


def _declared(raw: dict[str, Any]) -> Declared:
    """The names a plan gives, those of faulty parts included; None for a section that is no mapping."""
    return {
        key: None if not isinstance(said := raw.get(key) or {}, dict) else set(said)
        for key in ("terms", "sites", "sessions")
    }


class _Doubtful:
    """Places around which, or inside which, something is faulty: a second message there would only confuse."""

    def __init__(self, faulty: Iterable[Path]) -> None:
        self._faulty = {_around(path) for path in faulty}
        self._above = {path[:length] for path in self._faulty for length in range(len(path))}

    def __contains__(self, path: Path) -> bool:
        return path in self._above or any(path[:length] in self._faulty for length in range(len(path) + 1))


def _around(path: Path) -> Path:
    """What a fault makes doubtful: itself; of how places are given, all that is said there."""
    return path[: path.index("admission") + 1] if "admission" in path else path


def _placed(root: Node, finding: Finding) -> PlanError:
    where = ".".join(str(part) for part in finding.path)
    return PlanError(*root.place(finding.path), where, finding.zh, finding.en)
