-- How booking's ledgers stand now; an older state never undoes a newer one. Locks the groups' rows, in the order of their ids.
WITH told AS (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[])
        AS t (id, ledger_revision, capacity, taken, waiting, entered, held)
), locked AS (
    SELECT g.id FROM class_group g WHERE g.id = ANY ($1::uuid[]) ORDER BY g.id FOR UPDATE
)
UPDATE class_group g SET ledger_revision = told.ledger_revision, capacity = told.capacity, taken = told.taken, waiting = told.waiting,
    entered = told.entered, held = told.held, changed_at = clock_timestamp()
FROM told JOIN locked USING (id)
WHERE g.id = told.id AND g.ledger_revision < told.ledger_revision
RETURNING g.id
