"""A state has one door: the steps of its machine. They are all lawful, all reached, all used, and nobody goes round them."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from services.booking.domain.enrollment import LIVE, STEPS, Enrollment, State, WrongState
from tests.support.sentences import ROOT, name, shown

SERVICES = sorted((ROOT / "services").rglob("*.py"))
MACHINES = {Path("services/booking/domain/enrollment.py"), Path("services/classes/domain/lifecycle.py")}
WRITERS = {
    "services/booking/store/sql/write_decision.sql",
    "services/classes/store/sql/save_group.sql",
    "services/classes/store/publishing.py",  # of many groups at once
}
LATER = datetime(2027, 7, 1, tzinfo=UTC)
GIVEN = {
    "begin": lambda to: {"state": to, "seq": 7, "band": 0, "cleared": True},
    "offer": lambda _: {"until": LATER},
    "propose": lambda _: {"id_": uuid4(), "group_id": uuid4(), "seq": 7, "until": LATER},
    "send_back": lambda _: {"by": LATER},
    "go_over": lambda _: {"id_": uuid4(), "group_id": uuid4(), "seq": 7},
    "follow": lambda _: {"id_": uuid4()},
    "queue": lambda _: {"seq": 7, "band": 0},
    "put_behind": lambda _: {"seq": 7},
    "put_first": lambda _: {"seq": 7},
}
"""What a step wants to be told, by where it shall lead."""


def one(state: State, *, cleared: bool = True) -> Enrollment:
    """An enrollment that stands there."""
    return Enrollment(uuid4(), uuid4(), uuid4(), state, seq=1, cleared=cleared)


def led_to(verb: str, start: State) -> set[State]:
    """Where this step leads from there, whatever it is told."""
    told = GIVEN.get(verb, lambda _: {})
    ends = set()
    for to in State:
        for cleared in (True, False):
            try:
                ends.add(getattr(one(start, cleared=cleared), verb)(**told(to)).state)
            except WrongState:
                continue
    return ends


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("start", State)
def test_a_step_leads_where_its_line_says_or_is_refused(verb: str, start: State) -> None:
    accepted, reached = STEPS[verb]
    stays = verb in ("clear", "send_back", "mended", "go_over", "follow")
    expected = ({start} if stays else set(reached)) if start in accepted else set()
    assert led_to(verb, start) == expected


def test_every_state_is_reached_from_a_request_and_every_end_is_one() -> None:
    seen, fresh = set(), {State.ASKED}
    while fresh:
        seen |= fresh
        fresh = {to for accepted, reached in STEPS.values() if accepted & fresh for to in reached} - seen
    assert seen == set(State)
    assert set().union(*(accepted for accepted, _ in STEPS.values())) == LIVE


def test_every_step_is_taken_somewhere() -> None:
    taken = {
        node.func.attr
        for path in SERVICES
        if path.relative_to(ROOT) not in MACHINES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert STEPS.keys() <= taken


def test_no_state_is_replaced_outside_its_machine() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SERVICES
        if path.relative_to(ROOT) not in MACHINES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("replace")
        if any(word.arg == "state" for word in node.keywords)
    ]
    assert not bare


def said(path: Path) -> list[str]:
    """The statements of a file, or the strings of a module, each for itself."""
    return [text for _, text in shown(path)] if path.suffix == ".py" else [path.read_text(encoding="utf-8")]


def test_a_state_is_written_by_the_one_statement_that_writes_a_decision() -> None:
    writes = re.compile(r"(INSERT INTO|UPDATE)\s+(enrollment|class_group)\b[^;)]*?\bstate\b", re.IGNORECASE)
    sources = [*SERVICES, *(ROOT / "services").glob("*/store/sql/*.sql")]
    assert {name(path) for path in sources if any(writes.search(text) for text in said(path))} == WRITERS
