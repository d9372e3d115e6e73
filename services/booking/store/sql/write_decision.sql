-- Writes what a batch decided in one statement: new enrollments, changed ones, ledgers.
WITH entered AS (
    INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at)
    SELECT e.*, $16::timestamptz, $16 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::uuid[]) AS e
), moved AS (
    UPDATE enrollment e SET state = m.state, reason = m.reason, changed_at = $16
    FROM unnest($7::uuid[], $8::text[], $9::text[]) AS m (id, state, reason)
    WHERE e.id = m.id
)
UPDATE ledger l
SET capacity = c.capacity, taken = c.taken, waiting = c.waiting, next_seq = c.next_seq, called_off = c.called_off,
    version = l.version + 1
FROM unnest($10::uuid[], $11::int[], $12::int[], $13::int[], $14::bigint[], $15::boolean[])
    AS c (group_id, capacity, taken, waiting, next_seq, called_off)
WHERE l.group_id = c.group_id
