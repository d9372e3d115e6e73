"""`aixin doctor`: each thing that can be wrong is really made wrong, and told in both languages with what to do."""

import asyncio
import socket
from datetime import timedelta
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from aixin.cli import app
from aixin.doctor import machine, setting
from aixin.doctor.system import examine
from aixin.options import LAST_BACKUP
from services.notify.bootstrap import build
from shared.kernel.clock import machine_clock
from shared.keys import ensure_keys
from shared.messaging import outbox
from shared.settings import Settings
from tests.support.apart import RUN, python
from tests.support.eventually import eventually
from tests.support.notify import happened, mail_server
from tests.support.owner import as_owner


@pytest.fixture
def home(tmp_path):
    ensure_keys(tmp_path / "keys")
    return tmp_path


async def told_of(settings):
    """What is said about notify, set up so."""
    return [complaint.sentence.zh async for complaint in examine(build(settings))]


WRONG = {
    "parked": ("INSERT INTO dead_letter (fingerprint, topic, outbox_id, headers, cause) VALUES ('x', 'enrollment', 1, '[]', 'why')", "aixin dead-letters list notify"),
    "unsent": ("INSERT INTO outbox (topic, key, shard, type, body, created_at) VALUES ('notification', 'k', 0, 't', '{}', now() - interval '1 hour')", "事件没有发出"),
    "due": ("INSERT INTO timer (kind, subject, due_at) VALUES ('k', 's', now() - interval '1 hour')", "该做的事还没有做"),
    "read-only": ("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$", "数据库只能读"),
    "newer": ("INSERT INTO migration (name, sha256) VALUES ('own/9999_later.sql', 'x')", "更新程序"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_wrong_in_a_database(settings, wrong):
    async with mail_server() as mails:
        made = await settings("notify", smtp_url=mails.url)
        assert await told_of(made) == []
        sql, said = WRONG[wrong]
        await as_owner(made.database_url, sql)
        (sentence,) = await told_of(made)
        assert said in sentence


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"database_url": "postgresql://nobody:x@127.0.0.1:1/none"}, "数据库没有回应"),
        ({"kafka": "127.0.0.1:1"}, "消息队列 127.0.0.1:1 没有回应"),
        ({"kafka": "scram://booking:hush@127.0.0.1:1"}, "消息队列 127.0.0.1:1 没有回应"),
        ({"smtp_url": "smtp://127.0.0.1:1"}, "邮件服务器 127.0.0.1:1 连不上"),
        ({"smtp_url": ""}, "没有设置邮件服务器"),
    ],
    ids=["database", "broker", "broker by name", "mail server", "no mail server"],
)
async def test_what_does_not_answer(settings, changed, said):
    async with mail_server() as mails:
        (sentence,) = await told_of((await settings("notify", smtp_url=mails.url)).model_copy(update=changed))
        assert said in sentence


@pytest.mark.parametrize(("spent", "said"), [(79, None), (80, "已发 80 条"), (100, "明天再发")])
async def test_how_much_of_the_days_text_messages_is_used(settings, home, spent, said):
    async with mail_server() as mails:
        made = await settings("notify", smtp_url=mails.url)
        file = made.channels_at
        file.write_text(
            '[sms]\nprovider = "aliyun"\nkey_id = "a"\nsecret = "b"\nsign = "高新区工会"\na_day = 100\n'
            '[sms.code]\ntemplate = "SMS_1"\nvalues = { code = "code" }\n',
            encoding="utf-8",
        )
        file.chmod(0o600)
        await as_owner(
            made.database_url,
            f"INSERT INTO channel (name, day, spent) VALUES ('sms', (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date, {spent})",
        )
        try:
            found = await told_of(made)
        finally:
            file.unlink()
        assert [sentence for sentence in found if "短信" in sentence] == found and (
            said in found[0] if said else not found
        )


async def test_how_far_behind_a_system_is(system):
    """What it has heard by its own database, against what the log holds."""
    async with mail_server() as mails, system("notify", smtp_url=mails.url) as notify:
        async with notify.pool.acquire() as conn, conn.transaction():
            await outbox.put(conn, happened("confirmed", uuid4()))
        notify.committed()
        partition = await eventually(lambda: notify.pool.fetchval("SELECT 1 + min(partition) FROM position")) - 1
    made = notify.settings
    async with AIOKafkaProducer(bootstrap_servers=made.kafka) as log:
        for _ in range(1001):
            await log.send(f"{made.topic_prefix}enrollment", b"{}", partition=partition)
        await log.flush()
    async with mail_server() as mails:
        (sentence,) = await told_of(made.model_copy(update={"smtp_url": mails.url}))
    assert "1001 个事件没有处理" in sentence


async def test_clocks_that_differ(settings, monkeypatch):
    async with mail_server() as mails:
        made = await settings("notify", smtp_url=mails.url)
        monkeypatch.setattr("aixin.doctor.system.machine_clock", lambda: machine_clock() + timedelta(minutes=10))
        (sentence,) = await told_of(made)
        assert "相差 600 秒" in sentence


def zh(complaints):
    return [complaint.sentence.zh for complaint in complaints]


def test_a_healthy_machine_is_told_nothing_of(home):
    assert [*machine.room(home, 0, 0), *machine.memory(0), *machine.rights(home), *machine.version(home)] == []


def test_a_full_disk_and_little_memory(home):
    (full,) = machine.room(home, 1 << 60, 1 << 61)
    (low,) = machine.room(home, 0, 1 << 60)
    assert full.grave and not low.grave and "磁盘只剩" in full.sentence.zh
    assert "可用内存只剩" in zh(machine.memory(1 << 60))[0]


def test_secrets_that_others_can_read(home):
    (home / "keys" / "booking.secret").chmod(0o644)
    (complaint,) = machine.rights(home)
    assert f"chmod 600 {home / 'keys' / 'booking.secret'}" in complaint.sentence.en


def test_data_of_another_version(home):
    (home / "postgres" / "data").mkdir(parents=True)
    (home / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    assert "由 PostgreSQL 17 建立" in zh(machine.version(home))[0]


def test_a_backup_that_is_missing_or_too_old(home):
    assert list(setting.backups(home)) == []  # nothing to back up
    (home / "postgres" / "data").mkdir(parents=True)
    assert "没有备份" in zh(setting.backups(home))[0]
    (home / "b").mkdir()
    (home / "b" / "manifest.json").touch()
    (home / LAST_BACKUP).write_text(f"{home / 'b'}\n")
    assert list(setting.backups(home)) == []
    (old,) = setting.backups(home, machine_clock() + timedelta(days=3))
    (ancient,) = setting.backups(home, machine_clock() + timedelta(days=30))
    assert "已有 3 天" in old.sentence.zh and not old.grave and ancient.grave


@pytest.mark.parametrize(
    ("set_up", "said"),
    [
        ({}, []),
        ({"published": "8080"}, ["AIXIN_PUBLIC_URL 还是"]),
        ({"public_url": "http://ai.example.cn", "host": "0.0.0.0"}, ["不是 https"]),
        ({"public_url": "https://ai.example.cn", "host": "0.0.0.0"}, []),
    ],
    ids=["on this machine", "open, but not said where", "not https", "as it should be"],
)
def test_the_address_that_families_use(set_up, said):
    complaints = zh(setting.address(Settings(database_url="", **set_up)))
    assert len(complaints) == len(said) and all(word in one for word, one in zip(said, complaints, strict=True))


def test_a_port_that_is_taken_is_told_and_fails_the_command(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = CliRunner().invoke(app, ["doctor", "--home", str(home), "--port", str(port)])
    assert done.exit_code == 1 and f"make up PORT={port + 1}" in done.output


async def test_in_a_container_it_needs_nothing_of_the_embedded_stack(settings, keys_dir):
    made = await settings("booking")
    env = {
        "AIXIN_SYSTEM": "booking",
        "AIXIN_DATABASE_URL": made.database_url,
        "AIXIN_KAFKA": made.kafka,
        "AIXIN_KEYS_DIR": str(keys_dir),
    }
    done = await asyncio.to_thread(python, RUN.format(["doctor"]), env)
    assert (done.returncode, "一切正常" in done.stdout) == (0, True), done
    done = await asyncio.to_thread(
        python, RUN.format(["doctor"]), env | {"AIXIN_DEMO": "true", "AIXIN_HOST": "0.0.0.0"}
    )
    assert (done.returncode, "AIXIN_DEMO" in done.stdout) == (1, True), done
