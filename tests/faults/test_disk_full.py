"""A disk runs full under the database, or under the broker, and is freed: nobody's answer is lost, and no event."""

import asyncio
import os

import pytest

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.support.all_the_while import families_book
from tests.support.backbone import backbone
from tests.support.eventually import eventually
from tests.support.flow import everything_arrives, flow
from tests.support.long import LONG
from tests.support.small_disk import small_disk
from tests.support.stack import Databases, jars_folder, starting

FAMILIES, PLACES = (2000, 300) if LONG else (300, 30)
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
    known = await settings("booking", database_url=await Databases(server.dsn("postgres")).make("booking"))
    async with families_book(known, FAMILIES, PLACES, record_property) as crowd:
        disk.fill()
        before = crowd.busy
        await eventually(lambda: crowd.busy > before + 5)
        disk.free()
        if not server.running:  # it gives up when its log has no room
            await asyncio.to_thread(server.start)


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
