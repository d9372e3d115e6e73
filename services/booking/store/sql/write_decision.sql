-- Writes what a batch decided in one statement: new enrollments, changed ones, ledgers, the events that tell it, and the answers that their
-- keys get from now on, in one order at every desk. The caller holds the locks of the ledgers; a key that another desk answered
-- meanwhile undoes all.
WITH entered AS (
    INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, band, pool, unit, choice, cleared, until, replaces, reason,
        created_at, changed_at)
    SELECT e.*, $1::timestamptz, $1
    FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::uuid[], $8::smallint[], $9::text[], $10::uuid[],
        $11::smallint[], $12::boolean[], $13::timestamptz[], $14::uuid[], $15::text[]) AS e
), moved AS (
    UPDATE enrollment e
    SET state = m.state, seq = m.seq, band = m.band, cleared = m.cleared, until = m.until, reason = m.reason,
        standing = coalesce(m.standing, e.standing), mend_by = m.mend_by, mend = coalesce(m.mend, e.mend), replaces = m.replaces,
        changed_at = CASE WHEN m.state = e.state THEN e.changed_at ELSE $1 END, moved_by = m.moved_by
    FROM unnest($16::uuid[], $17::text[], $18::bigint[], $19::smallint[], $20::boolean[], $21::timestamptz[], $22::text[], $23::jsonb[],
        $24::timestamptz[], $25::text[], $49::uuid[], $50::uuid[])
        AS m (id, state, seq, band, cleared, until, reason, standing, mend_by, mend, moved_by, replaces)
    WHERE e.id = m.id
), told AS (
    INSERT INTO outbox (topic, key, shard, type, body, traceparent)
    SELECT * FROM unnest($38::text[], $39::text[], $40::smallint[], $41::text[], $42::bytea[], $43::text[])
), answered AS (
    INSERT INTO idempotent_answer (owner, key, digest, status, body)
    SELECT * FROM unnest($44::text[], $45::text[], $46::bytea[], $47::smallint[], $48::jsonb[]) AS a (owner, key, digest, status, body)
    ORDER BY owner, key
)
UPDATE ledger l
SET capacity = c.capacity, taken = c.taken, waiting = c.waiting, next_seq = c.next_seq, called_off = c.called_off,
    entered = c.entered, frozen = c.frozen, settled = c.settled, held = c.held, asked = c.asked, pools = c.pools, version = l.version + 1
FROM unnest($26::uuid[], $27::int[], $28::int[], $29::int[], $30::bigint[], $31::boolean[], $32::int[], $33::boolean[], $34::boolean[],
        $35::int[], $36::int[], $37::jsonb[])
    AS c (group_id, capacity, taken, waiting, next_seq, called_off, entered, frozen, settled, held, asked, pools)
WHERE l.group_id = c.group_id
