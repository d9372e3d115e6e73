"""What the machine has and allows: room, memory, rights, the port, the version of the data."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from aixin.doctor.complaint import Complaint, grave, worth_knowing
from aixin.words import doctor as words

GIGABYTE = 1 << 30
LEAST_DISK, GOOD_DISK = GIGABYTE // 2, 2 * GIGABYTE
LEAST_MEMORY = GIGABYTE * 3 // 5
"""PostgreSQL, Java and the systems at rest."""
POSTGRES = "18"


def room(home: Path, least: int = LEAST_DISK, good: int = GOOD_DISK) -> Iterator[Complaint]:
    """Of the disk that the data lie on."""
    free = shutil.disk_usage(_nearest(home)).free
    if free < good:
        tell = grave if free < least else worth_knowing
        yield tell(
            words.DISK_FULL,
            home=home,
            free=free >> 20,
        )


def memory(least: int = LEAST_MEMORY) -> Iterator[Complaint]:
    """For a start."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except FileNotFoundError:  # not Linux
        return
    free = next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable")), least)
    if free < least:
        yield worth_knowing(
            words.MEMORY_SHORT,
            free=free >> 20,
            least=least >> 20,
        )


def rights(home: Path) -> Iterator[Complaint]:
    """Ours to write, the secrets nobody else's to read."""
    for folder in (home, home / "keys", home / "papers", home / "postgres"):
        if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield grave(
                words.NO_RIGHTS,
                folder=folder,
            )
    if not os.access(_nearest(home), os.W_OK):
        yield grave(
            words.NO_HOME,
            home=home,
        )
    for secret in (*(home / "keys").glob("*secret"), home / "keys" / "private.pem"):
        if secret.exists() and secret.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield grave(
                words.SECRET_OPEN,
                secret=secret,
            )


def version(home: Path) -> Iterator[Complaint]:
    """Of the database's files, against the one that is installed."""
    file = home / "postgres" / "data" / "PG_VERSION"
    made_by = file.read_text().strip() if os.access(file, os.R_OK) else POSTGRES
    if made_by != POSTGRES:
        yield grave(
            words.OTHER_POSTGRES,
            made_by=made_by,
            here=POSTGRES,
        )


def _nearest(path: Path) -> Path:
    """The path, or what there is of it."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
