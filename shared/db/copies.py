"""A copy of all that a system keeps of one person, made from the register: what is personal is in it, or is said to be left out, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from asyncpg import Record

from shared.crypto import SealBroken, Vault
from shared.db.pool import Connection
from shared.kernel.sentence import Sentence
from shared.privacy.entry import Columns, Personal, pairs
from shared.privacy.everywhere import EVERYWHERE
from shared.privacy.register import HOLDINGS
from shared.privacy.said import COPY_IN_INBOX, COPY_SPOILED, FINGERPRINT, OTHERS

_COPY = "SELECT {columns} FROM {table} WHERE {whose}"
_ANSWERED = "owner = $1::uuid::text"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Personal columns of which nobody is given a copy."""

    columns: Columns
    why: Sentence


@dataclass(frozen=True, slots=True)
class Copying:
    """What of a system's tables is one person's."""

    whose: Mapping[str, str]
    """Table → the condition by which a row is the person's, whose id is `$1`."""
    left_out: Sequence[LeftOut] = ()
    sealed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(table, column) → the column with the id that it is sealed for."""
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Table → what a reader needs besides, like the title of a group: its name → an expression."""

    def statement(self, table: str, columns: Sequence[str]) -> str:
        """Reads these columns of the person's rows, what stands beside them, and the ids that are needed to open what is sealed."""
        beside = [f"{what} AS {name}" for name, what in self.beside.get(table, {}).items()]
        ids = {
            f"{id_} AS _{id_}" for (there, column), id_ in self.sealed.items() if there == table and column in columns
        }
        whose = {**COMMON.whose, **self.whose}[table]
        return _COPY.format(columns=", ".join([*columns, *beside, *ids]), table=table, whose=whose)

    def opened(self, vault: Vault, table: str, shown: Sequence[str], row: Record) -> dict[str, Any]:
        """The row as its owner reads it."""
        values: dict[str, Any] = {column: row[column] for column in shown}
        for column in shown:
            if (id_ := self.sealed.get((table, column))) and values[column] is not None:
                try:
                    values[column] = vault.open(values[column], row[f"_{id_}"])
                except SealBroken:
                    values[column] = COPY_SPOILED.line
        return values


@dataclass(frozen=True, slots=True)
class Rows:
    """The person's rows of a table."""

    table: str
    columns: list[str]
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the person for one purpose."""

    entry: Personal
    tables: list[Rows]


COMMON = Copying(
    {"idempotent_answer": _ANSWERED, "reading": "person_id = $1"},
    (
        LeftOut({"outbox": "key body", "dead_letter": "key headers body cause dropped_by dropped_why"}, COPY_IN_INBOX),
        LeftOut({"idempotent_answer": "digest"}, FINGERPRINT),
        LeftOut({"reading": "child_ids sought"}, OTHERS),
    ),
)
"""Of what each of the four keeps."""


def personal(system: str) -> list[Personal]:
    """What the register says that a system keeps of people."""
    return [*HOLDINGS[system].personal, *EVERYWHERE.personal]


def left_out(copying: Copying) -> dict[tuple[str, str], Sentence]:
    """(table, column) → why it is in no copy."""
    return {pair: one.why for one in (*copying.left_out, *COMMON.left_out) for pair in pairs(one.columns)}


async def copy(conn: Connection, vault: Vault, system: str, copying: Copying, person_id: UUID) -> list[Kept]:
    """Everything of the person, in the order of the register; what there is nothing of is told as well."""
    out, kept = left_out(copying), []
    for entry in personal(system):
        tables = []
        for table, names in entry.columns.items():
            if columns := [column for column in names.split() if (table, column) not in out]:
                found = await conn.fetch(copying.statement(table, columns), person_id)
                shown = [*copying.beside.get(table, ()), *columns]
                tables.append(Rows(table, shown, [copying.opened(vault, table, shown, row) for row in found]))
        if tables:
            kept.append(Kept(entry, tables))
    return kept
