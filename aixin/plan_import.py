"""Bringing a plan into a running system, as its organizer."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import typer

from aixin.plan_file import fail
from aixin.words import plans as words
from shared.kernel.sentence import Sentence

DEMO_ORGANIZER = "13800000002"


def bring_in(data: bytes, file: Path, url: str, phone: str, token: str) -> None:
    """Import and say what became of each group; ends the command with 1 when something was refused."""
    loopback = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    if not (token or phone or loopback):
        fail(words.WHO_ARE_YOU)
    try:
        # The system answers an import within seconds; a proxy of the environment knows nothing of this machine.
        with httpx2.Client(base_url=url, timeout=30, trust_env=not loopback) as web:
            _tell(_post(web, data, token or _log_in(web, phone or DEMO_ORGANIZER)), file)
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        fail(words.NO_ADDRESS.of(url=url))
    except httpx2.TransportError as error:
        fail(words.NOTHING_ANSWERS.of(url=url, why=type(error).__name__))


def _log_in(web: httpx2.Client, phone: str) -> str:
    """By a code, which the demo shows and otherwise comes to the organizer's phone."""
    sent = _answer(web.post("/accounts/api/v1/codes", json={"phone": phone}, headers=_key()))
    code = sent.get("code") or typer.prompt(words.CODE_SENT.of(phone=phone).line)
    body = {"request_id": sent["request_id"], "code": code}
    session = _answer(web.post("/accounts/api/v1/sessions", json=body, headers=_key()))
    web.cookies.clear()  # the token goes in a header
    return str(session["token"])


def _post(web: httpx2.Client, data: bytes, token: str) -> dict[str, Any]:
    # An import is harmless to repeat. The key is new for each: A, then B, then A again must bring A back.
    headers = {"authorization": f"Bearer {token}", "content-type": "application/yaml"} | _key()
    return _answer(web.post("/classes/api/v1/plans", content=data, headers=headers))


def _answer(response: httpx2.Response) -> dict[str, Any]:
    """The JSON of an answer; ends the command with the refusal's own sentences."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        fail(words.OTHER_ANSWER.of(url=response.url, status=response.status_code))
    if response.is_success or body.get("errors"):
        return body
    fail(Sentence(str(body.get("zh", response.status_code)), str(body.get("en", ""))))


def _tell(answer: dict[str, Any], file: Path) -> None:
    for each in answer.get("errors", ()):
        typer.echo(f"{file}:{each['line']}: {each['zh']} / {each['en']}", err=True)
    for group in answer.get("groups", ()):
        change = words.CHANGES.get(group["change"])
        typer.echo(f"{change.line if change else group['change']}\t{group['title']}\t{group['key']}")
        if group["change"] in ("refused", "left"):
            typer.echo(f"\t{group['zh']} / {group['en']}")
    if answer.get("errors") or any(group["change"] == "refused" for group in answer["groups"]):
        raise typer.Exit(1)
    typer.echo(words.IMPORTED.line)


def _key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}
