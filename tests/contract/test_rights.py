"""The broker is a door: nobody comes in without a name, and nobody writes, reads or joins what is not theirs."""

import asyncio
import re
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import GroupAuthorizationFailedError, KafkaConnectionError, TopicAuthorizationFailedError
from aiokafka.protocol.admin import CreateAclsRequest

from deploy.local.guarded import PROPERTIES, STACK, Guarded
from deploy.local.kafka import Kafka
from shared.events.accounts import MembershipChanged
from shared.events.registry import SYSTEMS, TOPICS
from shared.events.revocation import TOPIC
from shared.events.rights import rights
from shared.messaging.address import options
from tests.support.eventually import eventually
from tests.support.stack import ROOT, fetched_jars, starting

SECONDS = 60
"""Until an answer, on a machine however busy."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """As `make up` starts it."""
    with starting():
        server = Guarded(tmp_path_factory.mktemp("guarded"), fetched_jars())
        server.start()
    yield server
    server.kill()


def test_booking_says_nothing_in_accounts_name() -> None:
    """What all the others check is meant to be checked against."""
    assert not {right for right in rights("booking") if right[1:] == (MembershipChanged.TOPIC, "Write")}


def test_the_broker_of_docker_compose_has_the_same_doors() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    told = compose["services"]["kafka"]["environment"]
    assert {key: told[f"KAFKA_{key.upper().replace('.', '_')}"] for key in PROPERTIES} == PROPERTIES
    for system in SYSTEMS:
        address = compose["services"][system]["environment"]["AIXIN_KAFKA"]
        assert address == f"scram://{system}@kafka:9092?passfile=/run/aixin/{system}.kafka"


async def test_nobody_comes_in_without_a_name(broker: Guarded) -> None:
    await refused({"bootstrap_servers": broker.bootstrap})
    known = options(broker.address("booking"))
    await refused(known | {"sasl_plain_password": "guessed"})
    await refused(known | {"sasl_plain_username": "nobody"})
    await refused(known | {"sasl_mechanism": "PLAIN"})
    assert await allowed(known)


def test_the_controllers_door_is_shut_too(broker: Guarded) -> None:
    told = (broker.folder / "server.properties").read_text()
    port = int(re.findall(r"CONTROLLER://127\.0\.0\.1:(\d+)", told)[0])
    with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        connection.sendall(struct.pack(">ihhihbbb", 13, 60, 0, 1, -1, 0, 0, 0))  # DescribeCluster
        assert connection.recv(12) == b""


def test_only_we_can_read_the_passwords(broker: Guarded) -> None:
    secret = broker.address(STACK).split(":")[2].partition("@")[0]
    holding = [file for file in broker.folder.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()]
    assert [file.name for file in holding] == ["server.properties"]
    assert {file.stat().st_mode & 0o777 for file in (*holding, broker.folder / "secret")} == {0o600}


@pytest.mark.parametrize("system", SYSTEMS)
async def test_each_writes_what_is_its_own(broker: Guarded, system: str) -> None:
    written = set()
    async with AIOKafkaProducer(**options(broker.address(system)), enable_idempotence=True) as producer:
        for topic in TOPICS:
            try:
                await asyncio.wait_for(producer.send_and_wait(topic, b"said"), SECONDS)
                written.add(topic)
            except TopicAuthorizationFailedError:
                pass
    assert written == {right.name for right in rights(system) if right.operation == "Write"}


@pytest.mark.parametrize("system", SYSTEMS)
async def test_each_reads_what_it_hears_in_its_own_group(broker: Guarded, system: str) -> None:
    may = {right.name for right in rights(system) if right.operation == "Read" and right.kind == "topic"}
    assert {topic for topic in TOPICS if await heard(broker, system, topic)} == may
    groups = {right.name for right in rights(system) if right.kind == "group"}
    assert {group for group in SYSTEMS if await joined(broker, system, group)} == groups


async def test_what_is_granted_no_more_is_taken_away(broker: Guarded) -> None:
    more = CreateAclsRequest(2, MembershipChanged.TOPIC, 3, "User:booking", "*", 4, 3)
    client = AIOKafkaClient(**options(broker.address(STACK)))
    await client.bootstrap()
    (node,) = client.cluster.brokers()
    await client.send(node.nodeId, more)
    await client.close()
    await eventually(lambda: said(broker, "booking", MembershipChanged.TOPIC))

    await asyncio.to_thread(broker.stop)
    await asyncio.to_thread(broker.start)
    assert not await said(broker, "booking", MembershipChanged.TOPIC)


def test_a_log_that_was_open_to_all_is_made_anew_and_stays(tmp_path: Path) -> None:
    """By its new id all know that they must tell it again."""
    with starting():
        before = Kafka(tmp_path, fetched_jars())
        before.start()
    before.stop()
    open_to_all = before.cluster_id

    now = Guarded(tmp_path, fetched_jars())
    try:
        now.start()
        guarded = now.cluster_id
        asyncio.run(refused({"bootstrap_servers": now.bootstrap}))
        now.stop()
        now.start()
        assert open_to_all != guarded == now.cluster_id
    finally:
        now.kill()


def test_without_its_secret_there_are_other_passwords(tmp_path: Path) -> None:
    server = Guarded(tmp_path, fetched_jars())
    try:
        server.start()
        stolen, cluster = server.address("accounts"), server.cluster_id
        server.stop()
        (tmp_path / "secret").unlink()
        server.start()
        assert server.cluster_id != cluster
        asyncio.run(refused(options(stolen)))
        assert asyncio.run(allowed(options(server.address("accounts"))))
    finally:
        server.kill()


async def allowed(known: dict[str, Any]) -> bool:
    """Whether the broker answers who comes so."""
    client = AIOKafkaClient(**known, request_timeout_ms=5000)
    try:
        await asyncio.wait_for(client.bootstrap(), SECONDS)
        return bool(client.cluster.brokers())
    except KafkaConnectionError:
        return False
    finally:
        await client.close()


async def refused(known: dict[str, Any]) -> None:
    """It does not."""
    assert not await allowed(known)


async def said(broker: Guarded, system: str, topic: str) -> bool:
    """Whether a system may say something there."""
    async with AIOKafkaProducer(**options(broker.address(system))) as producer:
        try:
            await asyncio.wait_for(producer.send_and_wait(topic, b"said"), SECONDS)
        except TopicAuthorizationFailedError:
            return False
    return True


async def heard(broker: Guarded, system: str, topic: str) -> bool:
    """Whether it may hear what was said there."""
    async with AIOKafkaProducer(**options(broker.address(STACK))) as producer:
        await producer.send_and_wait(topic, b"said", partition=0)
    async with AIOKafkaConsumer(**options(broker.address(system)), auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        try:
            return bool(await asyncio.wait_for(consumer.getone(), SECONDS))
        except TopicAuthorizationFailedError:
            return False


async def joined(broker: Guarded, system: str, group: str) -> bool:
    """Whether it may keep an offset there, as a member does."""
    consumer, partition = AIOKafkaConsumer(**options(broker.address(system)), group_id=group), TopicPartition(TOPIC, 0)
    try:
        await asyncio.wait_for(consumer.start(), SECONDS)
        consumer.assign([partition])
        await asyncio.wait_for(consumer.commit({partition: 0}), SECONDS)
        return True
    except GroupAuthorizationFailedError:
        return False
    finally:
        await consumer.stop()
