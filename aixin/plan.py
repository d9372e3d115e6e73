"""`aixin plan`: check a plan (招生方案) on this machine, and bring it into a running system."""

# ruff: noqa: PLC0415 - what a command needs is imported when it runs, so that all of them start fast

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="招生方案 — check and import plans.", no_args_is_help=True)

FILE = Annotated[Path, typer.Argument(help="方案文件 the plan, a YAML file", metavar="FILE")]


@app.command()
def check(file: FILE) -> None:
    """检查方案：列出每个错误及行号，或把方案读回来 — every error with its line, or what the plan says."""
    from aixin.plan_file import load, show

    show(load(file)[0])


@app.command("import")
def import_(
    file: FILE,
    url: Annotated[str, typer.Option(envvar="AIXIN_PUBLIC_URL", help="系统地址 the system")] = "http://127.0.0.1:8000",
    phone: Annotated[str, typer.Option(help="组织者手机号 the organizer's phone; 演示可不写 the demo needs none")] = "",
    token: Annotated[str, typer.Option(envvar="AIXIN_TOKEN", help="已有的令牌 a token instead of logging in")] = "",
) -> None:
    """导入方案；重复导入不会重复创建 — bring a plan in; doing it again changes nothing."""
    from aixin.plan_file import load
    from aixin.plan_import import bring_in

    bring_in(load(file)[1], file, url, phone, token)
