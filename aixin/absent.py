"""What a command needs and is not there is told as a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer


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
def told() -> Iterator[None]:
    """What cannot be done is told as the sentence that says what to do."""
    try:
        yield
    except (RuntimeError, OSError) as error:  # StackError, OtherVersion; or the disk
        typer.echo(str(error), err=True)
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
