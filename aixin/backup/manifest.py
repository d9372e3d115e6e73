"""What a backup holds: every file with its hash, every database with the number of rows of each table."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from deploy.local.server import StackError

NAME = "manifest.json"


class Dumped(BaseModel):
    """One database, at one instant."""

    taken_at: datetime
    rows: Mapping[str, int]
    """Table → rows."""


class Manifest(BaseModel):
    """The whole backup; written last, so that what has one is whole."""

    version: int = 1
    databases: Mapping[str, Dumped]
    """System → what was dumped of it."""
    files: Mapping[str, str]
    """Path → SHA-256 of every file beside this one."""
    papers_elsewhere: str = ""
    """The object store that keeps the papers, which no backup of this machine holds."""


def files_of(folder: Path) -> Iterator[Path]:
    """Every file of a backup but its manifest."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)


def digest(file: Path) -> str:
    """Of its bytes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def whole(folder: Path) -> Manifest:
    """The manifest of a backup each of whose files is there and as it was. Raises StackError."""
    try:
        manifest = Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError as error:
        raise StackError(
            f"{folder} 不是完整的备份：缺少 {NAME}。请换一份。",
            f"{folder} is no whole backup: it has no {NAME}. Take another one.",
        ) from error
    except ValueError as error:
        raise StackError(
            f"{folder / NAME} 读不懂。请换一份备份。", f"{folder / NAME} cannot be read. Take another backup."
        ) from error
    there = {file.relative_to(folder).as_posix(): digest(file) for file in files_of(folder)}
    if wrong := sorted(
        name for name in manifest.files.keys() | there.keys() if manifest.files.get(name) != there.get(name)
    ):
        raise StackError(
            f"备份 {folder} 有损坏：{'、'.join(wrong[:5])} 缺失或被改动。请换一份。",
            f"The backup {folder} is damaged: {', '.join(wrong[:5])} missing or changed. Take another one.",
        )
    return manifest
