"""What a system does with an event that it hears: its effect, alone or with others, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.errors import Skip
from shared.events.envelope import Envelope
from shared.events.revocation import TOPIC, AccessChanged
from shared.messaging.handler import Alone, Handler, Independent, Many, handle, handle_many
from shared.observability import trace

CAUSE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
CONN: Any = object()
"""Handed on, and not looked at."""


def heard(number: int) -> tuple[Envelope, AccessChanged]:
    """An event of its own person."""
    event = AccessChanged(person_id=UUID(int=number), epoch=1)
    said = Envelope(
        UUID(int=number), event.TYPE, "accounts", datetime(2027, 1, 18, tzinfo=UTC), TOPIC, event.key, CAUSE
    )
    return said, event


ENVELOPE, EVENT = heard(1)


class Effects:
    """What was done, and as a step of what."""

    def __init__(self, *, nothing: bool = False) -> None:
        self.nothing = nothing
        self.seen: list[tuple[Any, ...]] = []
        self.trace: str | None = None

    async def of_one(self, *told: Any) -> None:
        self.seen.append(told)
        self.trace = trace.current()
        if self.nothing:
            raise Skip("known already")

    async def of_many(self, conn: Any, events: Any) -> None:
        await self.of_one(conn, events)


@pytest.mark.parametrize("apart", [False, True], ids=["as it comes", "alone"])
async def test_an_event_has_its_effect_as_a_step_of_what_caused_it(apart: bool) -> None:
    done = Effects()
    handler: Handler = Alone(done.of_one) if apart else done.of_one
    assert await handle({AccessChanged: handler}, CONN, EVENT, ENVELOPE)
    assert done.seen == [(CONN, EVENT, ENVELOPE)]
    assert done.trace is not None and done.trace.split("-")[1] == CAUSE.split("-")[1]
    assert trace.current() is None


async def test_who_takes_many_takes_one_as_a_list_of_one() -> None:
    done = Effects()
    assert await handle({AccessChanged: Many(done.of_many)}, CONN, EVENT, ENVELOPE)
    assert done.seen == [(CONN, [EVENT])]


async def test_many_have_their_effects_at_once_and_in_their_order() -> None:
    done, told = Effects(), [heard(n) for n in (3, 1, 2)]
    assert await handle_many(Many(done.of_many), CONN, told) == frozenset()
    assert done.seen == [(CONN, [event for _, event in told])]


async def test_of_many_that_are_apart_from_each_other_it_is_told_which_had_nothing_to_do() -> None:
    told = [heard(n) for n in (1, 2)]

    async def effect(_: Any, events: Any) -> set[UUID]:
        return {said.id for said, _ in events} - {UUID(int=1)}

    assert await handle_many(Independent(effect), CONN, told) == {UUID(int=2)}
    assert [await handle({AccessChanged: Independent(effect)}, CONN, event, said) for said, event in told] == [
        True,
        False,
    ]


class Recorded:
    """A recorder that keeps what it is told."""

    def __init__(self) -> None:
        self.steps: list[tuple[Any, ...]] = []

    @contextmanager
    def step(self, name: str, kind: trace.Kind, caller: str | None, facts: trace.Facts) -> Iterator[str]:
        self.steps.append((name, kind, caller, facts))
        yield CAUSE

    def past(self, name: str, kind: trace.Kind, caller: str | None, began: int, facts: trace.Facts) -> None:
        self.steps.append((name, kind, caller, facts))
        assert began > 0

    def flush(self) -> None: ...

    def stop(self) -> None: ...


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    recorder = Recorded()
    trace.record_with(recorder)
    yield recorder
    trace.record_with(None)


async def test_what_was_heard_is_recorded_with_its_kind_and_id_alone(recorded: Recorded) -> None:
    """Nothing that leads to a person; of many each is a step of what caused it."""
    done, told = Effects(), [heard(n) for n in (1, 2)]
    await handle({AccessChanged: done.of_one}, CONN, EVENT, ENVELOPE)
    await handle_many(Many(done.of_many), CONN, told)
    facts = [{"event": AccessChanged.TYPE, "event_id": str(said.id)} for said, _ in told]
    assert recorded.steps == [
        ("hear", "consumer", CAUSE, facts[0]),
        *(("hear", "consumer", CAUSE, each | {"batch": 2}) for each in facts),
    ]


async def test_where_there_is_nothing_to_do_that_is_told_and_no_fault() -> None:
    done = Effects(nothing=True)
    assert not await handle({AccessChanged: done.of_one}, CONN, EVENT, ENVELOPE)
    assert await handle_many(Many(done.of_many), CONN, [(ENVELOPE, EVENT)]) == {ENVELOPE.id}
    assert len(done.seen) == 2
