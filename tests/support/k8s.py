"""deploy/k8s as a cluster would be given it, and the schemas that judge it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from tests.support.stack import ROOT, missing

K8S = ROOT / "deploy" / "k8s"
FOLDERS = ("overlays/park", "overlays/city", "overlays/province", "example")
CRDS = Path(os.environ.get("AIXIN_CRDS", ROOT.parent / "shared" / "crds"))
"""The operators' own definitions; not ours to carry."""
Manifest = dict[str, Any]


@cache
def rendered(folder: str) -> list[Manifest]:
    """What `kubectl apply -k` would send."""
    command = ["kustomize", "build"] if shutil.which("kustomize") else ["kubectl", "kustomize"]
    if not shutil.which(command[0]):
        missing(
            "没有 kustomize 或 kubectl,未检查 deploy/k8s。 Neither kustomize nor kubectl: deploy/k8s is not checked."
        )
    done = subprocess.run([*command, K8S / folder], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return list(yaml.load_all(done.stdout, yaml.CSafeLoader))


def distinct() -> list[Manifest]:
    """What all folders come to, each once."""
    return [*{json.dumps(manifest): manifest for folder in FOLDERS for manifest in rendered(folder)}.values()]


def of_kind(folder: str, *kinds: str) -> list[Manifest]:
    """Those of some kinds."""
    return [manifest for manifest in rendered(folder) if manifest["kind"] in kinds]


def name_of(manifest: Manifest) -> str:
    """Its name, for a message."""
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def templates(folder: str) -> list[tuple[str, Manifest]]:
    """Every pod we ask for: by whom, and its template."""
    plain = [(name_of(m), m["spec"]["template"]) for m in of_kind(folder, "Deployment", "Job")]
    return plain + [(name_of(m), m["spec"]["jobTemplate"]["spec"]["template"]) for m in of_kind(folder, "CronJob")]


def labels_of_pods(folder: str) -> list[dict[str, str]]:
    """Of every pod there will be, the databases' and the broker's too."""
    ours = [template["metadata"]["labels"] for _, template in templates(folder)]
    theirs = [m["spec"]["inheritedMetadata"]["labels"] for m in of_kind(folder, "Cluster")]
    return [*ours, *theirs, *({"strimzi.io/cluster": m["metadata"]["name"]} for m in of_kind(folder, "Kafka"))]


def chosen(selector: Manifest, labels: dict[str, str]) -> bool:
    """Whether a selector means a pod with these labels."""
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and all(
        labels.get(wanted["key"]) in wanted["values"] for wanted in selector.get("matchExpressions", ())
    )


def within(value: Any, key: str) -> Iterator[Any]:
    """Every value of a key, however deep."""
    if isinstance(value, dict):
        yield from ([value[key]] if key in value else [])
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from within(part, key)


@cache
def crds() -> dict[tuple[str, str], Draft202012Validator]:
    """By apiVersion and kind, the operators' schemas: what they do not name is an error, as at a server that is asked strictly."""
    if not CRDS.is_dir():
        missing(
            f"没有 {CRDS},未检查 Strimzi 和 CloudNativePG 的清单。 No {CRDS}: the operators' resources are not checked."
        )
    found = {}
    for file in sorted(CRDS.glob("*.yaml")):
        for definition in filter(None, yaml.load_all(file.read_bytes(), yaml.CSafeLoader)):
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = _strict(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"type": "object"}
                found[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = Draft202012Validator(schema)
    return found


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(value) for key, value in schema.items()}
    if strict.pop("x-kubernetes-int-or-string", False):
        strict.pop("type", None)
    if isinstance(strict.get("properties"), dict) and not strict.get("x-kubernetes-preserve-unknown-fields"):
        strict.setdefault("additionalProperties", False)
    return strict
