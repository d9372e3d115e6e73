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
def verify(
    file: Annotated[Path, typer.Argument(help="摇号文件 the published draw.json", metavar="FILE")],
    kept: Annotated[Path | None, typer.Argument(help="早先保存的一份 a copy kept earlier", metavar="KEPT")] = None,
) -> None:
    """核对摇号：名单、秘密数、公开数字和结果 — 0 right, 1 wrong or unreadable, 2 not drawn yet."""
    from services.booking.domain.draw import main as check

    raise typer.Exit(check([str(path) for path in (file, kept) if path]))
