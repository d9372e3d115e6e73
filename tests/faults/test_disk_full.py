"""A disk runs full under the database, or under the broker, and is freed: nobody's answer is lost, and no event."""

import asyncio
import os

import pytest

from aixin.demo.client import open_web
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.server import free_port
from tests.support.backbone import backbone
from tests.support.booked import every_answer_stands
from tests.support.crowd import Crowd
from tests.support.eventually import eventually
from tests.support.flow import everything_arrives, flow
from tests.support.long import LONG
from tests.support.roles import Part
from tests.support.small_disk import small_disk
from tests.support.stack import Databases, jars_folder, starting
from tests.support.writes import families, place

FAMILIES, PLACES = (2000, 300) if LONG else (300, 30)
PAUSE = 0.02
MEGABYTES = 256
BACK_SECONDS = 120


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", MEGABYTES) as mounted:
        yield mounted


@pytest.fixture
def server(disk):
    server = Postgres(disk.folder / "postgres")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def broker(disk):
    broker = Kafka(disk.folder / "kafka", jars_folder())
    with starting():
        broker.start()
    yield broker
    broker.kill()


@pytest.mark.timeout(600)
async def test_the_databases_and_no_acknowledged_booking_is_lost(settings, disk, server, record_property):
    dsn = await Databases(server.dsn("postgres")).make("booking")
    known = (await settings("booking", database_url=dsn)).model_copy(update={"port": free_port()})
    group, those = await families(known, FAMILIES, capacity=PLACES)
    part = Part("booking", known)
    try:
        await eventually(part.ready, within=120)
        async with open_web(part.url) as web, asyncio.TaskGroup() as running:
            crowd = Crowd(web, [place(family, group) for family in those])
            asked = running.create_task(crowd.ask(range(FAMILIES), PAUSE))
            await eventually(lambda: len(crowd.answers) > FAMILIES / 5, every=0.005)
            disk.fill()
            before = crowd.busy
            await eventually(lambda: crowd.busy > before + 5)
            disk.free()
            if not server.running:  # it gives up when its log has no room
                await asyncio.to_thread(server.start)
            await asked
            assert await crowd.compare() == FAMILIES
            await every_answer_stands(dsn, crowd, PLACES)
        await eventually(part.ready, within=120)
    finally:
        part.kill()
    record_property("compared", FAMILIES)
    record_property("told to come again", crowd.busy)
    record_property("longest answer, s", round(crowd.longest, 1))


@pytest.fixture
async def bone(database, broker):
    async with backbone(await database("shared"), broker.bootstrap, f"t{os.urandom(4).hex()}-") as made:
        yield made


async def test_the_brokers_and_no_event_is_lost_or_doubled(bone, disk, broker, record_property):
    async with bone.relay() as relay, bone.consumer():
        async with flow(bone, relay) as emitted:
            await eventually(lambda: bone.has(50), within=BACK_SECONDS)
            disk.fill()
            await eventually(lambda: not relay.connected, within=BACK_SECONDS)
            before = emitted[0]
            await eventually(lambda: emitted[0] > before + 30)  # nobody waits for the broker
            await eventually(lambda: not broker.running, within=BACK_SECONDS)
            disk.free()
            await asyncio.to_thread(broker.start)
            await eventually(lambda: bone.has(before + 30), within=BACK_SECONDS)
        record_property("compared", await everything_arrives(bone, within=BACK_SECONDS))
