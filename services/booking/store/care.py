"""Care, and the options that go with it: what a child has of the one is loaded with what it has of the other."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from services.booking.store.groups import Known
from services.booking.store.queries import sql
from shared.db.pool import Connection


async def with_care(conn: Connection, asked: Mapping[UUID, Known], rows: list[asyncpg.Record]) -> list[asyncpg.Record]:
    """The rows of a batch, and whatever else these children have of the care, and of its options, that the batch holds."""
    if not any(known.group.only_with for known in asked.values()):
        return rows
    names = {id_: known.group.care or known.group.only_with for id_, known in asked.items()}
    children = {row["child_id"] for row in rows if names.get(row["group_id"])}
    there = {row["id"] for row in rows}
    found = await conn.fetch(sql("enrollments_of_care"), list(children), [*{*names.values()} - {""}])
    return [*rows, *(row for row in found if row["id"] not in there)]
