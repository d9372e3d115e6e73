"""The events that a system has parked: shown, tried again, dropped."""

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from aixin.words import parked as words
from shared.db.pool import connection, open_pool, transaction
from shared.messaging import dead_letters
from shared.observability.causes import readable
from shared.system import System


async def table(of: System) -> None:
    """Every parked event, with its cause."""
    pool = await open_pool(of.settings.database_url, 1)
    async with pool, connection(pool) as conn:
        letters = await dead_letters.parked(conn)
    rows = Table(*(heading.line for heading in words.COLUMNS))
    for letter in letters:
        rows.add_row(
            str(letter.id),
            f"{letter.parked_at:%m-%d %H:%M:%S}",
            escape(letter.letter.topic),
            str(letter.letter.id() or "?"),
            escape(letter.cause),
        )
    Console().print(rows if letters else words.NONE.line)


async def show(of: System, number: int) -> bool:
    """One event, whole; False when it is not parked."""
    pool = await open_pool(of.settings.database_url, 1)
    async with pool, connection(pool) as conn:
        found = next((dead for dead in await dead_letters.parked(conn) if dead.id == number), None)
    if found is None:
        typer.echo(f"{words.NOT_LISTED.line}: {number}", err=True)
        return False
    letter = found.letter
    typer.echo(f"{found.id}  {found.parked_at:%Y-%m-%d %H:%M:%S}  {letter.topic}[{letter.partition}] @ {letter.offset}")
    typer.echo(f"{words.CAUSE.line}: {found.cause}\n{words.KEY.line}: {_text(letter.key)}")
    for name, value in letter.headers:
        typer.echo(f"{readable(name)}: {_text(value)}")
    typer.echo(f"\n{_text(letter.body)}")
    return True


def _text(raw: bytes | None) -> str:
    text = (raw or b"").decode("utf-8", "backslashreplace")
    return readable(text, 10 * len(text))


async def drop(of: System, numbers: list[int], by: str, why: str) -> list[int]:
    """Have these never take effect; returns which were still parked."""
    pool = await open_pool(of.settings.database_url, 1)
    async with pool, transaction(pool) as conn:
        return await dead_letters.drop(conn, numbers, by=by, why=why)


async def requeue(of: System, numbers: list[int] | None) -> int:
    """Try these again, or all; how many failed again."""
    pool = await open_pool(of.settings.database_url, 1)
    async with pool:
        done = await dead_letters.requeue(pool, of.handlers, numbers)
    typer.echo(f"{words.DONE.line}: {len(done.done)}")
    for number, cause in done.failed.items():
        typer.echo(f"{words.FAILING.line}: {number} — {cause}")
    return len(done.failed)
