"""`aixin dead-letters`: what could not take effect, why, and having it tried again or dropped."""

# ruff: noqa: PLC0415 - as in cli.py: `make up` shall not wait for what only these commands need

import asyncio
import getpass
from pathlib import Path
from typing import Annotated

import typer

from aixin.absent import database
from aixin.words import parked as words

app = typer.Typer(help="无法处理的事件 — events that could not take effect.", no_args_is_help=True)

Service = Annotated[str, typer.Argument(help="accounts, classes, booking, notify")]
Home = Annotated[Path, typer.Option(envvar="AIXIN_HOME", help="数据目录 folder of all data")]


@app.command("list")
def table(service: Service, home: Home = Path(".aixin")) -> None:
    """列出并说明原因 — each with its cause."""
    from aixin import parked
    from aixin.systems import system

    with database():
        asyncio.run(parked.table(system(service, home)))


@app.command()
def show(
    service: Service, number: Annotated[int, typer.Argument(help="编号 number")], home: Home = Path(".aixin")
) -> None:
    """显示一个事件的全部内容 — one event, whole."""
    from aixin import parked
    from aixin.systems import system

    with database():
        found = asyncio.run(parked.show(system(service, home), number))
    raise typer.Exit(0 if found else 1)


@app.command()
def requeue(
    service: Service,
    numbers: Annotated[list[int] | None, typer.Argument(help="编号，不填为全部 numbers; none: all")] = None,
    home: Home = Path(".aixin"),
) -> None:
    """再处理一次 — try them again; what fails again stays, with its new cause."""
    from aixin import parked
    from aixin.systems import system

    with database():
        failed = asyncio.run(parked.requeue(system(service, home), numbers))
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
    from aixin import parked
    from aixin.systems import system

    if not why.strip():
        raise typer.BadParameter(words.SAY_WHY.line, param_hint="--why")
    with database():
        dropped = asyncio.run(parked.drop(system(service, home), numbers, by or getpass.getuser(), why))
    typer.echo(f"{words.DROPPED.line}: {', '.join(map(str, dropped)) or '—'}")
    if missed := sorted(set(numbers) - set(dropped)):
        typer.echo(f"{words.NOT_LISTED.line}: {', '.join(map(str, missed))}", err=True)
        raise typer.Exit(1)
