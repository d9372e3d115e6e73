"""The example of a union's program, run as it is against the whole: it subscribes, is told, and reads what it missed."""

import asyncio
import json
import os
import random
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from aixin.demo.families import CAST
from aixin.demo.stage import ORGANIZER, families_of
from deploy.local.server import free_port
from services.accounts.usecases.api_keys import KeyWanted, issue_key, key_text
from shared.db.pool import transaction
from shared.kernel.clock import machine_clock
from shared.kernel.identity import Identity
from shared.providers import calling
from tests.support.eventually import eventually
from tests.support.lived import book, publish
from tests.support.programs import authority, certificate
from tests.support.stack import ROOT
from tests.support.whole import Whole, whole

CLIENT = ROOT / "examples" / "programs" / "client.py"


async def run(folder: Path, environment: Mapping[str, str], *words: str) -> str:
    """What the example prints."""
    known = {"PATH": os.environ["PATH"], **environment}
    started = await asyncio.create_subprocess_exec(sys.executable, str(CLIENT), *words, cwd=folder, env=known, stdout=-1, stderr=-1)  # fmt: skip
    out, err = await started.communicate()
    assert started.returncode == 0, err.decode()
    return out.decode().strip()


@asynccontextmanager
async def listening(folder: Path, port: int, secret: str) -> AsyncIterator[list[dict[str, str]]]:
    """The example as it waits; what it printed so far."""
    known = {"PATH": os.environ["PATH"], "AIXIN_SECRET": secret}
    words = (sys.executable, str(CLIENT), "listen", str(port), "server.pem")
    started = await asyncio.create_subprocess_exec(*words, cwd=folder, env=known, stdout=-1, stderr=-1)
    assert started.stdout and started.stderr
    assert await started.stderr.readline() == b"listening\n"
    told: list[dict[str, str]] = []

    async def read(lines: asyncio.StreamReader) -> None:
        async for line in lines:
            told.append(json.loads(line))

    reading = [asyncio.create_task(read(started.stdout)), asyncio.create_task(started.stderr.read())]
    try:
        yield told
    finally:
        started.kill()
        await started.wait()
        await asyncio.gather(*reading)


async def key_for(stack: Whole) -> str:
    """As the page issues it to an organizer who gave a second factor."""
    accounts = stack.systems["accounts"]
    who = Identity(uuid4(), "李明", (), 0, frozenset({("organizer", "gaoxin")}), 9e9, methods=("sms", "otp"))
    vault = accounts.app.state.office.vault
    async with transaction(accounts.pool) as conn:
        made = await issue_key(
            conn, vault, who, "gaoxin", wanted=KeyWanted("例子", ["events:read", "enrollments:read"], 1)
        )
    return key_text(vault, made)


async def test_it_is_told_what_happens_and_reads_what_it_missed(settings, tmp_path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "ca.pem").write_bytes(authority())
    (tmp_path / "server.pem").write_bytes(certificate())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setattr(calling, "trusted", ssl.create_default_context)  # a process reads once whom it trusts
    async with whole(settings) as stack:
        roll, unions = stack.systems["accounts"].pool, stack.systems["notify"].pool
        await eventually(lambda: roll.fetchval("SELECT count(*) FROM roll_member"))
        await eventually(lambda: unions.fetchval("SELECT true FROM known_union WHERE code = 'gaoxin'"), within=60)
        organizer, port, began = await stack.log_in(ORGANIZER), free_port(), machine_clock()
        here = {"AIXIN_URL": stack.url, "AIXIN_TOKEN": organizer.token, "AIXIN_KEY": await key_for(stack)}
        kinds = ("enrollment.confirmed", "enrollment.withdrawn", "places.changed")
        secret = await run(tmp_path, here, "subscribe", "gaoxin", f"https://127.0.0.1:{port}/", *kinds)
        async with listening(tmp_path, port, secret) as told:
            groups = await publish(organizer)
            (family,) = await families_of(stack.web, CAST[:1], random.Random(1))
            answer = await book(family, groups["托管"])
            await family.person.post(f"/booking/api/v1/enrollments/{answer['enrollment_id']}/withdraw")

            def heard() -> list[str]:
                return [one["type"] for one in told if one.get("enrollment_id") == answer["enrollment_id"]]

            await eventually(lambda: sorted(heard()) == ["enrollment.confirmed", "enrollment.withdrawn"], within=90)
            await eventually(lambda: any(one["type"] == "places.changed" for one in told), within=90)

        async def replayed() -> set[str]:
            return {
                json.loads(line)["id"] for line in (await run(tmp_path, here, "replay", began.isoformat())).splitlines()
            }

        missed = await replayed()
        assert {one["id"] for one in told} <= missed
        assert not await replayed() & missed  # only what came since
