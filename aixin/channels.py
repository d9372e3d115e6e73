"""`aixin channels`: whether a message would arrive, in the provider's own words."""

# ruff: noqa: PLC0415 - as in cli.py: the others shall not wait for what only this command needs

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from aixin.absent import told
from aixin.words import channels as words

app = typer.Typer(help="发送渠道 — ways to reach families.", no_args_is_help=True)


@app.callback()
def channels() -> None:
    """发送渠道 — ways to reach families."""


@app.command()
def receipts(
    home: Annotated[Path, typer.Option(envvar="AIXIN_HOME", help="数据目录 folder of all data")] = Path(".aixin"),
) -> None:
    """回执地址：填到运营商的控制台里 — the address that the provider's console wants for receipts; keep it secret."""
    from shared.calls import receipts_path
    from shared.providers.accounts import accounts

    keys = Path(os.environ.get("AIXIN_KEYS_DIR", home / "keys"))
    with told():
        account = accounts(keys / "channels.toml").sms
        if account is None:
            raise RuntimeError(words.NOT_SET_UP.of(file=keys / "channels.toml").line)
        origin = os.environ.get("AIXIN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
        typer.echo(origin + receipts_path(keys, account.provider))


@app.command()
def test(
    channel: Annotated[str, typer.Argument(help="sms")],
    phone: Annotated[str, typer.Argument(help="您自己的手机号 a phone of your own")],
    home: Annotated[Path, typer.Option(envvar="AIXIN_HOME", help="数据目录 folder of all data")] = Path(".aixin"),
) -> None:
    """真的发一条验证码试试，看运营商怎么说 — really send a code, 000000, and hear what the provider says."""
    from shared.kernel.sending import Accepted
    from shared.providers.accounts import accounts
    from shared.providers.codes import send_code
    from shared.words.providers import said

    if channel != "sms":
        raise typer.BadParameter(words.WHICH.line)
    file = Path(os.environ.get("AIXIN_KEYS_DIR", home / "keys")) / "channels.toml"
    with told():
        account = accounts(file).sms
        if account is None:
            raise RuntimeError(words.NOT_SET_UP.of(file=file).line)
        outcome = asyncio.run(send_code(account, phone, "000000", 10))
    typer.echo(said(outcome).line)
    raise typer.Exit(0 if isinstance(outcome, Accepted) else 1)
