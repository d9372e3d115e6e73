"""The command `aixin`. Each command imports what it needs when it runs, so that all of them start fast."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from aixin.absent import database, embedded
from aixin.draw import app as draw_app
from aixin.letters import app as letters_app
from aixin.plan import app as plan_app

app = typer.Typer(
    help="爱心托管 Aixin: holiday child-care of trade unions.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip
app.add_typer(plan_app, name="plan")
app.add_typer(draw_app, name="draw")
app.add_typer(letters_app, name="dead-letters")

HOME = Annotated[Path, typer.Option(envvar="AIXIN_HOME", help="数据目录 folder of all data")]


@app.callback()
def main() -> None:
    """爱心托管 Aixin: holiday child-care of trade unions."""


@app.command()
def up(
    host: Annotated[str, typer.Option(envvar="AIXIN_HOST", help="监听地址 address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="AIXIN_PORT", min=1, max=65535, help="端口 port")] = 8000,
    home: HOME = Path(".aixin"),
) -> None:
    """启动全部系统（内嵌 PostgreSQL 与 Kafka） — start everything on this machine; Ctrl-C stops it, data stay."""
    from aixin.options import Options

    with embedded():
        from aixin.up import up as run
    raise typer.Exit(run(Options(host, port, home.absolute())))


@app.command()
def demo(
    url: Annotated[str, typer.Option(help="运行中的系统 the running stack")] = "http://127.0.0.1:8000",
    home: HOME = Path(".aixin"),
    families: Annotated[int, typer.Option(help="家庭数 how many families")] = 300,
    countdown: Annotated[int, typer.Option(help="几秒后开放 seconds until the opening")] = 15,
) -> None:
    """几百个家庭在开放的一刻抢名额，然后递补、摇号 — hundreds of families race, places are passed on, a draw; then every invariant is checked."""
    import asyncio

    from aixin.demo.client import DemoError
    from aixin.demo.run import demo as run

    try:
        holds = asyncio.run(run(url, home.absolute(), families, countdown))
    except DemoError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    raise typer.Exit(0 if holds else 1)


@app.command()
def invariants(home: HOME = Path(".aixin")) -> None:
    """核对所有不变量 — check live databases: no place sold twice, no message lost."""
    import asyncio

    from aixin.invariants import all_holds

    with database():
        holds = asyncio.run(all_holds(home.absolute()))
    raise typer.Exit(0 if holds else 1)


@app.command()
def docs() -> None:
    """重新生成 docs/ — regenerate the documents that are made from code."""
    from aixin.docs import write

    for file in write(Path.cwd()):
        typer.echo(file)
