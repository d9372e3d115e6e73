"""A worker ends only by being stopped; whatever else ends it is told, counted, and followed by another start."""

import ast
import asyncio
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from shared import supervision
from shared.errors import Unavailable
from shared.supervision import Supervisor
from tests.support.eventually import eventually

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch):
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(supervision, "LONGEST_PAUSE", 0.002)
    monkeypatch.setattr(supervision, "SETTLED_SECONDS", 0.05)


async def raises(error):
    raise error


async def unavailable():
    try:
        raise OSError("connection refused")
    except OSError as error:
        raise Unavailable from error


ENDS = {
    "an error": (lambda: raises(ValueError("no")), "ValueError"),
    "away": (unavailable, "OSError"),
    "somebody's cancellation": (lambda: raises(asyncio.CancelledError()), "Ended"),
    "by itself": (lambda: asyncio.sleep(0), "Ended"),
    "several at once": (lambda: raises(ExceptionGroup("two", [ValueError(), KeyError()])), "ExceptionGroup"),
}


@pytest.mark.parametrize(("end", "kind"), ENDS.values(), ids=ENDS)
async def test_however_it_ends_it_is_started_again_and_told_meanwhile(end, kind):
    ends, well = 0, asyncio.Event()

    async def work():
        nonlocal ends
        ends += 1
        if well.is_set():
            await asyncio.Event().wait()
        await end()

    labels = {"system": "s", "worker": f"w-{kind}-{end}"}
    with capture_logs() as logs:
        async with Supervisor("s") as supervisor:
            supervisor.start(labels["worker"], work)
            await eventually(lambda: ends > 20)
            trouble = supervisor.troubles[labels["worker"]]
            assert trouble.error == kind
            assert [line["event"] for line in logs if line["log_level"] == "error"] == ["worker_failed"]
            assert REGISTRY.get_sample_value("aixin_worker_failures_total", labels) >= 20
            well.set()
            await eventually(lambda: not supervisor.troubles)
            assert [line["event"] for line in logs if line["log_level"] == "info"] == ["worker_is_back"]


async def test_since_is_the_first_failure_of_the_outage():
    async with Supervisor("s") as supervisor:
        supervisor.start("w", lambda: raises(ValueError()))
        first = (await eventually(lambda: supervisor.troubles.get("w"))).since
        metric = "aixin_worker_failures_total", {"system": "s", "worker": "w"}
        await eventually(lambda: REGISTRY.get_sample_value(*metric) > 10)
        assert supervisor.troubles["w"].since == first


async def test_what_must_succeed_once_is_tried_until_it_does_and_not_again():
    failures, runs = iter([True] * 3), 0

    async def work():
        nonlocal runs
        runs += 1
        if next(failures, False):
            raise OSError("not yet")

    async with Supervisor("s") as supervisor:
        supervisor.start_once("seed", work)
        await eventually(lambda: runs == 4 and not supervisor.troubles)
    assert runs == 4


async def test_stopped_it_ends_at_once_even_when_the_cancellation_is_swallowed():
    async def deaf():
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    order = []

    async def noting(name):
        try:
            await asyncio.Event().wait()
        finally:
            order.append(name)

    async with Supervisor("s") as supervisor:
        supervisor.start("deaf", deaf)
        supervisor.start("first", lambda: noting("first"))
        supervisor.start("last", lambda: noting("last"))
        await asyncio.sleep(0)
    assert order == ["last", "first"] and not supervisor.troubles
    assert asyncio.all_tasks() == {asyncio.current_task()}


BOUNDED = {
    "aixin/demo/race.py": "families of one race, gathered",
    "services/classes/web/checking.py": "one page, waited for by whoever reads it",
    "services/notify/usecases/send.py": "one message, waited for",
    "shared/apart.py": "one file, fed while its reader is heard out",
    "shared/db/pool.py": "one commit, waited for",
    "shared/db/pulse.py": "one question, waited for",
    "shared/messaging/broker.py": "one call or one session, waited for",
    "shared/supervision.py": "the helper",
}
"""Where tasks are made, and why none of them can end unseen."""


def test_no_other_task_is_made_anywhere():
    makes = {"create_task", "ensure_future", "TaskGroup", "run_coroutine_threadsafe", "Thread"}
    found = {
        str(file.relative_to(ROOT))
        for folder in ("aixin", "deploy", "services", "shared")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name) and getattr(node, "attr", getattr(node, "id", "")) in makes
    }
    assert found == set(BOUNDED)
