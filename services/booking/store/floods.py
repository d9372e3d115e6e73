"""What others tell by the thousand, kept in one statement a table: groups of a whole province, members of a whole city."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.booking.domain.draw import fingerprint
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.accounts import MembershipChanged
from shared.events.catalogue import GroupPublished

_GROUPS = """
INSERT INTO class_group (id, revision, facts) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[])
ON CONFLICT DO NOTHING RETURNING id
"""
_LEDGERS = "INSERT INTO ledger (group_id, capacity) SELECT * FROM unnest($1::uuid[], $2::int[]) ON CONFLICT DO NOTHING"
# Nobody else can see these rows yet.
_JOIN = """
UPDATE class_group g SET draw_id = joined.draw_id FROM unnest($1::uuid[], $2::uuid[]) AS joined (id, draw_id)
WHERE g.id = joined.id
"""
_PROMISE = """
INSERT INTO draw (id, secret, secret_hash) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING
"""
# Locks the persons' rows, in the order of their ids. Of a person who is told of twice the newest counts.
_MEMBERSHIPS = """
INSERT INTO membership AS m (person_id, unions, revision, joined)
SELECT DISTINCT ON (1) (e ->> 'person_id')::uuid, ARRAY(SELECT jsonb_array_elements_text(e -> 'unions')),
       (e ->> 'revision')::bigint, e -> 'joined'
FROM unnest($1::jsonb[]) AS e
ORDER BY 1, 3 DESC
ON CONFLICT (person_id) DO UPDATE SET unions = excluded.unions, revision = excluded.revision, joined = excluded.joined
WHERE m.revision < excluded.revision
"""


async def learn_groups(conn: Connection, events: Sequence[GroupPublished]) -> None:
    """Keep the facts of new groups, with a ledger for each; the caller sorts them by id. Raises Skip when one is known."""
    ids, revisions = [event.group_id for event in events], [event.revision for event in events]
    said = [event.facts.model_dump(mode="json") for event in events]
    if len(await conn.fetch(_GROUPS, ids, revisions, said)) < len(events):
        raise Skip("one of them is known")
    await conn.execute(_LEDGERS, ids, [event.facts.capacity for event in events])


async def join_draws(conn: Connection, draws: Mapping[UUID, UUID]) -> None:
    """Group → the common decision it takes part in."""
    await conn.execute(_JOIN, list(draws), list(draws.values()))


async def promise_draws(conn: Connection, draw_ids: Collection[UUID]) -> None:
    """Choose the secret of each, once and for all."""
    chosen = [secrets.token_hex(32) for _ in draw_ids]
    await conn.execute(_PROMISE, sorted(draw_ids), chosen, [fingerprint(secret) for secret in chosen])


async def learn_memberships(conn: Connection, events: Sequence[MembershipChanged]) -> None:
    """Keep each, unless a newer revision is known."""
    await conn.execute(_MEMBERSHIPS, [event.model_dump(mode="json") for event in events])
