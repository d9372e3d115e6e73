"""What a backup holds: every file with its hash, every database with the number of rows of each table."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from aixin.words import backup as words
from deploy.local.server import StackError
from shared.kernel.sentence import listed

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
        raise StackError(*words.NOT_WHOLE.of(folder=folder, name=NAME)) from error
    except ValueError as error:
        raise StackError(*words.UNREADABLE.of(file=folder / NAME)) from error
    there = {file.relative_to(folder).as_posix(): digest(file) for file in files_of(folder)}
    if wrong := sorted(
        name for name in manifest.files.keys() | there.keys() if manifest.files.get(name) != there.get(name)
    ):
        raise StackError(*words.DAMAGED.of(folder=folder, files=listed(wrong[:5])))
    return manifest
