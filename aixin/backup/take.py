"""Taking a backup, of a stack that runs or of one that does not."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aixin.backup.manifest import NAME, Dumped, Manifest, digest, files_of
from aixin.backup.tools import dump
from aixin.options import LAST_BACKUP, Options
from aixin.up import only_one
from aixin.words import backup as words
from deploy.local.server import StackError, write_private
from deploy.local.stack import Postgres
from shared.settings import Settings

ORDER = ("notify", "booking", "classes", "accounts")
"""Who hears before who says: whatever a system had heard, the other still knows that it said it."""


async def back_up(home: Path, folder: Path) -> Manifest:
    """Keys, databases and papers of the stack as a new folder that only its owner may read. Raises StackError, OSError.

    The databases come before the papers: an object without a row does no harm.
    """
    if folder.exists():
        raise StackError(*words.FOLDER_EXISTS.of(folder=folder))
    fresh = folder.with_name(f"{folder.name}.new-{os.getpid()}")
    fresh.mkdir(mode=0o700, parents=True)
    try:
        with at_hand(home) as postgres:
            shutil.copytree(home / "keys", fresh / "keys")
            dumped = {system: await dump(postgres.dsn(f"aixin_{system}"), fresh / f"{system}.dump") for system in ORDER}
        manifest = _with_papers(home, fresh, dumped)
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    (home / LAST_BACKUP).write_text(f"{folder.absolute()}\n", encoding="utf-8")
    return manifest


def _with_papers(home: Path, fresh: Path, dumped: dict[str, Dumped]) -> Manifest:
    papers = Settings(database_url="", keys_dir=home / "keys").papers_at
    elsewhere = "://" in papers
    if not elsewhere and Path(papers).is_dir():
        shutil.copytree(papers, fresh / "papers")
    files = {file.relative_to(fresh).as_posix(): digest(file) for file in files_of(fresh)}
    manifest = Manifest(databases=dumped, files=files, papers_elsewhere=papers if elsewhere else "")
    write_private(fresh / NAME, manifest.model_dump_json(indent=1))
    return manifest


@contextmanager
def at_hand(home: Path, *, alone: bool = False) -> Iterator[Postgres]:
    """The stack's PostgreSQL: the one that runs, unless it must be ours `alone`; else started for as long as this takes.

    Raises StackError.
    """
    postgres = Postgres(home / "postgres")
    with ExitStack() as ours:
        try:
            ours.enter_context(only_one(Options("127.0.0.1", 0, home)))
        except StackError:
            if alone or not postgres.ready():
                raise
        else:
            postgres.start()
            ours.callback(postgres.stop)
        yield postgres
