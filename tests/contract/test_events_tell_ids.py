"""What goes from system to system tells of people by ids, and of a child by a masked name."""

import json
from collections.abc import Iterator

import pytest

from shared.events.registry import EVENTS
from tests.support.sentences import ROOT

OF_PEOPLE = {
    "birth_date", "born", "categories", "email", "employers", "grade", "health", "home_area", "id_number", "note", "phone",
    "phone_hash", "phone_masked", "school", "school_area", "staff_number",
}  # fmt: skip
"""What databases keep of people under these names."""
MASKED = {"child_name"}
"""The one name of somebody that may be told: as much of it as siblings need to be told apart."""
OF_GROUPS = {"catalogue"}
"""Modules whose events tell what a notice says: to whom it is open, not who somebody is."""


def properties(schema: object) -> Iterator[str]:
    """The names of all properties, however deep."""
    match schema:
        case dict():
            yield from schema.get("properties", {})
            for inner in schema.values():
                yield from properties(inner)
        case list():
            for inner in schema:
                yield from properties(inner)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.TYPE)
def test_an_event_tells_nothing_of_a_person_but_ids(event):
    golden = ROOT / "shared/events/golden" / f"{event.TYPE}.json"
    told = set(properties(json.loads(golden.read_text(encoding="utf-8"))))
    if event.__module__.rpartition(".")[2] not in OF_GROUPS:
        assert not told & OF_PEOPLE
    assert {name for name in told if name.endswith("_name")} <= MASKED
