"""Every worker of every system is killed: /readyz tells it meanwhile, and it comes back."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from uuid import uuid4

import httpx2
import pytest

from aixin.serve import keep_alive
from deploy.local.stack import Postgres
from services.booking.domain.requests import Withdraw
from services.notify.bootstrap import build as build_notify
from shared import supervision
from shared.errors import Unavailable
from shared.supervision import Supervisor
from tests.support.eventually import eventually
from tests.support.notify import HURRY
from tests.support.proxy import wire
from tests.support.read_only import read_only

SENDERS = {f"{what}-{n}" for what in ("mail", "webhook") for n in range(1, 5)}
ALWAYS = {"database", "signs", "revocation", "union-names", "relay", "checker", "pruner"}
WORKERS = {
    "accounts": ALWAYS | {"timers", "memberships", "heartbeat", "unions", "forgetting-again"},
    "classes": ALWAYS | {"timers", "consumer", "log-life"},
    "booking": ALWAYS
    | {"timers", "consumer", "log-life", "desk", "reading-ahead"}
    | {"announcer", "forgetting-again", "letting-go", "sweeper"},
    "notify": ALWAYS | {"timers", "consumer", "log-life", "live"} | SENDERS,
}
WRITE_ALWAYS = {
    "accounts": {"relay"},
    "classes": {"relay"},
    "booking": {"relay", "announcer"},
    "notify": {"relay"} | SENDERS,
}
"""Those that fail when nothing can be written, without anybody asking them for something."""


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch):
    monkeypatch.setattr(supervision, "SETTLED_SECONDS", 1.0)
    monkeypatch.setattr(supervision, "LONGEST_PAUSE", 0.2)


def ops(system):
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(system.app), base_url="http://aixin.test")


async def ready(system):
    """Status and body of /readyz."""
    async with ops(system) as web:
        answer = await web.get(f"/{system.name}/readyz")
        return answer.status_code, answer.json()


async def is_ready(system):
    status, said = await ready(system)
    return status == 200 and said["status"] == "ready" and not said["workers"]


def errors(system):
    return {trouble.error for trouble in system.supervisor.troubles.values()}


@pytest.mark.parametrize("name", WORKERS)
async def test_all_that_writes_comes_back_when_the_database_was_read_only(system, postgres, name):
    async with system(name, smtp_url="smtp://127.0.0.1:1") as running:
        assert running.supervisor.workers == WORKERS[name]
        await eventually(lambda: is_ready(running))
        async with read_only(postgres, running.settings.database_url):
            await eventually(lambda: running.supervisor.troubles.keys() >= WRITE_ALWAYS[name])
            status, said = await ready(running)
            assert (status, said["status"]) == (503, "unavailable")
            assert said["workers"].keys() >= WRITE_ALWAYS[name]
            await eventually(lambda: errors(running) == {"ReadOnlySQLTransactionError"})
        await eventually(lambda: is_ready(running))


async def test_relay_and_consumer_come_back_with_the_broker(system, own_kafka):
    async with AsyncExitStack() as stack:
        names = ("classes", "booking", "notify")
        systems = [await stack.enter_async_context(system(name, kafka=own_kafka.bootstrap)) for name in names]
        for running in systems:
            await eventually(partial(is_ready, running))
        await asyncio.to_thread(own_kafka.kill)
        for running in systems:
            await eventually(lambda its=running.supervisor: its.troubles.keys() >= {"relay", "consumer"})
            _, said = await ready(running)
            assert said["status"] == "degraded" and {"relay", "consumer"} <= said["workers"].keys()
            await eventually(lambda its=running.supervisor: "revocation" in its.troubles)
        await asyncio.to_thread(own_kafka.start)
        for running in systems:
            await eventually(partial(is_ready, running))


async def test_a_desk_that_is_struck_refuses_who_waits_and_serves_who_comes(booking):
    class Deadly(str):
        """Whoever compares it is cancelled, by nobody of ours."""

        __slots__ = ()

        def __hash__(self):
            raise asyncio.CancelledError

    desk = booking.app.state.desk
    for _ in range(2):
        with pytest.raises(Unavailable):
            await desk.ask(uuid4(), Deadly("k"), b"d", Withdraw(uuid4(), uuid4()))
        assert (await eventually(lambda: booking.supervisor.troubles.get("desk"))).error == "Ended"
    await eventually(lambda: "desk" not in booking.supervisor.troubles)


async def test_open_pages_hear_again_after_the_database_was_away(settings, keys_dir):
    given = await settings("notify")
    host, _, port = given.database_url.rpartition("/")[0].rpartition("@")[2].partition(":")
    async with wire(host, int(port)) as between:
        through = given.database_url.replace(f"@{host}:{port}", f"@127.0.0.1:{between.port}")
        system = build_notify(given.model_copy(update={"database_url": through}), HURRY)
        async with system.running():
            with system.live.watching(uuid4()) as watch:
                assert await watch.news(30) is not None
                between.cut()
                await eventually(lambda: "live" in system.supervisor.troubles)
                between.mend()
                await eventually(lambda: is_ready(system))


async def test_papers_are_swept_again_when_the_store_was_away(system, tmp_path):
    store = tmp_path / "papers"
    store.write_text("a file where the folder must be")
    async with system("booking", papers=str(store)) as booking:

        async def tells_of_nothing_else():
            status, said = await ready(booking)
            return status == 200 and said["broker"] and said["workers"].keys() == {"sweeper"} and said["status"]

        assert await eventually(tells_of_nothing_else) == "degraded"
        store.unlink()
        await eventually(lambda: is_ready(booking))


async def test_a_server_of_the_stack_that_cannot_start_is_tried_until_it_can(system, tmp_path):
    server = Postgres(tmp_path / "postgres")
    server.start()
    trap = server.folder / "log.1"
    async with system("classes") as classes, Supervisor("stack") as stack:
        classes.supervisors.append(stack)
        stack.start(server.name, partial(keep_alive, server))
        await eventually(lambda: is_ready(classes))
        trap.mkdir()
        (trap / "in the way").touch()  # the log cannot be moved there: an OSError, as a full disk is
        server.kill()
        await eventually(lambda: stack.troubles.get(server.name))
        await eventually(lambda: stack.troubles[server.name].error == "IsADirectoryError")
        _, said = await ready(classes)
        assert said["status"] == "degraded" and said["workers"][server.name]["error"] == "IsADirectoryError"
        (trap / "in the way").unlink()
        trap.rmdir()
        await eventually(lambda: server.running and is_ready(classes))
    server.kill()
