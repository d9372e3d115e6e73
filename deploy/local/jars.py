"""Kafka's jars: fetched once, each the very bytes that the lock names.

`deploy/kafka/jars.lock` has the form `sha256sum --check` reads; its paths are those of a Maven repository, which is also how jgo
lays out what it fetches. `python -m deploy.local.jars` writes it anew.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.local.server import StackError
from deploy.words import stack as words

LOCK = Path(__file__).parents[1] / "kafka" / "jars.lock"
ROOTS = ("org.apache.kafka:kafka_2.13:4.4.0", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5")

Fetch = Callable[[str, Path], Path]
"""Fetch the jar of a lock path into a folder and return where it lies."""


def ensure(folder: Path, lock: Path = LOCK, fetch: Fetch | None = None) -> None:
    """Fetch what is missing or not as locked; StackError when a jar cannot be had or is not the locked one."""
    wanted = read(lock)
    missing = [path for path, digest in wanted.items() if sha256(folder / path) != digest]
    if not missing:
        return
    print(words.FETCHING.of(count=len(missing)).line, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="fetch-") as aside, ThreadPoolExecutor(4) as pool:
        arrivals = pool.map(lambda path: (path, _fetched(path, wanted[path], Path(aside), fetch or by_jgo)), missing)
        for count, (path, file) in enumerate(arrivals, 1):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            file.replace(folder / path)
            if count % 9 == 0 or count == len(missing):
                print(f"  {count}/{len(missing)}", flush=True)


def classpath(folder: Path, lock: Path = LOCK) -> str:
    """The locked jars in the lock's order, and no others that may lie about."""
    return os.pathsep.join(str(folder / path) for path in read(lock))


def read(lock: Path) -> dict[str, str]:
    """Path → SHA-256 of every jar."""
    lines = (line.split(maxsplit=1) for line in lock.read_text().splitlines() if line)
    return {path: digest for digest, path in lines}


def sha256(file: Path) -> str:
    """The file's SHA-256 in hex; empty when there is none."""
    if not file.exists():
        return ""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def by_jgo(path: str, folder: Path) -> Path:
    """Fetch one jar with jgo; the path names group, artifact and version."""
    from jgo.maven import MavenContext  # noqa: PLC0415 - 0.2 s that only the first start needs

    group, artifact, version = path.rsplit("/", 3)[:3]
    context = MavenContext(repo_cache=folder, timeout=60)
    component = context.project(group.replace("/", "."), artifact).at_version(version)
    return context.resolver.download(component.artifact()) or folder / path


def _fetched(path: str, digest: str, folder: Path, fetch: Fetch) -> Path:
    try:
        file = fetch(path, folder)
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors
        raise StackError(*words.NOT_FETCHED.of(error=type(error).__name__)) from error
    if sha256(file) != digest:
        raise StackError(*words.NOT_AS_LOCKED.of(file=file.name))
    return file


def _resolve(folder: Path) -> list[str]:
    """The lock's lines for ROOTS and all they need, found by jgo."""
    from jgo.maven import MavenContext  # noqa: PLC0415

    context = MavenContext(repo_cache=folder, timeout=60)
    lines = set()
    for root in ROOTS:
        inputs, needed = context.resolver.resolve([context.create_dependency(root)])
        for artifact in (dependency.artifact for dependency in (*inputs, *needed)):
            path = (artifact.component.path_prefix / artifact.filename).as_posix()
            file = folder / path
            lines.add(f"{sha256(file if file.exists() else by_jgo(path, folder))}  {path}")
    return sorted(lines, key=lambda line: line.split()[1])


if __name__ == "__main__":
    scratch = Path(tempfile.mkdtemp())
    LOCK.write_text("\n".join(_resolve(scratch)) + "\n")
    shutil.rmtree(scratch)
