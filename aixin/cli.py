"""The command `aixin`. Each command imports what it needs when it runs, so that all of them start fast."""

# ruff: noqa: PLC0415

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from aixin.absent import database, embedded, told
from aixin.channels import app as channels_app
from aixin.draw import app as draw_app
from aixin.letters import app as letters_app
from aixin.plan import app as plan_app
from aixin.words import backup as words

app = typer.Typer(
    help="爱心托管 Aixin: holiday child-care of trade unions.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip
app.add_typer(plan_app, name="plan")
app.add_typer(draw_app, name="draw")
app.add_typer(letters_app, name="dead-letters")
app.add_typer(channels_app, name="channels")

ISO = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]
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
def doctor(
    home: HOME = Path(".aixin"),
    port: Annotated[int, typer.Option(envvar="AIXIN_PORT", min=1, max=65535, help="端口 port")] = 8000,
) -> None:
    """哪里不对、怎么办 — what is wrong here, and what to do."""
    from aixin.doctor.examination import doctor as run

    raise typer.Exit(0 if run(home.absolute(), port) else 1)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="新的备份目录 a new folder")],
    home: HOME = Path(".aixin"),
    check: Annotated[
        bool, typer.Option("--check", help="只检查已有的备份是否完整 only look whether an earlier backup is whole")
    ] = False,
) -> None:
    """备份：四个数据库、密钥、材料 — databases, keys and papers of the embedded stack, running or not, as one folder."""
    import asyncio

    with embedded(), told():
        from aixin.backup.manifest import whole
        from aixin.backup.take import back_up

        manifest = whole(folder) if check else asyncio.run(back_up(home.absolute(), folder.absolute()))
    rows = sum(sum(dumped.rows.values()) for dumped in manifest.databases.values())
    typer.echo(f"✓ {folder}：{words.WHOLE.of(files=len(manifest.files), rows=rows).line}")
    if manifest.papers_elsewhere:
        typer.echo(words.PAPERS_ELSEWHERE.of(where=manifest.papers_elsewhere).line)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="备份目录 the backup's folder")],
    only: Annotated[
        list[str] | None, typer.Option(help="只恢复这个系统，可重复 only this system; may be repeated")
    ] = None,
    home: HOME = Path(".aixin"),
) -> None:
    """恢复：全部到空目录，或只恢复某个系统 — all into an empty home, or some systems into the one there is; the stack must not run."""
    import asyncio

    from aixin.systems import known

    systems = [known(name) for name in only or ()]
    with embedded(), told():
        from aixin.backup.put_back import put_back
        from aixin.backup.take import ORDER

        manifest = asyncio.run(put_back(home.absolute(), folder.absolute(), systems or ORDER))
    typer.echo(f"✓ {words.RESTORED.line}")
    _tell_what_comes_back(min(dumped.taken_at for dumped in manifest.databases.values()))


@app.command()
def restored(
    taken_at: Annotated[
        datetime, typer.Option(help="备份的时刻，如 2027-01-18T03:00:00+00:00 when the backup was taken", formats=ISO)
    ],
    service: Annotated[str, typer.Argument(envvar="AIXIN_SYSTEM", help="accounts, classes, booking, notify")],
    home: HOME = Path(".aixin"),
) -> None:
    """数据库已用别的办法恢复 — a system's database was put back by other means: have it begun anew before the system starts."""
    import asyncio

    from aixin.systems import bring_up_to_date, system
    from shared.db.restored import begin_anew

    async def run() -> bool:
        of = system(service, home)
        await bring_up_to_date(of, home)
        await begin_anew(of.settings.database_url, taken_at, of.after_restore)
        return bool(of.forgets)

    with database(), told():
        forgets = asyncio.run(run())
    typer.echo(f"✓ {service}")
    if forgets:
        _tell_what_comes_back(taken_at)


def _tell_what_comes_back(taken_at: datetime) -> None:
    from shared.settings import Settings

    days = Settings(database_url="").log_days
    for sentence in (words.FORGOTTEN_AGAIN, words.NOT_FORGOTTEN):
        typer.echo("\n".join(sentence.of(day=taken_at.astimezone(UTC), days=days)))


@app.command()
def breach(
    file: Annotated[Path, typer.Argument(help="新的名单文件（CSV） a new file for the list")],
    *,
    leaked: Annotated[
        list[str] | None, typer.Option(help="系统、表或列，可重复，不填为全部 a system, table or column; none: all")
    ] = None,
    union: Annotated[str, typer.Option(help="只限这个工会能看到的 only what this union could see")] = "",
    paper: Annotated[UUID | None, typer.Option(help="这份材料 this paper, by its id")] = None,
    reader: Annotated[UUID | None, typer.Option(help="这个人看过的 what this person of the staff has read")] = None,
    persons: Annotated[
        Path | None, typer.Option(exists=True, help="另一个系统写出的名单 a list of another system's")
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="从何时 from when", formats=ISO)] = None,
    until: Annotated[
        datetime | None, typer.Option(help="到何时，如备份的时刻 until when, like a backup's", formats=ISO)
    ] = None,
    home: HOME = Path(".aixin"),
) -> None:
    """泄露了什么、涉及谁、怎么联系 — who is hit by a leak, by what, and how to reach them."""
    import asyncio

    from aixin import breach as found
    from aixin.systems import chosen
    from aixin.words.breach import THERE, WRITTEN

    if file.exists():
        raise typer.BadParameter(THERE.of(file=file).line)
    leak = found.Leak(
        since or datetime.fromtimestamp(0, UTC), until or datetime.now(UTC), leaked or (),
        union=union, paper=paper, reader=reader, persons=found.persons_of(persons) if persons else (),
    )  # fmt: skip
    with database(), told():
        hits, counted = asyncio.run(found.find(chosen(home.absolute()), leak))
    found.show(hits, counted)
    found.write(hits, file)
    typer.echo(WRITTEN.of(file=file).line)


@app.command()
def docs() -> None:
    """重新生成 docs/ — regenerate the documents that are made from code."""
    from aixin.docs import write

    for file in write(Path.cwd()):
        typer.echo(file)
