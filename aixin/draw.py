"""`aixin draw`: check a draw (摇号) from its published file; the same as running the downloaded draw.py."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs, so that all of them start fast

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="摇号 — check a draw.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """摇号 — check a draw."""


@app.command()
def verify(file: Annotated[Path, typer.Argument(help="摇号文件 the published draw.json", metavar="FILE")]) -> None:
    """核对摇号:名单、密钥、随机数和结果 — 0 right, 1 wrong or unreadable, 2 not drawn yet."""
    from services.booking.domain.draw import main as check

    raise typer.Exit(check([str(file)]))
