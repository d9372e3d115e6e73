"""A process of notifications that dies at a step, as in a power cut, and the one that takes over."""

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from tests.support.eventually import eventually
from tests.support.notify import alone, happened, mail_server, reachable, running, say, states


@asynccontextmanager
async def process(settings, smtp_url: str, fail_at: str = ""):
    """`python -m services.notify` while the block runs."""
    env = os.environ | {
        "AIXIN_DATABASE_URL": settings.database_url, "AIXIN_KAFKA": settings.kafka, "AIXIN_KEYS_DIR": str(settings.keys_dir),
        "AIXIN_SMTP_URL": smtp_url, "AIXIN_PORT": "0", "FAIL_AT": fail_at,
    }  # fmt: skip
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.notify",
        env=env,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.terminate()
        await asyncio.wait_for(child.wait(), 20)


@pytest.mark.parametrize(("step", "mails"), [("P9", 1), ("P10", 2)])
async def test_a_killed_process_loses_no_mail_and_only_p10_repeats_one(database, keys_dir, step, mails):
    settings = await alone(database, keys_dir)
    async with running(settings) as system, mail_server() as server:
        await reachable(system, person := uuid4())
        await say(system, happened("confirmed", person))
        async with process(settings, server.url, step) as killed:
            assert await asyncio.wait_for(killed.wait(), 30) == 137
        assert await states(system) == {"sending": 1} and len(server.taken) == mails - 1
        await system.pool.execute("UPDATE delivery SET due_at = now() WHERE state = 'sending'")  # the lease runs out

        async def accepted() -> bool:
            return await states(system) == {"accepted": 1}

        async with process(settings, server.url):
            await eventually(accepted)
        assert len(server.taken) == mails and len({mail["message-id"] for mail in server.taken}) == 1
