"""Putting a backup back: all of it into an empty home, or some systems' databases into the one there is."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import asyncpg

from aixin.backup.manifest import Dumped, Manifest, whole
from aixin.backup.take import ORDER, at_hand
from aixin.backup.tools import count, load
from aixin.serve import let_others_in
from aixin.words import backup as words
from deploy.local.server import StackError
from deploy.local.stack import AUDITOR, Postgres
from shared.db.migrate import migrate
from shared.db.restored import begin_anew
from shared.kernel.sentence import listed
from shared.keys import SYSTEMS, ensure_keys, secrets_of
from shared.settings import Settings
from shared.system import System


async def put_back(home: Path, folder: Path, systems: Sequence[str] = ORDER) -> Manifest:
    """These systems' databases as they were, and what is missing of keys and papers; nothing of what is there is lost before the new is whole.

    The stack must not run. Raises StackError, OSError, OtherVersion.
    """
    manifest = whole(folder)
    put_back_keys(home, folder)
    with at_hand(home, alone=True) as postgres:
        await let_others_in(postgres)
        for system in systems:
            await _database(postgres, home, system, folder / f"{system}.dump", manifest.databases[system])
    if (folder / "papers").is_dir():
        _papers(folder / "papers", Path(Settings(database_url="", keys_dir=home / "keys").papers_at))
    return manifest


def put_back_keys(home: Path, folder: Path) -> None:
    """Those of the backup, into a home that has none; others could not read what is in the databases."""
    theirs, ours = ([secrets_of(place / "keys", system) for system in SYSTEMS] for place in (folder, home))
    if not any(ours):
        (home / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copytree(folder / "keys", home / "keys", dirs_exist_ok=True)
        ensure_keys(home / "keys")
    elif any(had != has[len(has) - len(had) :] for had, has in zip(theirs, ours, strict=True)):
        raise StackError(*words.OTHER_KEYS.of(home=home))


def _papers(theirs: Path, ours: Path) -> None:
    for file in (file for file in sorted(theirs.rglob("*")) if file.is_file()):
        target = ours / file.relative_to(theirs)
        if not target.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(file, target)


async def _database(postgres: Postgres, home: Path, system: str, file: Path, dumped: Dumped) -> None:
    """Beside the one there is; then in its place."""
    name, fresh = f"aixin_{system}", f"aixin_{system}_new"
    built: System = import_module(f"services.{system}.bootstrap").build(
        Settings(database_url=postgres.dsn(fresh, name), keys_dir=home / "keys")
    )
    async with _administrator(postgres) as admin:
        await admin.execute(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {fresh} OWNER {name}")
        await admin.execute(f"REVOKE ALL ON DATABASE {fresh} FROM PUBLIC")
        await fill(built, file, dumped)
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.execute(f"ALTER DATABASE {fresh} RENAME TO {name}")
        await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO {AUDITOR}")


async def fill(system: System, file: Path, dumped: Dumped) -> None:
    """The system's database, which is empty, from the file; counted, brought up to date, and begun anew. Raises StackError, OtherVersion."""
    dsn = system.settings.database_url
    await load(dsn, file)
    conn = await asyncpg.connect(dsn, timeout=10)
    try:
        there = await count(conn)
    finally:
        await conn.close()
    if there != dumped.rows:
        wrong = sorted(name for name in there.keys() | dumped.rows.keys() if there.get(name) != dumped.rows.get(name))
        raise StackError(*words.OTHER_ROWS.of(system=system.name, tables=listed(wrong)))
    await migrate(dsn, system.migrations)
    await begin_anew(dsn, dumped.taken_at, system.after_restore)


@asynccontextmanager
async def _administrator(postgres: Postgres) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    conn = await asyncpg.connect(postgres.dsn("postgres"), timeout=10)
    try:
        yield conn
    finally:
        await conn.close()
