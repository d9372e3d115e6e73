"""`python -m tests.advisories` asks whether something is known against the packages of the locks: the last part of `make attack`.

pip-audit is in no lock, for nothing of ours imports it: it runs in an environment of its own. Where no source of advisories answers, or it knows a
package not, that is said and fails nothing; it never counts as looked at.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-systems.lock")
AUDIT = (
    "tool", "run", "--quiet", "pip-audit==2.9.0", "--disable-pip", "--require-hashes", "--format", "json",
    "--progress-spinner", "off", "--timeout", "15",
)  # fmt: skip
PATIENCE = 600
"""Seconds, for all packages."""


def verdict(report: str, complaint: str = "") -> tuple[list[str], bool]:
    """What is told of the two outputs of pip-audit, and whether something is known."""
    try:
        packages = json.loads(report)["dependencies"]
    except ValueError:
        why = complaint.strip().rpartition("\n")[2]
        return [f"跳过 SKIPPED: no source of advisories answers: {why}"], False
    seen, unseen = ([package for package in packages if ("vulns" in package) == looked] for looked in (True, False))
    lines = known = [
        f"✗ {package['name']} {package['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version'}"
        for package in seen
        for one in package["vulns"]
    ]
    if seen and not known:
        lines = [f"✓ nothing is known against {len(seen)} packages"]
    if unseen:
        names = ", ".join(package["name"] for package in unseen)
        lines = [*lines, f"跳过 SKIPPED: nobody tells of {len(unseen)} of {len(packages)} packages: {names}"]
    return lines, bool(known)


def main() -> int:
    """1 when something is known."""
    locks = [word for lock in LOCKS for word in ("--requirement", lock)]
    command = [sys.executable, "-m", "uv", *AUDIT, *locks]
    try:
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE)
        lines, bad = verdict(done.stdout, done.stderr)
    except subprocess.TimeoutExpired:
        lines, bad = verdict("", f"not within {PATIENCE} seconds")
    print("\n".join(lines))
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
