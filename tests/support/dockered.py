"""What the scripts and commands for compose do, on an embedded PostgreSQL: this stands in for the program `docker`, and runs what would run in
the containers. As a program: `python -m tests.support.dockered compose …`; where, the environment says.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

from deploy.local.postgres import Postgres, binaries

ROOT = Path(__file__).parents[2]
VOLUMES = {"setup:/run/aixin/keys": "keys", "booking:/var/lib/aixin/papers": "papers"}


def environment(home: Path, bin: Path) -> dict[str, str]:
    """For commands that call docker; `bin` is a folder of the caller's own."""
    script = bin / "docker"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m tests.support.dockered "$@"\n')
    script.chmod(0o755)
    return {**os.environ, "PATH": f"{bin}:{os.environ['PATH']}", "AIXIN_TEST_HOME": str(home)}


def main(words: list[str]) -> int:
    """The exit code of what runs in the container."""
    assert words.pop(0) == "compose", words
    services = set()
    while words[0] == "-f":
        services |= YAML(typ="safe").load((ROOT / words[1]).read_text())["services"].keys()
        del words[:2]
    services |= YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())["services"].keys()
    verb, *rest = words
    flags = [rest.pop(0) for _ in range(len(rest)) if rest and rest[0].startswith("-") and rest[0] != "-u"]
    if verb == "cp":
        return copied(*rest)
    if verb in ("exec", "run"):
        if rest[0] == "-u":
            flags += [rest.pop(0), rest.pop(0)]
        assert rest[0] in services and set(flags) <= {"-T", "--rm", "--no-deps", "-u", "root"}, (verb, flags)
        return run(verb, *rest)
    assert verb in ("up", "stop", "start", "restart", "create") and set(rest) <= services, words
    return 0


def run(verb: str, service: str, *command: str) -> int:
    """In the container of a service."""
    home = Path(os.environ["AIXIN_TEST_HOME"])
    postgres = Postgres(home / "postgres")
    if service == "postgres":
        os.environ |= {"PGPORT": str(postgres.port), "PGPASSWORD": postgres.dsn("postgres").split(":")[2].split("@")[0]}
        program, *arguments = command
        return subprocess.run([binaries() / program, *arguments], check=False).returncode
    if service == "migrate":
        from shared.db.migrate import migrate_all  # slow to import, and a script calls this program forty times

        _, *systems = command
        rooms = {postgres.dsn(f"aixin_{system}"): ROOT / "services" / system / "migrations" for system in systems}
        asyncio.run(migrate_all(rooms))
        return 0
    os.environ |= {
        "AIXIN_SYSTEM": service, "AIXIN_DATABASE_URL": postgres.clerk(service), "AIXIN_KEYS_DIR": str(home / "keys"),
        "AIXIN_KAFKA": os.environ.get("AIXIN_TEST_BROKER", "127.0.0.1:1"),
    }  # fmt: skip
    if service == "booking":
        os.environ["AIXIN_AUDIT_URL"] = postgres.dsn("aixin_{system}", "aixin_auditor")
    words = command if verb == "run" else command[2:]  # the image begins with `python -m`
    words = tuple(word.replace("/run/aixin/keys", str(home / "keys")) for word in words)
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False).returncode


def copied(source: str, target: str) -> int:
    """Between a container and this machine."""
    shutil.copytree(Path(os.environ["AIXIN_TEST_HOME"]) / VOLUMES[source], target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
