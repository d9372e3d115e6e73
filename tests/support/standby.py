"""A primary and the standby that follows it, at one address that leads to whoever of them is the primary."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from deploy.local.postgres import Postgres
from tests.support.eventually import eventually
from tests.support.proxy import Wire, wire

NAME = "follower"


class Followed(Postgres):
    """A server whose log others may have."""

    def command(self) -> Sequence[str]:
        """What is given last counts."""
        return [*super().command(), "-c", "wal_level=replica", "-c", "max_wal_senders=4"]

    async def ask(self, sql: str) -> object:
        """As the superuser."""
        conn = await asyncpg.connect(self.dsn("postgres"))
        try:
            return await conn.fetchval(sql)
        finally:
            await conn.close()


class Follower(Followed):
    """A standby, born as a copy of its primary, whose log it gets at this port."""

    def __init__(self, folder: Path, primary: Postgres, port: int) -> None:
        super().__init__(folder)
        self._primary, self._at = primary, port

    def create(self, fresh: Path) -> None:
        """A copy that knows whom to follow."""
        shutil.copy(self._primary.folder / "secret", self.folder)
        fresh.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(fresh, "nobody", "nogroup")
        there = f"{self.dsn('postgres').replace(f':{self.port}/', f':{self._at}/')}?application_name={NAME}"
        self._do("pg_basebackup", "-D", str(fresh), "-d", there, "--write-recovery-conf", "--checkpoint=fast")

    def ready(self) -> bool:
        """It answers those who read."""
        file = self.data / "postmaster.pid"
        return file.exists() and file.read_text().split()[-1:] in (["ready"], ["standby"])


class Pair:
    """Two servers and the two wires: from clients to the primary, and from the primary to its standby."""

    def __init__(self, primary: Followed, standby: Follower, clients: Wire, log: Wire) -> None:
        self.primary, self.standby, self.clients, self.log = primary, standby, clients, log

    def at(self, dsn: str) -> str:
        """The same database, by the address that leads to the primary."""
        return dsn.replace(f":{self.primary.port}/", f":{self.clients.port}/")

    async def wait_for_standby(self) -> None:
        """From now on no commit is told that the standby has not on its disk."""
        await self.primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
        await self.primary.ask("SELECT pg_reload_conf()")
        await eventually(lambda: self.primary.ask("SELECT true FROM pg_stat_replication WHERE sync_state = 'sync'"))

    async def caught_up(self) -> None:
        """All that is written by now has come to the standby too; nobody waits for it afterwards."""
        here = await self.primary.ask("SELECT pg_current_wal_lsn()::text")
        await eventually(lambda: self.standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{here}'::pg_lsn"))

    async def fail_over(self) -> None:
        """The primary dies for ever, the standby is promoted, and whoever comes is led there."""
        await asyncio.to_thread(self.primary.kill)
        assert await self.standby.ask("SELECT pg_promote()")
        self.clients.lead(self.standby.port)


@asynccontextmanager
async def pair(folder: Path) -> AsyncIterator[Pair]:
    """Both run; nobody waits for the standby yet."""
    primary = Followed(folder / "primary")
    try:
        await asyncio.to_thread(primary.start)
        async with wire("127.0.0.1", primary.port) as clients, wire("127.0.0.1", primary.port) as log:
            standby = Follower(folder / "standby", primary, log.port)
            try:
                await asyncio.to_thread(standby.start)
                yield Pair(primary, standby, clients, log)
            finally:
                standby.kill()
    finally:
        primary.kill()
