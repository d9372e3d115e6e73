-- Writes what a batch decided in one statement: new enrollments, changed ones, ledgers.
WITH entered AS (
    INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at)
    SELECT e.*, $1::timestamptz, $1 FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::uuid[]) AS e
), moved AS (
    UPDATE enrollment e SET state = m.state, seq = m.seq, reason = m.reason, changed_at = $1
    FROM unnest($8::uuid[], $9::text[], $10::bigint[], $11::text[]) AS m (id, state, seq, reason)
    WHERE e.id = m.id
)
UPDATE ledger l
SET capacity = c.capacity, taken = c.taken, waiting = c.waiting, next_seq = c.next_seq, called_off = c.called_off,
    entered = c.entered, frozen = c.frozen, version = l.version + 1
FROM unnest($12::uuid[], $13::int[], $14::int[], $15::int[], $16::bigint[], $17::boolean[], $18::int[], $19::boolean[])
    AS c (group_id, capacity, taken, waiting, next_seq, called_off, entered, frozen)
WHERE l.group_id = c.group_id
