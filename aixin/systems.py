"""The systems that a command is about: by the environment in a container, else the four of the embedded stack, by its folder."""

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from aixin.absent import embedded
from aixin.words.running import WHICH_SYSTEM
from shared.db.migrate import migrate, until_current
from shared.events.registry import SYSTEMS
from shared.settings import Settings
from shared.system import System


def system(service: str, home: Path) -> System:
    """One of them, wired but not running."""
    built: System = import_module(f"services.{known(service)}.bootstrap").build(_settings(service, home))
    return built


def known(service: str) -> str:
    """The name of a system. Raises BadParameter."""
    if service not in SYSTEMS:
        raise typer.BadParameter(f"{WHICH_SYSTEM.line}: {', '.join(SYSTEMS)}")
    return service


def chosen(home: Path) -> Sequence[System]:
    """In a container its own system, the auditor's has none; else all four; wired but not running."""
    if audits_alone():
        return []
    return [system(service, home) for service in ([os.environ.get("AIXIN_SYSTEM", "")] if in_container() else SYSTEMS)]


def in_container() -> bool:
    """Whether the environment says which system this is about."""
    return "AIXIN_DATABASE_URL" in os.environ


def audits_alone() -> bool:
    """Whether this is the auditor's container: it may compare the four, and has no database of its own."""
    return "AIXIN_AUDIT_URL" in os.environ and not in_container()


def auditing(home: Path) -> dict[str, str]:
    """System → the address by which it is compared with the others; none where nobody may from here."""
    if in_container() or audits_alone():
        url = os.environ.get("AIXIN_AUDIT_URL", "")
        return {name: url.format(system=name) for name in SYSTEMS} if url else {}
    with embedded():
        from deploy.local.stack import AUDITOR, Postgres  # noqa: PLC0415 - it may be missing
    postgres = Postgres(home.absolute() / "postgres")
    return {name: postgres.dsn(f"aixin_{name}", AUDITOR) for name in SYSTEMS}


async def bring_up_to_date(of: System, home: Path) -> None:
    """The system's database: by its owner in the embedded stack; elsewhere that is a step of its own, which is waited for."""
    if in_container():
        await until_current(of.settings.database_url, of.migrations)
        return
    with embedded():
        from aixin.serve import let_others_in  # noqa: PLC0415 - it may be missing
        from deploy.local.stack import Postgres  # noqa: PLC0415 - it may be missing
    postgres = Postgres(home.absolute() / "postgres")
    await let_others_in(postgres)
    await migrate(postgres.dsn(f"aixin_{of.name}"), of.migrations)


def _settings(service: str, home: Path) -> Settings:
    if in_container():
        return Settings()  # from the environment
    with embedded():
        from deploy.local.stack import Kafka, Postgres  # noqa: PLC0415 - it may be missing
    postgres, kafka = Postgres(home.absolute() / "postgres"), Kafka(home / "kafka", home / "kafka" / "jars")
    ran: dict[str, Any] = {"kafka": kafka.address(service)} if (home / "kafka" / "port").exists() else {}
    return Settings(database_url=postgres.clerk(service), keys_dir=home / "keys", **ran)
