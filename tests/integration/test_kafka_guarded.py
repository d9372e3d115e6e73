"""The users and rights that deploy/k8s gives the systems at the broker are what they need: one journey, encrypted and by name."""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError

from shared.events.registry import SYSTEMS
from shared.messaging.address import options
from shared.messaging.broker import BrokerLost
from shared.messaging.topics import ensure_topics
from tests.conftest import RunSystem
from tests.support.booking import door
from tests.support.classes import Office, has_places, plan, published
from tests.support.eventually import eventually
from tests.support.guarded_kafka import GuardedKafka
from tests.support.k8s import of_kind
from tests.support.notify import door as inbox_of
from tests.support.parents import Parent
from tests.support.people import bearer, token_for
from tests.support.stack import fetched_jars

MEMBER = UUID(int=7)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[GuardedKafka]:
    """Knows the users of deploy/k8s."""
    users = {user["metadata"]["name"]: user["spec"]["authorization"]["acls"] for user in of_kind("base", "KafkaUser")}
    server = GuardedKafka(tmp_path / "kafka", fetched_jars(), users)
    server.start()
    yield server
    server.kill()


async def test_one_journey_by_name_and_no_further(broker: GuardedKafka, system: RunSystem, keys_dir: Path) -> None:
    await broker.permit()
    with pytest.raises(BrokerLost, match="topics were refused"):
        await ensure_topics(broker.address("booking-kafka"), "")
    await ensure_topics(broker.bootstrap, "")

    async with AsyncExitStack() as stack:
        running = {
            name: await stack.enter_async_context(system(name, kafka=broker.address(f"{name}-kafka"), topic_prefix=""))
            for name in SYSTEMS
        }
        organizer = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
        office, web = Office(running["classes"], organizer), door(running["booking"])
        web.headers.update(bearer(token_for(keys_dir, MEMBER, unions=("mazhang",), revision=1)))
        parent = Parent(web)
        group, _ = await published(office, plan(opens_in_days=-1, places=2))
        child = await parent.child("张小明")
        await eventually(lambda: parent.book(group, child), within=60)
        await eventually(lambda: has_places(office, group, (2, 1, 0)), within=60)

        async def told() -> bool:
            async with inbox_of(running["notify"], MEMBER) as me:
                return [m["kind"] for m in (await me.get("/notify/api/v1/messages")).json()["messages"]] == [
                    "confirmed"
                ]

        await eventually(told, within=60)
        await eventually(lambda: running["accounts"].relay.connected, within=60)

    async with AIOKafkaProducer(**options(broker.address("notify-kafka"))) as producer:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait("enrollment", b"forged")
