"""`python -m deploy.local.sbom` tells all that others wrote and an installation runs, as CycloneDX: made from the locks, so it cannot drift.

    requirements.lock   Python packages, the embedded servers' among them
    jars.lock           Kafka
    htmx.min.js         what browsers load of others

Each with its version and the hashes that it is fetched by. The same locks give the same bytes.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.local import jars

ROOT = Path(__file__).parents[2]
_STATIC = ROOT / "shared" / "web" / "static"
_PACKAGE = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)(.*(?:\n .*)*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VERSION = re.compile(r'version:"([\d.]+)"')


def bill() -> dict[str, Any]:
    """The whole document."""
    found = sorted([*_packages(), *_jars(), _htmx()], key=lambda component: str(component["purl"]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "aixin", "bom-ref": "aixin"}},
        "components": found,
        "dependencies": [{"ref": "aixin", "dependsOn": [component["bom-ref"] for component in found]}],
    }


def _packages() -> Iterator[dict[str, Any]]:
    for name, version, rest in _PACKAGE.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")):
        yield _component(f"pkg:pypi/{name}@{version}", name, version, "SHA-256", _HASH.findall(rest))


def _jars() -> Iterator[dict[str, Any]]:
    for path, sha256 in jars.read(jars.LOCK).items():
        *group, name, version, _ = Path(path).parts
        yield _component(f"pkg:maven/{'.'.join(group)}/{name}@{version}", name, version, "SHA-256", [sha256])


def _htmx() -> dict[str, Any]:
    found = _VERSION.search((_STATIC / "htmx.min.js").read_text(encoding="utf-8"))
    version = found[1] if found else ""
    sha384 = base64.b64decode((_STATIC / "htmx.sha384").read_text(encoding="ascii").strip().partition("-")[2]).hex()
    return _component(f"pkg:npm/htmx.org@{version}", "htmx.org", version, "SHA-384", [sha384])


def _component(purl: str, name: str, version: str, kind: str, hashes: list[str]) -> dict[str, Any]:
    """Of a package there may be several files, one a platform: any of these hashes is it."""
    told = [{"alg": kind, "content": one} for one in hashes]
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, "hashes": told}


if __name__ == "__main__":
    print(json.dumps(bill(), indent=2))
