"""Reads plans away from the event loop: a short one in a thread, a long one in a process of its own, with limits of memory and time."""

import asyncio
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from services.classes.plan import (
    Pair,
    Paragraph,
    Plan,
    PlanError,
    PlanErrors,
    PlannedGroup,
    Presentation,
    doubts,
    expand,
    paragraphs,
    read,
)
from services.classes.words import plan_file as wrong
from shared.apart import Apart, Failed
from shared.events.catalogue import GroupFacts
from shared.kernel.clock import ZONE, machine_clock

SHORT = 8 * 1024
"""Bytes that a thread reads in the time a process needs to start: a notice of a few pages."""
MEMORY = 1024 * 1024 * 1024
"""Bytes of address space; 5,000 groups, or 49,000 mistakes, take a third."""
PORTION = 25
"""Groups in hand at a time: some milliseconds of work."""
KEPT = 64
"""Plans whose sentences are remembered."""


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What a file says: its heading, its sentences, its groups, these as JSON.

    Thousands of them as objects would have the garbage collector hold everybody up.
    """

    key: str
    union: str
    title: str
    said: Sequence[Paragraph]
    keys: Sequence[str]
    lines: Sequence[bytes]
    doubts: Sequence[Pair] = ()
    """What an organizer should look at once more."""

    def portions(self) -> Iterator[list[PlannedGroup]]:
        """The groups, a few at a time."""
        for n in range(0, len(self.lines), PORTION):
            yield [planned(line) for line in self.lines[n : n + PORTION]]


def as_read(plan: Plan) -> ReadPlan:
    """A plan that somebody has at hand."""
    groups = expand(plan)
    lines = [_line(group) for group in groups]
    today = machine_clock().astimezone(ZONE).date()
    keys = [group.key for group in groups]
    return ReadPlan(plan.plan, plan.union, plan.title, paragraphs(plan), keys, lines, doubts(plan, today))


class Reader:
    """Where classes has plans read: one at a time in a thread, for threads share a processor with the loop."""

    def __init__(self, apart: Apart) -> None:
        self._apart, self._turn = apart, asyncio.Lock()
        self._said: dict[bytes, Sequence[Paragraph]] = {}

    async def read(self, data: bytes, name: str = "plan.yaml") -> ReadPlan:
        """What the file says. Raises PlanErrors with every error and its line."""
        if len(data) <= SHORT:
            async with self._turn:
                return await asyncio.to_thread(lambda: as_read(read(data, name)))
        try:
            heading, *lines = (await self._apart.run(told, data, MEMORY)).split(b"\n")
        except Failed as failed:
            raise PlanErrors(name, [PlanError(1, 1, "", *wrong.MANY)]) from failed
        said = orjson.loads(heading)
        if "errors" in said:
            raise PlanErrors(name, [PlanError(*error) for error in said["errors"]])
        return ReadPlan(
            said["key"],
            said["union"],
            said["title"],
            _paragraphs(said["said"]),
            said["keys"],
            lines,
            _pairs(said["doubts"]),
        )

    async def sentences(self, source: str) -> Sequence[Paragraph]:
        """What an imported plan says; nothing when the plan language no longer reads what it did then."""
        data = source.encode()
        key = hashlib.sha256(data).digest()
        if key not in self._said:
            try:
                said = (await self.read(data)).said
            except PlanErrors:
                said = []
            if len(self._said) >= KEPT:
                self._said.pop(next(iter(self._said)))
            self._said[key] = said
        return self._said[key]


def told(content: bytes) -> bytes:
    """In the process: the heading, or the errors, as a line of JSON; then a line for each group."""
    try:
        plan = as_read(read(content))
    except PlanErrors as bad:
        return orjson.dumps({"errors": [(e.line, e.column, e.where, e.zh, e.en) for e in bad.errors]})
    heading = {
        "key": plan.key, "union": plan.union, "title": plan.title, "said": plan.said, "keys": plan.keys,
        "doubts": [tuple(doubt) for doubt in plan.doubts],
    }  # fmt: skip
    return b"\n".join([orjson.dumps(heading), *plan.lines])


def _line(group: PlannedGroup) -> bytes:
    facts, shown = (said.model_dump(mode="json") for said in (group.facts, group.presentation))
    return orjson.dumps((group.key, facts, shown))


def planned(line: bytes | str) -> PlannedGroup:
    """A group as a plan's line of JSON says it."""
    key, facts, shown = orjson.loads(line)
    return PlannedGroup(key, GroupFacts.model_validate(facts), Presentation.model_validate(shown))


def _paragraphs(said: Iterable[Any]) -> list[Paragraph]:
    return [((zh, en), _pairs(sentences)) for (zh, en), sentences in said]


def _pairs(said: Iterable[Any]) -> list[Pair]:
    return [(zh, en) for zh, en in said]
