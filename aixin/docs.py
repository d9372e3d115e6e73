"""The documents that are made from code, so that they cannot drift."""

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from fastapi import APIRouter
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

import services.accounts.api as accounts
import services.booking.api as booking
import services.classes.api as classes
import services.classes.plan.schema as plan
import services.notify.api as notify
import shared.events.docs as events
from aixin import doors, privacy
from shared.web.contract import document

APIS: Mapping[str, Sequence[APIRouter]] = {
    "accounts": accounts.ROUTERS,
    "booking": booking.ROUTERS,
    "classes": [classes.router],
    "notify": notify.ROUTERS,
}
_METRICS = """# 指标 Metrics

Made from the metrics that the code declares by `make docs`; do not edit. What is promised by them, and the alerts: [slo.md](slo.md). A histogram is
told as `_bucket`, `_sum` and `_count`. No label ever holds a person.

| name | kind | labels | what it counts |
|---|---|---|---|
"""


def write(root: Path) -> list[Path]:
    """Write them all below `root`; the files written."""
    return [
        *events.write(root),
        *plan.write(root),
        *_write(root, render_apis() | render_metrics() | privacy.render() | doors.render()),
    ]


def render_apis() -> dict[Path, str]:
    """The OpenAPI documents, by their paths below the repository's root."""
    return {Path(f"docs/openapi/{name}.json"): _json(document(name, routers)) for name, routers in APIS.items()}


def render_metrics() -> dict[Path, str]:
    """What `/metrics` of the four systems may tell: each by its name, kind and labels, and in a sentence."""
    for name in APIS:
        import_module(f"services.{name}.bootstrap")
    ours = {one for one in REGISTRY._collector_to_names if isinstance(one, MetricWrapperBase)}
    rows = sorted(_told(metric) for metric in ours)
    return {Path("docs/metrics.md"): _METRICS + "".join(rows)}


def _told(metric: MetricWrapperBase) -> str:
    labels = ", ".join(f"`{label}`" for label in metric._labelnames)
    name = metric._name + ("_total" if metric._type == "counter" else "")
    return f"| `{name}` | {metric._type} | {labels} | {metric._documentation} |\n"


def _write(root: Path, documents: Mapping[Path, str]) -> list[Path]:
    for path, text in documents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return [root / path for path in documents]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
