"""The version before the last migration answers while a newer one migrates its database and answers beside it: nobody notices."""

import asyncio
import json
import shutil
import subprocess
import sys

import asyncpg
import pytest

from aixin.demo.client import open_web
from deploy.local.server import free_port
from shared.keys import ensure_keys
from tests.support.crowd import Crowd, Wish
from tests.support.earlier import before_last_migration, unpacked
from tests.support.eventually import eventually
from tests.support.long import LONG
from tests.support.people import accounts_speaks
from tests.support.roles import Part, environment, migrate
from tests.support.writes import WRITES

COUNT = 20
PAUSE = 0.05
# By the earlier version itself, on a database as that one knows it.
PREPARE = """
import asyncio, dataclasses, json, sys
from shared.settings import Settings
from tests.support.writes import WRITES
wishes = asyncio.run(WRITES[sys.argv[1]].wishes(Settings(), int(sys.argv[2])))
print(json.dumps([dataclasses.asdict(wish) for wish in wishes], default=bytes.decode))
"""


async def prepared(name, known, code):
    """What both will be asked. One that is too old to know how it is prepared has to make do with how it is done today."""
    if not (code / "tests" / "support" / "writes.py").exists():
        return await WRITES[name].wishes(known, COUNT)
    command = [sys.executable, "-c", PREPARE, name, str(COUNT)]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=code, env=environment(known), capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    return [Wish(**wish) for wish in json.loads(done.stdout.splitlines()[-1])]


def keys_of_both(folder, name):
    """One that is old enough looks for its key where all systems had one together."""
    keys = folder / "keys"
    ensure_keys(keys)
    shutil.copy(keys / f"{name}.secret", keys / "secret")
    return keys


@pytest.mark.parametrize("name", list(WRITES) if LONG else ["booking"])
async def test_both_answer_and_each_key_has_one_answer_at_either(settings, databases, tmp_path, record_property, name):
    code = unpacked(before_last_migration(name), tmp_path / "earlier")
    dsn = await databases.empty(name)
    known, voice = (
        await settings(name, database_url=dsn, keys_dir=keys_of_both(tmp_path, name)),
        await settings("shared"),
    )
    older, newer = (known.model_copy(update={"port": free_port()}) for _ in range(2))
    newer = newer.model_copy(update={"database_url": databases.dsn(dsn.rpartition("/")[2])})
    migrate(name, older, code)
    old, new = Part(name, older, code=code), None  # once who worked with a database owned it
    try:
        await eventually(old.answers)
        conn = await asyncpg.connect(dsn)
        applied = await conn.fetchval("SELECT count(*) FROM migration")
        before = await conn.fetchval(WRITES[name].effects)
        wishes = await prepared(name, older, code)
        new_url, speaks = f"http://127.0.0.1:{newer.port}", accounts_speaks(voice)
        async with open_web(old.url) as at_old, open_web(new_url) as at_new, speaks, asyncio.TaskGroup() as running:
            early, late = Crowd(at_old, wishes[::2]), Crowd(at_new, wishes[1::2])
            asked = running.create_task(early.ask(range(COUNT // 2), PAUSE))
            await eventually(lambda: len(early.answers) > 3)
            await asyncio.to_thread(migrate, name, newer)
            new = Part(name, newer)
            await eventually(new.answers)
            assert await conn.fetchval("SELECT count(*) FROM migration") > applied
            again = early.ask(list(early.answers))  # whatever the older one has in mind of how tables were
            await asyncio.gather(asked, again, late.ask(range(COUNT // 2), PAUSE))
            assert old.process.poll() is None and await old.answers()
            early.web, late.web = at_new, at_old
            compared = await early.compare() + await late.compare()
        assert compared == COUNT
        assert await conn.fetchval(WRITES[name].effects) - before == COUNT
        await conn.close()
    finally:
        for part in (old, new):
            if part:
                part.kill()
        await databases.drop(dsn)
    record_property("compared", compared)
