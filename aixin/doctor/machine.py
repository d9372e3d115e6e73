"""What the machine has and allows: room, memory, rights, the port, the version of the data."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from aixin.doctor.complaint import Complaint, grave, worth_knowing

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
            "{home} 所在的磁盘只剩 {free} MB。请腾出空间：写满以后不能报名。",
            "The disk of {home} has {free} MB left. Free some: when it is full, nobody can book.",
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
            "可用内存只剩 {free} MB，启动需要约 {least} MB。请关闭一些程序。",
            "{free} MB of memory are free; a start needs about {least}. Close some programs.",
            free=free >> 20,
            least=least >> 20,
        )


def rights(home: Path) -> Iterator[Complaint]:
    """Ours to write, the secrets nobody else's to read."""
    for folder in (home, home / "keys", home / "papers", home / "postgres"):
        if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield grave(
                "没有权限读写 {folder}。请改正它的所有者和权限（chown、chmod）。",
                "{folder} cannot be read and written. Mend its owner and mode (chown, chmod).",
                folder=folder,
            )
    if not os.access(_nearest(home), os.W_OK):
        yield grave(
            "不能在 {home} 建立数据目录。请换一个：make up AIXIN_HOME=/可写的/目录。",
            "No data folder can be made at {home}. Use another: make up AIXIN_HOME=/some/folder.",
            home=home,
        )
    for secret in (home / "keys" / "secret", home / "keys" / "private.pem"):
        if secret.exists() and secret.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield grave(
                "别人也能读 {secret}。请运行：chmod 600 {secret}",
                "Others can read {secret}. Run: chmod 600 {secret}",
                secret=secret,
            )


def version(home: Path) -> Iterator[Complaint]:
    """Of the database's files, against the one that is installed."""
    file = home / "postgres" / "data" / "PG_VERSION"
    made_by = file.read_text().strip() if os.access(file, os.R_OK) else POSTGRES
    if made_by != POSTGRES:
        yield grave(
            "数据由 PostgreSQL {made_by} 建立，这里的是 {here}。请用原来的版本备份（aixin backup），再恢复到新的目录。",
            "The data were made by PostgreSQL {made_by}, here is {here}. Back up with the version of then (aixin backup) and restore into a new home.",
            made_by=made_by,
            here=POSTGRES,
        )


def _nearest(path: Path) -> Path:
    """The path, or what there is of it."""
    return next(folder for folder in (path, *path.parents) if folder.exists())
