"""The command `aixin`. Each command imports what it needs when it runs, so that all of them start fast."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="爱心托管 Aixin: holiday child-care of trade unions.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip


@app.callback()
def main() -> None:
    """爱心托管 Aixin: holiday child-care of trade unions."""


@app.command()
def up(
    host: Annotated[str, typer.Option(envvar="AIXIN_HOST", help="监听地址 address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="AIXIN_PORT", help="端口 port")] = 8000,
    home: Annotated[Path, typer.Option(envvar="AIXIN_HOME", help="数据目录 folder of all data")] = Path(".aixin"),
) -> None:
    """启动全部系统(内嵌 PostgreSQL 与 Kafka) — start everything on this machine; Ctrl-C stops it, data stay."""
    from aixin.up import up as run

    raise typer.Exit(run(host, port, home.absolute()))
