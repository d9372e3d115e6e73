"""Everything that is looked at, in a container or on the embedded stack."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from aixin.doctor import machine, setting
from aixin.doctor.complaint import Complaint, grave
from aixin.doctor.system import examine
from aixin.systems import chosen, in_container
from aixin.words import doctor as words
from shared.errors import Unusable
from shared.system import System


async def complaints(home: Path, port: int) -> AsyncIterator[Complaint]:
    """All there are, those of the machine first."""
    for complaint in _of_the_machine(home, port):
        yield complaint
    try:
        systems = _systems(home)
    except ValidationError as wrong:
        for error in wrong.errors():
            yield grave(words.SETTING_WRONG, said=error["msg"])
        return
    except Unusable as unusable:
        yield grave(words.SETTING_WRONG, said=unusable)
        return
    for complaint in setting.address(systems[0].settings) if systems else ():
        yield complaint
    for complaint in (each for one in systems if one.name == "accounts" for each in setting.channels(one.settings)):
        yield complaint
    for system in systems:
        async for complaint in examine(system):
            yield complaint


def _systems(home: Path) -> Sequence[System]:
    """None where the embedded stack has never run: there is nothing to examine."""
    if not in_container() and not (home / "postgres" / "port").exists():
        return []
    return chosen(home)


def _of_the_machine(home: Path, port: int) -> Iterator[Complaint]:
    if in_container():
        keys = Path(os.environ.get("AIXIN_KEYS_DIR", home / "keys"))
        if not os.access(keys / "public.json", os.R_OK):
            yield grave(words.KEYS_UNREADABLE, keys=keys)
        return
    yield from machine.room(home)
    yield from machine.rights(home)
    yield from machine.version(home)
    yield from setting.backups(home)
    if not _runs(home):
        yield from machine.memory()
        yield from _port(port)


def _port(port: int) -> Iterator[Complaint]:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            yield grave(
                words.PORT_TAKEN,
                port=port,
                other=port + 1,
            )


def _runs(home: Path) -> bool:
    """Whether `make up` holds the folder."""
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        with (home / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def doctor(home: Path, port: int) -> bool:
    """Print every complaint; True when none is grave."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it says of a broker that is away, we say
    return asyncio.run(_tell(home, port))


async def _tell(home: Path, port: int) -> bool:
    console, found = Console(soft_wrap=True), []
    async for complaint in complaints(home, port):
        mark = "[red]✗" if complaint.grave else "[yellow]•"
        console.print(f"{mark}[/] {escape(complaint.sentence.zh)}\n  {escape(complaint.sentence.en)}")
        found.append(complaint)
    if not found:
        console.print(f"[green]✓[/] {words.WELL.line}")
    return not any(complaint.grave for complaint in found)
