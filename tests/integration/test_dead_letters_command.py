"""`aixin dead-letters`: what stopped one event is seen, told whole, and dropped for good; the family behind it is told."""

import asyncio
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from aixin.cli import app
from shared.messaging.dead_letters import parked
from shared.messaging.topics import ensure_topics
from tests.support.backbone import Backbone
from tests.support.eventually import eventually
from tests.support.notify import happened

HEADERS = {"ce_specversion": "1.0", "ce_source": "booking", "ce_time": "2027-01-18T09:00:00+08:00"}


@pytest.fixture
async def notify(system):
    async with system("notify") as running:
        await ensure_topics(running.settings.kafka, running.settings.topic_prefix)
        yield running


@pytest.fixture
def aixin(notify, monkeypatch):
    """The command, against the system's own database."""
    for name in ("database_url", "keys_dir"):
        monkeypatch.setenv(f"AIXIN_{name.upper()}", str(getattr(notify.settings, name)))

    async def run(*words):
        done = await asyncio.to_thread(CliRunner(env={"COLUMNS": "200"}).invoke, app, ["dead-letters", *words])
        return done.exit_code, done.output

    return run


def record(event, body=None):
    """On the topic, by one key, so in one partition."""
    headers = HEADERS | {"ce_id": str(uuid4()), "ce_type": event.TYPE}
    return {
        "key": b"same",
        "value": body or event.model_dump_json().encode(),
        "headers": [(name, value.encode()) for name, value in headers.items()],
    }


async def test_seen_shown_dropped_and_the_family_behind_it_is_told(notify, aixin):
    s, person = notify.settings, uuid4()
    topic = Backbone(s.database_url, s.kafka, s.topic_prefix, notify.pool)
    bad = record(happened("confirmed", person), b'{"enrollment_id":"\\u0000","child_name":"[/red]"}')

    async def told():
        return await notify.pool.fetchval("SELECT count(*) FROM message WHERE person_id = $1", person)

    await topic.write("enrollment", [bad, record(happened("confirmed", person))])
    await eventually(told)
    [dead] = await parked(notify.pool)
    number = str(dead.id)
    assert (await aixin("list", "notify"))[1].count("\\x00") == 1
    code, whole = await aixin("show", "notify", number)
    assert code == 0 and '"child_name":"[/red]"' in whole and f"ce_id: {dead.letter.id()}" in whole
    code, said = await aixin("requeue", "notify", number)
    assert code == 1 and "仍未成功" in said
    assert (await aixin("drop", "notify", number, "--why", " "))[0] == 2
    assert (await aixin("drop", "notify", number, "--why", "演练", "--by", "王工"))[0] == 0
    code, said = await aixin("drop", "notify", number, "--why", "again")
    assert code == 1 and f"不在列表里 not in the list: {number}" in said
    assert (await aixin("show", "notify", number))[0] == 1
    await topic.write("enrollment", [bad, record(happened("confirmed", person))])
    await eventually(lambda: told_twice(told))
    assert "没有无法处理的事件" in (await aixin("list", "notify"))[1]
    row = await notify.pool.fetchrow("SELECT dropped_by, dropped_why FROM dead_letter")
    assert tuple(row) == ("王工", "演练")


async def told_twice(told):
    return await told() == 2
