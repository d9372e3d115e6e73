"""`aixin dead-letters`: what could not take effect, why, and having it tried again or dropped."""

# ruff: noqa: PLC0415 - as in cli.py: `make up` shall not wait for what only these commands need

import asyncio
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shared.system import System

app = typer.Typer(help="无法处理的事件 — events that could not take effect.", no_args_is_help=True)

SYSTEMS = ("accounts", "classes", "booking", "notify")
Service = Annotated[str, typer.Argument(help="accounts, classes, booking, notify")]
Home = Annotated[Path, typer.Option(envvar="AIXIN_HOME", help="数据目录 folder of all data")]


@app.command("list")
def table(service: Service, home: Home = Path(".aixin")) -> None:
    """列出并说明原因 — each with its cause."""
    with database():
        asyncio.run(_table(_system(service, home)))


@app.command()
def show(
    service: Service, number: Annotated[int, typer.Argument(help="编号 number")], home: Home = Path(".aixin")
) -> None:
    """显示一个事件的全部内容 — one event, whole."""
    with database():
        found = asyncio.run(_show(_system(service, home), number))
    raise typer.Exit(0 if found else 1)


@app.command()
def requeue(
    service: Service,
    numbers: Annotated[list[int] | None, typer.Argument(help="编号，不填为全部 numbers; none: all")] = None,
    home: Home = Path(".aixin"),
) -> None:
    """再处理一次 — try them again; what fails again stays, with its new cause."""
    with database():
        failed = asyncio.run(_requeue(_system(service, home), numbers))
    raise typer.Exit(1 if failed else 0)


@app.command()
def drop(
    service: Service,
    numbers: Annotated[list[int], typer.Argument(help="编号 numbers")],
    why: Annotated[str, typer.Option(help="原因 reason")],
    by: Annotated[str, typer.Option(help="谁决定的 who says so")] = "",
    home: Home = Path(".aixin"),
) -> None:
    """不再处理，留下记录 — they shall never take effect; who, when and why is kept."""
    if not why.strip():
        raise typer.BadParameter("请写明原因。 Say why.", param_hint="--why")
    with database():
        dropped = asyncio.run(_drop(_system(service, home), numbers, by or getpass.getuser(), why))
    typer.echo(f"不再处理 dropped: {', '.join(map(str, dropped)) or '—'}")
    if missed := sorted(set(numbers) - set(dropped)):
        typer.echo(f"不在列表里 not in the list: {', '.join(map(str, missed))}", err=True)
        raise typer.Exit(1)


@contextmanager
def database() -> Iterator[None]:
    """A database that does not answer is told as a sentence."""
    try:
        yield
    except OSError as error:
        typer.echo(
            "数据库没有运行，请先在另一个终端运行 make up。 The database is not running: `make up` first.", err=True
        )
        raise typer.Exit(1) from error


@contextmanager
def embedded() -> Iterator[None]:
    """Around an import: that the embedded stack is not installed is told as a sentence."""
    try:
        yield
    except ModuleNotFoundError as error:
        typer.echo(
            "没有安装内嵌的数据库和消息队列。请在代码目录运行 make up，或安装 aixin[embedded]。"
            f" The embedded stack is not installed ({error.name}): `make up` in a checkout, or install aixin[embedded].",
            err=True,
        )
        raise typer.Exit(1) from error


def _system(service: str, home: Path) -> "System":
    """Wired but not running: by the environment in a container, else on the embedded stack."""
    from shared.settings import Settings

    if service not in SYSTEMS:
        raise typer.BadParameter(f"请填写其中之一 choose one of: {', '.join(SYSTEMS)}")
    if "AIXIN_DATABASE_URL" in os.environ:
        settings = Settings()  # from the environment
    else:
        with embedded():
            from deploy.local.stack import Postgres
        dsn = Postgres(home.absolute() / "postgres").dsn(f"aixin_{service}")
        settings = Settings(database_url=dsn, keys_dir=home / "keys")
    system: System = import_module(f"services.{service}.bootstrap").build(settings)
    return system


async def _table(system: "System") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from shared.db.pool import connection, open_pool
    from shared.messaging import dead_letters

    pool = await open_pool(system.settings.database_url, 1)
    async with pool, connection(pool) as conn:
        letters = await dead_letters.parked(conn)
    table = Table("编号 no.", "时间 parked", "主题 topic", "事件 event", "原因 cause")
    for letter in letters:
        table.add_row(
            str(letter.id),
            f"{letter.parked_at:%m-%d %H:%M:%S}",
            escape(letter.letter.topic),
            str(letter.letter.id() or "?"),
            escape(letter.cause),
        )
    Console().print(table if letters else "没有无法处理的事件。 No dead letters.")


async def _show(system: "System", number: int) -> bool:
    from shared.db.pool import connection, open_pool
    from shared.messaging import dead_letters
    from shared.observability.causes import readable

    pool = await open_pool(system.settings.database_url, 1)
    async with pool, connection(pool) as conn:
        found = next((dead for dead in await dead_letters.parked(conn) if dead.id == number), None)
    if found is None:
        typer.echo(f"不在列表里 not in the list: {number}", err=True)
        return False
    letter = found.letter
    typer.echo(f"{found.id}  {found.parked_at:%Y-%m-%d %H:%M:%S}  {letter.topic}[{letter.partition}] @ {letter.offset}")
    typer.echo(f"原因 cause: {found.cause}\n键 key: {_text(letter.key)}")
    for name, value in letter.headers:
        typer.echo(f"{readable(name)}: {_text(value)}")
    typer.echo(f"\n{_text(letter.body)}")
    return True


def _text(raw: bytes | None) -> str:
    from shared.observability.causes import readable

    text = (raw or b"").decode("utf-8", "backslashreplace")
    return readable(text, 10 * len(text))


async def _drop(system: "System", numbers: list[int], by: str, why: str) -> list[int]:
    from shared.db.pool import open_pool, transaction
    from shared.messaging import dead_letters

    pool = await open_pool(system.settings.database_url, 1)
    async with pool, transaction(pool) as conn:
        return await dead_letters.drop(conn, numbers, by=by, why=why)


async def _requeue(system: "System", numbers: list[int] | None) -> int:
    from shared.db.pool import open_pool
    from shared.messaging import dead_letters

    pool = await open_pool(system.settings.database_url, 1)
    async with pool:
        done = await dead_letters.requeue(pool, system.handlers, numbers)
    typer.echo(f"已处理 done: {len(done.done)}")
    for number, cause in done.failed.items():
        typer.echo(f"仍未成功 still failing: {number} — {cause}")
    return len(done.failed)
