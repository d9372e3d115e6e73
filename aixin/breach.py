"""`aixin breach`: who is hit by what, and how to reach them, from the register of personal columns and the systems' own rows.

What leaked is named; whose rows are concerned is what each system says for the copy that a person takes of theirs (ADR 0026): so a column
that is kept is found here, too.
"""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape

from aixin.words import breach as words
from shared.crypto import SealBroken, Vault
from shared.db.copies import COMMON, left_out, personal
from shared.db.pool import Connection, connection, open_pool
from shared.privacy.entry import Personal, pairs
from shared.system import System

_FAMILIES = {
    "booking": "SELECT g.person_id FROM guardian g JOIN family f ON f.id = g.family_id WHERE f.created_at < $1",
    "accounts": "SELECT g.id AS person_id FROM person g WHERE g.created_at < $1",
    "notify": """
        SELECT g.person_id FROM (
            SELECT person_id, min(created_at) AS since FROM message GROUP BY 1 UNION ALL SELECT person_id, created_at FROM recipient
        ) AS g WHERE g.since < $1
    """,
}
"""System → everybody of whom it knew something before an instant."""
_CHILD_OF = "EXISTS (SELECT FROM child c WHERE c.family_id = g.family_id AND c.id IN ({}))"
_BOOKED = "SELECT e.child_id FROM enrollment e JOIN class_group k ON k.id = e.group_id WHERE k.union_code = $2"
_UNION = {"booking": _CHILD_OF.format(_BOOKED), "accounts": "$2 = ANY (g.unions)"}
_PAPER = _CHILD_OF.format("SELECT d.child_id FROM document d WHERE d.id = $2::text::uuid")
_BY = "SELECT {} FROM {} r WHERE r.person_id = $2::text::uuid AND r.at BETWEEN $3 AND $4"
_READ = {
    "child": _CHILD_OF.format(_BY.format("unnest(r.child_ids)", "reading")),
    "document": _CHILD_OF.format(_BY.format("r.child_id", "paper_reading")),
    "consent": _CHILD_OF.format(_BY.format("r.child_id", "health_reading")),
}
_NAMED = "g.person_id = ANY ($2::text::uuid[])"
_HIT = """
SELECT DISTINCT p.person_id FROM ({families}) AS p
WHERE EXISTS (SELECT FROM {table} WHERE {whose} AND num_nonnulls({columns}) > 0)
"""
_FAMILY_OF = "SELECT person_id, family_id FROM guardian WHERE person_id = ANY ($1::uuid[])"
_PHONES = "SELECT id, phone_sealed FROM person WHERE id = ANY ($1::uuid[])"
_EMAILS = "SELECT person_id, email FROM recipient WHERE email IS NOT NULL AND person_id = ANY ($1::uuid[])"
_TAKE_YOUR_TIME = "SET statement_timeout = 0"
SECONDS = 300.0
"""So long one question may take at most."""


@dataclass(frozen=True, slots=True)
class Leak:
    """What leaked, as far as it is known."""

    since: datetime
    until: datetime
    """Only what was there before: the instant of a backup."""
    columns: Sequence[str] = ()
    """Systems, tables, or columns as `table.column`; none: all."""
    union: str = ""
    """Only what this union could see: families with a booking of its groups; members on its roll."""
    paper: UUID | None = None
    reader: UUID | None = None
    """Only what this person of the staff is known to have read, between the two instants."""
    persons: Sequence[UUID] = ()


@dataclass(slots=True)
class Hit:
    """A guardian, and what of theirs leaked."""

    columns: list[str] = field(default_factory=list)
    family_id: UUID | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class HitBy:
    """How many are hit by what is kept for one purpose."""

    system: str
    entry: Personal
    columns: list[str]
    persons: int


async def find(systems: Sequence[System], leak: Leak) -> tuple[dict[UUID, Hit], list[HitBy]]:
    """Whoever is hit, with how to reach them as far as these systems know; and how many by what. Raises BadParameter."""
    known = [system for system in systems if system.name in _FAMILIES]
    _check(known, leak)
    hits: dict[UUID, Hit] = {id_: Hit() for id_ in leak.persons}
    counted: list[HitBy] = []
    for system in known:
        async with await open_pool(system.settings.database_url, 1) as pool, connection(pool) as conn:
            await conn.execute(_TAKE_YOUR_TIME)
            counted += await _hit_in(conn, system, leak, hits)
    for system in known:
        async with await open_pool(system.settings.database_url, 1) as pool, connection(pool) as conn:
            await _reach(conn, system, hits)
    return hits, counted


def _check(systems: Sequence[System], leak: Leak) -> None:
    if sum(map(bool, (leak.union, leak.paper, leak.reader, leak.persons))) > 1:
        raise typer.BadParameter(words.ONE_NARROWING.line)
    kept = {
        name for s in systems for e in personal(s.name) for pair in pairs(e.columns) for name in _names(s.name, *pair)
    }
    for column in leak.columns:
        if column not in kept:
            raise typer.BadParameter(words.NOT_KEPT.of(leaked=column).line, param_hint="--leaked")


def _names(system: str, table: str, column: str) -> set[str]:
    """By which a column may be named."""
    return {system, table, f"{table}.{column}", f"{system}.{table}", f"{system}.{table}.{column}"}


async def _hit_in(conn: Connection, system: System, leak: Leak, hits: dict[UUID, Hit]) -> list[HitBy]:
    counted = []
    whose, out = {**COMMON.whose, **system.copying.whose}, left_out(system.copying)
    for entry in personal(system.name):
        persons: set[UUID] = set()
        told: list[str] = []
        for table, names in entry.columns.items():
            columns = [
                c for c in names.split() if not leak.columns or _names(system.name, table, c) & set(leak.columns)
            ]
            families = _families(system.name, table, leak)
            if not columns or not families or table not in whose:
                continue
            statement = _HIT.format(
                families=families,
                table=table,
                columns=", ".join(columns),
                whose=whose[table].replace("$1", "p.person_id"),
            )
            found = [
                row["person_id"] for row in await conn.fetch(statement, *_arguments(leak, families), timeout=SECONDS)
            ]
            said = [f"{system.name}.{table}.{column}" for column in columns]
            for id_ in found:
                hits.setdefault(id_, Hit()).columns.extend(said)
            persons |= set(found)
            told += [f"{table}.{column}" + "*" * ((table, column) in out) for column in columns]
        if told:
            counted.append(HitBy(system.name, entry, told, len(persons)))
    return counted


def _families(system: str, table: str, leak: Leak) -> str:
    """Of whom rows of this table can have leaked; empty: of nobody."""
    narrowed: str | None = ""
    if leak.union:
        narrowed = _UNION.get(system)
    elif leak.paper:
        narrowed = _PAPER if (system, table) == ("booking", "document") else None
    elif leak.reader:
        narrowed = _READ.get(table) if system == "booking" else None
    elif leak.persons:
        narrowed = _NAMED.replace("g.person_id", "g.id") if system == "accounts" else _NAMED
    if narrowed is None:
        return ""
    return f"{_FAMILIES[system]} AND {narrowed}" if narrowed else _FAMILIES[system]


def _arguments(leak: Leak, families: str) -> list[object]:
    second: Iterable[object] = ()
    if leak.reader:
        second = (str(leak.reader), leak.since, leak.until)
    elif leak.persons:
        second = ("{" + ",".join(map(str, leak.persons)) + "}",)
    elif leak.union or leak.paper:
        second = (leak.union or str(leak.paper),)
    return [leak.until, *second]


async def _reach(conn: Connection, system: System, hits: Mapping[UUID, Hit]) -> None:
    """Whatever of families, phones and addresses this system has."""
    ids = list(hits)
    if system.name == "booking":
        for row in await conn.fetch(_FAMILY_OF, ids):
            hits[row["person_id"]].family_id = row["family_id"]
    elif system.name == "accounts":
        vault = Vault(system.settings.keys_dir, "accounts")
        for row in await conn.fetch(_PHONES, ids):
            hits[row["id"]].phone = _opened(vault, row["phone_sealed"], row["id"])
    else:
        for row in await conn.fetch(_EMAILS, ids):
            hits[row["person_id"]].email = row["email"]


def _opened(vault: Vault, sealed: bytes, id_: UUID) -> str:
    try:
        return vault.open(sealed, id_)
    except SealBroken:
        return ""


def write(hits: Mapping[UUID, Hit], file: Path) -> None:
    """The list as CSV, for nobody but whoever writes it. Raises FileExistsError: a list is never written over."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(heading.line for heading in words.HEADER)
        for id_, hit in sorted(hits.items()):
            rows.writerow([id_, hit.family_id or "", hit.phone, hit.email, " ".join(hit.columns)])


def show(hits: Mapping[UUID, Hit], counted: Sequence[HitBy]) -> None:
    """How many by what, the most first."""
    console = Console(soft_wrap=True)
    families = {hit.family_id or id_ for id_, hit in hits.items()}
    console.print(words.HIT.of(persons=len(hits), families=len(families)).line)
    for one in sorted(counted, key=lambda one: -one.persons):
        console.print(f"  {words.BY.of(persons=one.persons).line}: {escape(one.entry.what.line)}")
        console.print(f"    {one.system}: {escape(', '.join(one.columns))}")
    reached = {"phones": sum(bool(h.phone) for h in hits.values()), "emails": sum(bool(h.email) for h in hits.values())}
    console.print(words.REACHED.of(**reached).line)


def persons_of(file: Path) -> list[UUID]:
    """The guardians of a list that another system's command wrote."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [UUID(row[0]) for row in list(csv.reader(lines))[1:]]
