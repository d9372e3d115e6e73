"""What a command needs and is not there is told as a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from aixin.words import running as words


@contextmanager
def database() -> Iterator[None]:
    """A database that does not answer is told as a sentence."""
    try:
        yield
    except OSError as error:
        typer.echo(words.NO_DATABASE.line, err=True)
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
        typer.echo(words.NOT_EMBEDDED.of(missing=error.name).line, err=True)
        raise typer.Exit(1) from error
