"""What tests run against: real servers started once for the run, a database of its own and topics of its own for each test."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path

import hypothesis
import psutil
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from deploy.local.kafka import Kafka
from shared.events.registry import TOPICS
from shared.keys import ensure_keys
from shared.messaging import topics
from shared.settings import Settings
from shared.system import System
from tests.support import loopback, stack
from tests.support.memory import in_memory
from tests.support.people import never_in_doubt

loopback.watch()

# Whether a rule holds does not depend on how busy the machine is.
hypothesis.settings.register_profile("aixin", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("aixin")
# `make mutants` asks only whether a rule holds: no example is made smaller for a reader, none is kept for the next mutant.
hypothesis.settings.register_profile(
    "mutants",
    hypothesis.settings.get_profile("aixin"),
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)

# Each test makes topics of its own: six partitions of each cost the broker more than all else that most tests do, and order is kept by key.
topics.PARTITIONS = 2

LONGEST_FIRST = ("faults", "browser", "integration", "notices", "property")
"""Folders: what takes long begins early, so that at the end no core waits for another; on one core alone it comes last."""

MakeDatabase = Callable[[str], Awaitable[str]]
MakeSettings = Callable[..., Awaitable[Settings]]
RunSystem = Callable[..., AbstractAsyncContextManager[System]]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: half of their time tests wait for servers."""
    return (psutil.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ranks = {folder: rank for rank, folder in enumerate(LONGEST_FIRST)}
    alone = not hasattr(config, "workerinput")
    items.sort(key=lambda item: ranks.get(item.path.parent.name, len(ranks)), reverse=alone)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """DSN of the superuser of a real PostgreSQL."""
    with in_memory(tmp_path_factory.mktemp("postgres")) as folder, stack.a_postgres(folder) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Bootstrap servers of a real Kafka, which every test shares: kill it not."""
    with in_memory(tmp_path_factory.mktemp("kafka")) as folder, stack.a_kafka(folder) as bootstrap:
        yield bootstrap


@pytest.fixture(scope="module")
def module_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """A broker that the tests of one file ill-treat one after the other."""
    with in_memory(tmp_path_factory.mktemp("own-kafka")) as folder, stack.own_kafka(folder) as broker:
        yield broker


@pytest.fixture
def own_kafka(module_kafka: Kafka) -> Iterator[Kafka]:
    """A running Kafka that the test may kill, stop and wipe; topics of earlier tests may be on it."""
    if not module_kafka.running:
        module_kafka.start()
    yield module_kafka
    if module_kafka.running:
        psutil.Process(module_kafka.pid).resume()


@pytest.fixture(scope="session")
def databases(postgres: str) -> Iterator[stack.Databases]:
    """Makes databases; `database` is what a test wants."""
    made = stack.Databases(postgres)
    yield made
    asyncio.run(made.drop_templates())


@pytest.fixture
async def database(databases: stack.Databases) -> AsyncIterator[MakeDatabase]:
    """`await database("booking")`: the DSN of a new, migrated database; `"shared"` has the backbone's tables alone."""
    made: list[str] = []

    async def make(service: str) -> str:
        made.append(await databases.make(service))
        return made[-1]

    yield make
    await databases.drop(*made)


@pytest.fixture(scope="session")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys that tokens are signed and verified with."""
    folder = tmp_path_factory.mktemp("keys")
    ensure_keys(folder)
    return folder


@pytest.fixture
async def topic_prefix(kafka: str) -> AsyncIterator[str]:
    """Stands before the topics and groups of this test; its topics are deleted afterwards."""
    prefix = f"t{os.urandom(4).hex()}-"
    yield prefix
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    try:
        async with asyncio.timeout(60):
            await admin.start()
            await admin.delete_topics([prefix + topic for topic in TOPICS])  # those that never were are no error
    finally:
        await admin.close()


@pytest.fixture
def settings(database: MakeDatabase, kafka: str, topic_prefix: str, keys_dir: Path) -> MakeSettings:
    """`await settings("booking", demo=True)`: for a new database, unless `database_url` is given."""

    async def make(service: str, **changes: object) -> Settings:
        values = {"kafka": kafka, "topic_prefix": topic_prefix, "keys_dir": keys_dir} | changes
        if "database_url" not in values:
            values["database_url"] = await database(service)
        return Settings(**values)  # type: ignore[arg-type]

    return make


@pytest.fixture
def system(settings: MakeSettings) -> RunSystem:
    """`async with system("booking") as booking`: running, on a new database or on the one that is given; `alone` as `never_in_doubt` says."""

    @asynccontextmanager
    async def run(
        service: str, database_url: str | None = None, *, alone: bool = True, **changes: object
    ) -> AsyncIterator[System]:
        given = {"database_url": database_url} if database_url else {}
        built = import_module(f"services.{service}.bootstrap").build(await settings(service, **given, **changes))
        async with built.running():
            if alone:
                never_in_doubt(built)
            yield built

    return run
