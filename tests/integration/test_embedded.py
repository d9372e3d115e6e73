"""The embedded PostgreSQL and Kafka: data outlive stops and kill -9, jars are the locked ones, one origin serves four systems."""

import asyncio
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx2
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from deploy.local import jars
from deploy.local import kafka as local_kafka
from deploy.local.causes import cause
from deploy.local.guarded import STACK
from deploy.local.origin import Origin
from deploy.local.stack import Kafka, Postgres, StackError
from shared.messaging.address import options
from tests.support.stack import JARS, fetched_jars


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "postgres")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[Kafka]:
    server = Kafka(tmp_path / "kafka", JARS)
    server.start()
    yield server
    server.stop()


async def query(dsn: str, sql: str) -> object:
    conn = await asyncpg.connect(dsn, timeout=5)
    try:
        return await conn.fetchval(sql)
    finally:
        await conn.close()


async def put(kafka: Kafka, value: bytes) -> None:
    admin = AIOKafkaAdminClient(**options(kafka.address(STACK)))
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(**options(kafka.address(STACK))) as producer:
        await producer.send_and_wait("kept", value)


async def first(kafka: Kafka) -> bytes | None:
    async with AIOKafkaConsumer("kept", **options(kafka.address(STACK)), auto_offset_reset="earliest") as consumer:
        return (await consumer.getone()).value


async def test_rows_survive_a_stop_and_a_kill(postgres: Postgres) -> None:
    dsn = postgres.dsn("aixin_booking")
    await query(dsn, "CREATE TABLE kept AS SELECT 41 AS n")
    postgres.stop()
    postgres.start()
    await query(dsn, "UPDATE kept SET n = 42")
    postgres.kill()
    postgres.start()
    assert postgres.dsn("aixin_booking") == dsn
    assert await query(dsn, "SELECT n FROM kept") == 42
    durable = [await query(dsn, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
    assert durable == ["on", "on", "on"]


async def test_nobody_gets_into_another_systems_database(postgres: Postgres) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await query(postgres.dsn("aixin_booking", "aixin_classes"), "SELECT 1")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await query(f"postgresql://postgres@127.0.0.1:{postgres.port}/aixin_booking", "SELECT 1")


async def test_records_survive_a_stop_and_a_kill(kafka: Kafka) -> None:
    address, cluster = kafka.address("booking"), kafka.cluster_id
    await put(kafka, b"kept")
    kafka.stop()
    kafka.start()
    kafka.kill()
    kafka.start()
    assert (kafka.address("booking"), kafka.cluster_id) == (address, cluster)
    assert await asyncio.wait_for(first(kafka), 60) == b"kept"


async def test_a_wipe_gives_a_new_cluster_where_it_was(kafka: Kafka, postgres: Postgres) -> None:
    address, cluster, dsn = kafka.address("booking"), kafka.cluster_id, postgres.dsn("aixin_booking")
    identity = await query(postgres.dsn("postgres"), "SELECT system_identifier FROM pg_control_system()")
    kafka.wipe()
    postgres.wipe()
    kafka.start()
    postgres.start()
    assert (kafka.address("booking"), postgres.dsn("aixin_booking")) == (address, dsn)
    assert kafka.cluster_id != cluster
    assert await query(postgres.dsn("postgres"), "SELECT system_identifier FROM pg_control_system()") != identity


async def test_a_stop_leaves_no_process(postgres: Postgres) -> None:
    await query(postgres.dsn("aixin_booking"), "SELECT 1")
    family = [psutil.Process(postgres.pid), *psutil.Process(postgres.pid).children(recursive=True)]
    assert len(family) > 3
    postgres.stop()
    assert [process for process in family if process.is_running()] == []


@pytest.mark.parametrize("name", ["postgres", "kafka"])
def test_a_server_that_outlived_its_run_is_ended_before_the_next(name: str, request: pytest.FixtureRequest) -> None:
    orphan: Postgres | Kafka = request.getfixturevalue(name)
    after = Postgres(orphan.folder) if isinstance(orphan, Postgres) else Kafka(orphan.folder, JARS)
    after.start()
    assert (orphan.running, after.running) == (False, True)
    after.stop()


def test_a_pid_that_is_somebody_elses_by_now_is_left_alone(postgres: Postgres) -> None:
    postgres.stop()
    stranger = f"{os.getpid()}\n{postgres.data}\n"
    (postgres.folder / "pid").write_text(stranger)
    (postgres.data / "postmaster.pid").write_text(stranger)
    postgres.start()
    assert postgres.running


async def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    """A first start that was killed in the middle."""
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = Postgres(tmp_path / "postgres")
    server.start()
    try:
        assert await query(server.dsn("aixin_notify"), "SELECT current_user") == "aixin_notify"
    finally:
        server.stop()


def test_a_server_that_cannot_start_shows_why(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    server.prepare()
    (server.data / "postgresql.conf").write_text("shared_buffers = plenty\n")
    server.launch()
    with pytest.raises(StackError, match="shared_buffers") as told:
        server.wait()
    assert "内存" not in str(told.value)  # what is not known is not guessed


def test_a_server_that_cannot_start_says_what_is_known_of_it(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    server.prepare()
    version = server.data / "PG_VERSION"
    version.write_text("19\n")
    assert "由另一个版本的程序" in why(server)
    version.write_text("18\n")
    server.data.chmod(0o755)
    assert "权限不足" in why(server)
    server.data.chmod(0o700)
    with socket.create_server(("127.0.0.1", server.port)):
        assert "端口刚被其他程序占用" in why(server)


def why(server: Postgres) -> str:
    server.launch()
    with pytest.raises(StackError) as told:
        server.wait()
    return str(told.value)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', "磁盘已满"),
        ("java.nio.file.AccessDeniedException: data/meta.properties", "权限不足"),
        ("java.net.BindException: Address already in use", "端口"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "内存不足"),
        ("There is insufficient memory for the Java Runtime Environment to continue.", "内存不足"),
        ("setpriv: failed to execute postgres: Exec format error", "不适合这台电脑"),
        ("FATAL:  database files are incompatible with server", "另一个版本"),
    ],
)
def test_causes_are_told_by_a_programs_own_words(words: str, told: str) -> None:
    known = cause(words)
    assert known
    assert told in known[0]


def test_a_port_taken_while_its_server_is_down_is_waited_for(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    server.start()
    port = server.port
    server.kill()
    with socket.create_server(("127.0.0.1", port)), pytest.raises(StackError, match=str(port)):
        server.start()
    server.start()
    assert server.port == port
    server.kill()


def test_a_training_that_failed_is_not_tried_at_every_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "jars"
    shutil.copytree(fetched_jars(), own, ignore=shutil.ignore_patterns("*.aot", "training-*"))
    monkeypatch.setattr(local_kafka, "TRAINING_SECONDS", 0.0)  # no machine writes the cache so fast
    Kafka(tmp_path / "kafka", own).prepare()
    (failed,) = own.glob("kafka-*.failed")
    once = failed.stat().st_mtime_ns
    Kafka(tmp_path / "kafka", own).prepare()
    assert failed.stat().st_mtime_ns == once
    assert not [*own.glob("*.aot"), *own.glob("training-*")]


def test_a_jar_that_is_not_the_locked_one_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "jars.lock"
    lock.write_text(f"{'0' * 64}  org/example/thing/1.0/thing-1.0.jar\n")

    def fetch(path: str, folder: Path) -> Path:
        file = folder / Path(path).name
        file.write_bytes(b"not what was locked")
        return file

    with pytest.raises(StackError, match="SHA-256"):
        jars.ensure(tmp_path / "jars", lock, fetch)
    assert not list((tmp_path / "jars").rglob("*.jar"))


def test_a_damaged_jar_is_fetched_again_and_strangers_are_not_loaded(tmp_path: Path) -> None:
    good, path = b"the locked bytes", "org/example/thing/1.0/thing-1.0.jar"
    (tmp_path / "good").write_bytes(good)
    lock = tmp_path / "jars.lock"
    lock.write_text(f"{jars.sha256(tmp_path / 'good')}  {path}\n")
    damaged = tmp_path / "jars" / path
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(good[:-1])
    (damaged.parent / "stranger.jar").write_bytes(b"")
    jars.ensure(tmp_path / "jars", lock, lambda _, folder: (tmp_path / "good").rename(folder / "fetched"))
    assert damaged.read_bytes() == good
    assert jars.classpath(tmp_path / "jars", lock) == str(damaged)


def test_without_a_network_the_jars_say_what_to_do(tmp_path: Path) -> None:
    def unplugged(path: str, folder: Path) -> Path:
        raise ConnectionError

    with pytest.raises(StackError, match="检查网络"):
        jars.ensure(tmp_path, fetch=unplugged)


async def test_the_origin_hands_each_request_to_its_system() -> None:
    def system(name: str) -> Starlette:
        async def page(request: Request) -> PlainTextResponse:
            return PlainTextResponse(f"{name} {request.url.path}")

        return Starlette(routes=[Route("/static/{file}", page), Route(f"/{name}/{{rest:path}}", page)])

    origin = Origin({name: system(name) for name in ("classes", "booking")}, "classes")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=origin), base_url="http://aixin.test") as web:
        assert (await web.get("/booking/mine")).text == "booking /booking/mine"
        assert (await web.get("/static/aixin.css")).text == "classes /static/aixin.css"
        assert (await web.get("/")).headers["location"] == "/classes/"
        assert (await web.get("/bookings/")).status_code == 404
