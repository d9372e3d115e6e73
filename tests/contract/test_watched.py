"""Alert rules and the dashboard watch what the systems really count, and each alert leads to what to do."""

import json
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path

import httpx2
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from shared.events.registry import SYSTEMS
from shared.settings import Settings
from tests.support.stack import ROOT, missing

RULES = yaml.safe_load((ROOT / "deploy/prometheus/rules.yml").read_text(encoding="utf-8"))
EVERY = [rule for group in RULES["groups"] for rule in group["rules"]]
ALERTS = {rule["alert"]: rule for rule in EVERY if "alert" in rule}
BOARD = json.loads((ROOT / "deploy/grafana/aixin.json").read_text(encoding="utf-8"))
PANELS = [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", ())]
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
PROMETHEUS = {"up"}
"""Its own."""
KUBERNETES = {"kube_cronjob_created", "kube_cronjob_status_last_successful_time"}
"""What kube-state-metrics tells of the cluster's auditor."""


async def counted(keys_dir: Path) -> set[str]:
    """The names that `/metrics` of the four systems give."""
    names: set[str] = set()
    for system in SYSTEMS:
        settings = Settings(database_url="postgresql://nowhere/nothing", keys_dir=keys_dir)
        app = import_module(f"services.{system}.bootstrap").build(settings).app
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://aixin.test") as web:
            told = (await web.get(f"/{system}/metrics")).text
        for family in text_string_to_metric_families(told):
            names |= {family.name + suffix for suffix in SUFFIXES.get(family.type, ())}
    return names


def named(expression: str) -> set[str]:
    """The metrics an expression names."""
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\[[^]]*\]|by \([^)]*\)', " ", expression)
    return {
        word
        for word in re.findall(r"[a-z_:][a-z0-9_:]*(?!\w*\s*\()", bare)
        if {"_", ":"} & {*word} or word in PROMETHEUS
    }


def test_names_are_found_in_expressions() -> None:
    assert named('sum by (le_a) (rate(a_bucket{b_c="d_e"}[5m])) / a:b_c and up > 1') == {"a_bucket", "a:b_c", "up"}


async def test_what_is_watched_is_counted(keys_dir: Path) -> None:
    there = await counted(keys_dir) | {rule["record"] for rule in EVERY if "record" in rule} | PROMETHEUS | KUBERNETES
    watched = [*(rule["expr"] for rule in EVERY), *PANELS]
    assert all(named(expression) for expression in watched)
    assert set().union(*map(named, watched)) - {"histogram_quantile"} <= there


def test_every_metric_has_a_panel() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\w+) \|", (ROOT / "docs/metrics.md").read_text(encoding="utf-8"), re.M)
    shown = set().union(*map(named, PANELS))
    assert len(told) > 20
    assert not [name for name, kind in told if not {name, *(name + suffix for suffix in SUFFIXES[kind])} & shown]


def test_the_bounds_of_promises_are_bounds_of_buckets(keys_dir: Path) -> None:
    doors, metrics = import_module("shared.web.doors"), import_module("shared.observability.metrics")
    for metric, expression in ((doors.ANSWERED, "late_bookings"), (metrics.EVENT_LAG, "late_events")):
        (rule,) = (rule["expr"] for rule in EVERY if expression in rule.get("record", ""))
        assert float(re.findall(r'le="([\d.]+)"', rule)[0]) in metric._upper_bounds


def test_each_alert_leads_to_a_paragraph() -> None:
    headings = re.findall(r"^### (\w+)$", (ROOT / "docs/slo.md").read_text(encoding="utf-8"), re.M)
    assert headings == [*ALERTS]
    for name, rule in ALERTS.items():
        assert rule["annotations"]["runbook"] == f"docs/slo.md#{name.lower()}"
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert re.search(r"[一-鿿]", rule["annotations"]["summary"]), name


@pytest.mark.parametrize(
    "command", [("check", "rules", "rules.yml"), ("test", "rules", "rules.test.yml")], ids=lambda c: c[0]
)
def test_prometheus_understands_them(command: tuple[str, ...]) -> None:
    _promtool(*command, cwd=ROOT / "deploy/prometheus")


def test_prometheus_understands_the_panels(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{n}", "expr": expr.replace("$__rate_interval", "5m")} for n, expr in enumerate(PANELS)]
    (tmp_path / "panels.yml").write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    _promtool("check", "rules", "panels.yml", cwd=tmp_path)


def _promtool(*command: str, cwd: Path) -> None:
    if not shutil.which("promtool"):
        missing(
            "没有 promtool（Debian：prometheus），告警规则未试。 No promtool (Debian: prometheus): rules are not tried."
        )
    done = subprocess.run(["promtool", *command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
