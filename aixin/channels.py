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
    """回执地址：填到运营商的控制台里 — the address that each provider's console wants for receipts; keep it secret."""
    from shared.calls import receipts_path
    from shared.providers.accounts import accounts

    keys = Path(os.environ.get("AIXIN_KEYS_DIR", home / "keys"))
    with told():
        held = accounts(keys / "channels.toml")
        providers = ([held.sms.provider] if held.sms else []) + (["wechat"] if held.wechat else [])
        if not providers:
            raise RuntimeError(words.NOT_SET_UP.of(file=keys / "channels.toml", channel="sms").line)
        origin = os.environ.get("AIXIN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
        for provider in providers:
            typer.echo(origin + receipts_path(keys, provider))


@app.command()
def test(
    channel: Annotated[str, typer.Argument(help="sms, wechat")],
    address: Annotated[str, typer.Argument(help="您自己的手机号或 openid — a phone or an openid of your own")],
    home: Annotated[Path, typer.Option(envvar="AIXIN_HOME", help="数据目录 folder of all data")] = Path(".aixin"),
) -> None:
    """真的发一条试试，看对方怎么说 — really send one, and hear what the provider says: a code, 000000, or the first of the templates."""
    from shared.kernel.sending import Accepted, Away, Refused
    from shared.providers.accounts import accounts
    from shared.providers.trials import TRIALS
    from shared.words.providers import said

    if channel not in TRIALS:
        raise typer.BadParameter(words.WHICH.of(channels=", ".join(TRIALS)).line)
    file = Path(os.environ.get("AIXIN_KEYS_DIR", home / "keys")) / "channels.toml"
    with told():
        held = accounts(file)
        if getattr(held, channel) is None:
            raise RuntimeError(words.NOT_SET_UP.of(file=file, channel=channel).line)
        try:
            outcome = asyncio.run(TRIALS[channel](held, address))
        except Away as away:
            outcome = Refused(str(away), "transient")
    typer.echo(said(outcome).line)
    raise typer.Exit(0 if isinstance(outcome, Accepted) else 1)
