"""The users and rights that a broker gives the systems are what they need: one journey by name, at ours and at that of deploy/k8s."""

from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError

from deploy.local.guarded import Guarded
from shared.events.registry import SYSTEMS
from shared.messaging.address import options
from shared.messaging.broker import BrokerLost
from shared.messaging.topics import ensure_topics
from tests.conftest import RunSystem
from tests.support.booking import door
from tests.support.classes import Office, has_places, plan, published
from tests.support.eventually import eventually
from tests.support.guarded_kafka import Encrypted
from tests.support.k8s import of_kind
from tests.support.notify import door as inbox_of
from tests.support.parents import Parent
from tests.support.people import bearer, token_for
from tests.support.stack import fetched_jars

MEMBER = UUID(int=7)
AddressOf = Callable[[str], str]


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Guarded]:
    """As `make up` starts it."""
    server = Guarded(tmp_path / "kafka", fetched_jars())
    server.start()
    yield server
    server.kill()


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Encrypted]:
    """Knows the users of deploy/k8s."""
    users = {user["metadata"]["name"]: user["spec"]["authorization"]["acls"] for user in of_kind("base", "KafkaUser")}
    server = Encrypted(tmp_path / "kafka", fetched_jars(), users)
    server.start()
    yield server
    server.kill()


async def test_one_journey_by_name(ours: Guarded, system: RunSystem, keys_dir: Path) -> None:
    await journey(ours.address, system, keys_dir)


async def test_one_journey_encrypted_and_by_name_and_no_further(
    encrypted: Encrypted, system: RunSystem, keys_dir: Path
) -> None:
    await encrypted.permit()
    with pytest.raises(BrokerLost, match="topics were refused"):
        await ensure_topics(encrypted.address("booking-kafka"), "")
    await ensure_topics(encrypted.bootstrap, "")

    await journey(lambda name: encrypted.address(f"{name}-kafka"), system, keys_dir)

    async with AIOKafkaProducer(**options(encrypted.address("notify-kafka"))) as producer:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait("enrollment", b"forged")


async def journey(address: AddressOf, system: RunSystem, keys_dir: Path) -> None:
    """From a plan to a family's inbox, each system by its own address."""
    async with AsyncExitStack() as stack:
        running = {
            name: await stack.enter_async_context(system(name, kafka=address(name), topic_prefix=""))
            for name in SYSTEMS
        }
        organizer = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
        office, web = Office(running["classes"], organizer), door(running["booking"])
        web.headers.update(bearer(token_for(keys_dir, MEMBER, unions=("mazhang",), revision=1)))
        parent = Parent(web)
        group, _ = await published(office, plan(opens_in_days=-1, places=2))
        child = await parent.child("张小明")
        await eventually(lambda: parent.book(group, child))
        await eventually(lambda: has_places(office, group, (2, 1, 0)))

        async def told() -> bool:
            async with inbox_of(running["notify"], MEMBER) as me:
                return [m["kind"] for m in (await me.get("/notify/api/v1/messages")).json()["messages"]] == [
                    "confirmed"
                ]

        await eventually(told)
        for one in running.values():
            await eventually(lambda one=one: one.relay.connected and one.revocations.certain)  # type: ignore[misc]
