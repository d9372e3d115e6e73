-- Takes the delivery by a channel ($1) that has been due longest. Locks its row, unless another worker is taking it.
-- `due_at` becomes the end of the lease ($2 seconds): a worker that dies while sending gives the row back by not moving it.
-- `attempts` grows with every taking and stands in the record.
WITH due AS (
    SELECT id, state FROM delivery WHERE channel = $1 AND due_at <= clock_timestamp()
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE delivery AS d
SET state = 'sending', attempts = d.attempts + 1, changed_at = clock_timestamp(),
    due_at = clock_timestamp() + make_interval(secs => $2)
FROM due, message AS m LEFT JOIN recipient AS r USING (person_id)
WHERE d.id = due.id AND m.id = d.message_id
RETURNING d.id, d.event_id, d.person_id, d.attempts, d.doubts, due.state = 'sending' AS lapsed,
    m.kind, m.params, m.created_at, m.traceparent, extract(epoch FROM clock_timestamp() - m.created_at)::float8 AS age,
    r.email, r.confirmed_at IS NOT NULL AS confirmed, coalesce(r.language, 'zh') AS language
