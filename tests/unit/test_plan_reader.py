"""A long plan is read by a process of its own, and says the same as a short one read here."""

import pytest

from services.classes import reader
from services.classes.plan import PlanErrors, read
from services.classes.reader import Reader, as_read
from shared import apart
from shared.apart import Apart
from tests.support.plan_texts import large

LONG = large(300).encode()


async def test_a_process_reads_what_a_thread_reads() -> None:
    assert len(LONG) > reader.SHORT
    elsewhere = await Reader(Apart()).read(LONG)
    assert elsewhere == as_read(read(LONG))
    assert len(elsewhere.keys) == 3600


async def test_every_mistake_comes_back_with_its_place() -> None:
    faulty = LONG + b"unknown: x\n" * 2
    with pytest.raises(PlanErrors) as here:
        read(faulty)
    with pytest.raises(PlanErrors) as elsewhere:
        await Reader(Apart()).read(faulty)
    assert elsewhere.value.errors == here.value.errors


async def test_a_plan_that_takes_too_much_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "DEADLINE", 0.01)
    with pytest.raises(PlanErrors, match="split it into several files"):
        await Reader(Apart()).read(LONG)


async def test_sentences_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reader(Apart())
    said = await reading.sentences(large(1))
    monkeypatch.setattr(reader, "read", None)
    assert said and await reading.sentences(large(1)) == said
