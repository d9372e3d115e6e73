"""The real PostgreSQL and Kafka that tests run against: the given ones, else containers if Docker answers, else the embedded ones."""

import os
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local import jars
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.server import StackError, free_port
from shared.db.migrate import migrate
from tests.support.loopback import going_out
from tests.support.owner import clerks, owners

ROOT = Path(__file__).parents[2]
JARS = ROOT / ".aixin" / "kafka" / "jars"
KAFKA_IMAGE, POSTGRES_IMAGE = "apache/kafka:4.4.0", "postgres:18"


@contextmanager
def a_postgres(folder: Path) -> Iterator[str]:
    """The DSN of a superuser."""
    if given := os.environ.get("AIXIN_TEST_DATABASE"):
        yield given
    elif _in_a_container(POSTGRES_IMAGE):
        with _postgres_container() as dsn:
            yield dsn
    else:
        with _embedded(_Forgetful(folder)) as server:
            yield server.dsn("postgres")


@contextmanager
def a_kafka(folder: Path) -> Iterator[str]:
    """Bootstrap servers."""
    if given := os.environ.get("AIXIN_TEST_KAFKA"):
        yield given
    elif _in_a_container(KAFKA_IMAGE):
        with _kafka_container() as bootstrap:
            yield bootstrap
    else:
        with own_kafka(folder) as broker:
            yield broker.bootstrap


@contextmanager
def own_kafka(folder: Path) -> Iterator[Kafka]:
    """A broker that a test may kill, stop and wipe."""
    with _embedded(Kafka(folder, jars_folder())) as broker:
        yield broker


def jars_folder() -> Path:
    """Where Kafka's jars lie, once a broker was started."""
    JARS.mkdir(parents=True, exist_ok=True)
    return JARS


def fetched_jars() -> Path:
    """Where Kafka's jars lie."""
    with going_out():
        jars.ensure(JARS)
    return JARS


class _Forgetful(Postgres):
    """Whoever asks for power cuts starts a server of their own; the shared one need not wait for the disk."""

    def command(self) -> list[str]:
        # Nor need each of many thousand connections try how long a guessed password would take.
        off = ("fsync=off", "full_page_writes=off", "scram_iterations=1")
        return [*super().command(), *(word for option in off for word in ("-c", option))]


@contextmanager
def _embedded(server: Postgres | Kafka) -> Iterator[Postgres | Kafka]:
    with starting():
        server.start()
    try:
        yield server
    finally:
        server.kill()  # nobody wants the data


@contextmanager
def starting() -> Iterator[None]:
    """An embedded server may be fetched here, and what cannot start is missing."""
    try:
        with going_out():  # Kafka's jars, the first time
            yield
    except StackError as cannot:
        missing(str(cannot))


def missing(what: str) -> None:
    """A piece the tests need cannot be had: an error in CI, a visible skip elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def _in_a_container(image: str) -> bool:
    """Whether it runs in one. With AIXIN_TEST_CONTAINERS set nothing else will do, and what cannot is an error."""
    if not (there := _has_image(image)) and os.environ.get("AIXIN_TEST_CONTAINERS"):
        pytest.fail(f"Docker has no {image} and cannot fetch it; AIXIN_TEST_CONTAINERS asks for containers.")
    return there


def _docker_listens() -> bool:
    """Asked first because Docker's client leaves sockets open when it cannot connect."""
    if "DOCKER_HOST" in os.environ:
        return True
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex("/var/run/docker.sock") == 0


@cache
def _has_image(image: str) -> bool:
    """Whether Docker answers and has the image, or can fetch it."""
    if not _docker_listens():
        return False
    try:
        import docker

        if subprocess.run(["docker", "version"], capture_output=True, timeout=20, check=False).returncode:
            return False  # asked so, because the library leaves its sockets open when nobody answers
        with closing(docker.from_env(timeout=120)) as client:
            if not client.images.list(image):
                client.images.pull(image)
    except Exception:  # whatever is wrong with Docker, the embedded servers are as good
        return False
    return True


@contextmanager
def _postgres_container() -> Iterator[str]:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import ExecWaitStrategy

    box = DockerContainer(POSTGRES_IMAGE).with_env("POSTGRES_PASSWORD", "test").with_exposed_ports(5432)
    # The first start of the image makes the cluster with a server that listens on no port.
    box = box.waiting_for(ExecWaitStrategy(["pg_isready", "--host=127.0.0.1", "--username=postgres"]))
    with box as running:
        yield f"postgresql://postgres:test@{running.get_container_host_ip()}:{running.get_exposed_port(5432)}/postgres"


@contextmanager
def _kafka_container() -> Iterator[str]:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    port = free_port()
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_LOG_RETENTION_HOURS": "336",
    }
    box = (
        DockerContainer(KAFKA_IMAGE)
        .with_bind_ports(9092, port)
        .waiting_for(LogMessageWaitStrategy("Kafka Server started"))
    )
    for key, value in settings.items():
        box = box.with_env(key, value)
    with box:
        yield f"127.0.0.1:{port}"


class Databases:
    """Databases made from templates, each of which is migrated once for the run. Their addresses are the clerk's, as whom systems work."""

    def __init__(self, admin: str) -> None:
        self._admin, self._made = admin, 0
        self._run = os.urandom(4).hex()
        self._templates: dict[str, str] = {}

    async def make(self, service: str) -> str:
        """A fresh database of the service (`shared` for one with the backbone's tables alone); its DSN."""
        template = await self._template(service)
        self._made += 1
        name = f"test_{self._run}_{self._made}_{service}"
        await self._copy(template, name)
        return self.dsn(name)

    async def empty(self, service: str) -> str:
        """A database with nothing in it; its DSN, for the owner."""
        self._made += 1
        name = f"test_{self._run}_{self._made}_empty_{service}"
        await self._clerk()
        await self._do(f"CREATE DATABASE {name}")
        return owners(self.dsn(name))

    async def copy(self, dsn: str, name: str = "") -> str:
        """Another database like this one, to which nobody may be connected; its DSN."""
        self._made += 1
        name = name or f"test_{self._run}_{self._made}_copy"
        await self._copy(dsn.rpartition("/")[2], name)
        return self.dsn(name)

    async def drop(self, *dsns: str) -> None:
        """Forget databases, whoever is still connected."""
        for dsn in dsns:
            await self._do(f"DROP DATABASE IF EXISTS {dsn.rpartition('/')[2]} WITH (FORCE)")

    async def drop_templates(self) -> None:
        """At the end of the run."""
        await self.drop(*map(self.dsn, self._templates.values()))

    def dsn(self, name: str) -> str:
        """The address of a database on the same server, for its clerk; both have one password."""
        return clerks(f"{self._admin.rpartition('/')[0]}/{name}")

    async def _template(self, service: str) -> str:
        if service not in self._templates:
            name = f"test_{self._run}_template_{service}"
            await self._clerk()
            await self._do(f"CREATE DATABASE {name}")
            await migrate(owners(self.dsn(name)), ROOT / "services" / service / "migrations")
            self._templates[service] = name
        return self._templates[service]

    async def _clerk(self) -> None:
        """The role, unless another process has made it."""
        at = urlsplit(clerks(self._admin))
        with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
            await self._do(f"CREATE ROLE {at.username} LOGIN PASSWORD '{at.password or ''}'")

    async def _copy(self, template: str, name: str) -> None:
        """File by file where the server need not wait for the disk; elsewhere that would cost more than page by page."""
        async with self._at_work() as conn:
            how = "FILE_COPY" if await conn.fetchval("SHOW fsync") == "off" else "WAL_LOG"
            await conn.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY {how}")

    async def _do(self, command: str) -> None:
        async with self._at_work() as conn:
            await conn.execute(command)

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[asyncpg.Connection]:
        conn = await asyncpg.connect(self._admin, timeout=10)
        try:
            yield conn
        finally:
            await conn.close()
