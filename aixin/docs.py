"""The documents that are made from code, so that they cannot drift."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from fastapi import APIRouter

import services.accounts.api as accounts
import services.booking.api as booking
import services.classes.api as classes
import services.classes.plan.schema as plan
import services.notify.api as notify
import shared.events.docs as events
from shared.web.contract import document

APIS: Mapping[str, Sequence[APIRouter]] = {
    "accounts": [accounts.router],
    "booking": booking.ROUTERS,
    "classes": [classes.router],
    "notify": [notify.router],
}


def write(root: Path) -> list[Path]:
    """Write them all below `root`; the files written."""
    return [*events.write(root), *plan.write(root), *_write_apis(root)]


def render_apis() -> dict[Path, str]:
    """The OpenAPI documents, by their paths below the repository's root."""
    return {Path(f"docs/openapi/{name}.json"): _json(document(name, routers)) for name, routers in APIS.items()}


def _write_apis(root: Path) -> list[Path]:
    for path, text in render_apis().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return [root / path for path in render_apis()]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
