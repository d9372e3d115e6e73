"""PgBouncer in transaction mode: it cannot be worked with, and a system that is led there says so when it starts."""

import asyncio
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import psutil
import pytest

from deploy.local.server import free_port, is_free
from tests.support.eventually import eventually
from tests.support.stack import ROOT, missing

INI = """\
[databases]
* = host={host} port={port} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
user = {run_as}
{more}
"""
LENIENT = "ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout,extra_float_digits,jit"


@pytest.fixture
def bouncer(tmp_path):
    """Starts one before a database; its address."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if not program:
        missing("PgBouncer is not installed")
    started = []

    def start(dsn, mode, more=""):
        there, listen = urlsplit(dsn), free_port()
        ini = tmp_path / "pgbouncer.ini"
        ini.write_text(
            INI.format(
                host=there.hostname, port=there.port, user=there.username, password=there.password, listen=listen,
                mode=mode, run_as="nobody", more=more,
            )
        )  # fmt: skip
        tmp_path.chmod(0o755)
        started.append(psutil.Popen([program, "-q", str(ini)], stderr=subprocess.DEVNULL))
        return dsn.replace(f"{there.hostname}:{there.port}", f"127.0.0.1:{listen}"), listen

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("mode", ["transaction", "session"])
@pytest.mark.parametrize("more", ["", LENIENT], ids=["as installed", "lenient"])
async def test_a_system_led_to_it_says_so_and_ends(database, keys_dir, bouncer, mode, more):
    dsn, port = bouncer(await database("booking"), mode, more)
    await eventually(lambda: not is_free(port))
    env = {"AIXIN_DATABASE_URL": dsn, "AIXIN_KEYS_DIR": str(keys_dir)}
    command = [sys.executable, "-m", "services.booking", "migrate"]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "PgBouncer" in done.stderr and "AIXIN_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
