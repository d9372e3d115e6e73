-- Takes the delivery by a channel ($1) that has been due longest, one that lets others pass only when there is no other, if the channel may hand over one now. Locks the delivery's row, unless another
-- worker is taking it, then the channel's: senders in all processes keep one pace ($3 seconds a message, a second's worth at once) and
-- one budget ($4 messages a day, NULL: any number), and rest together. Of the budget a fifth is kept for what lets nothing pass: what is said to
-- many in the morning must not leave an offer of the afternoon untold.
-- `due_at` becomes the end of the lease ($2 seconds): a worker that dies while sending gives the row back by not moving it.
-- `attempts` grows with every taking and stands in the record.
WITH first AS (
    SELECT id, state, later FROM delivery WHERE channel = $1 AND NOT later AND due_at <= clock_timestamp() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
), last AS (
    SELECT id, state, later FROM delivery WHERE channel = $1 AND later AND due_at <= clock_timestamp() AND NOT EXISTS (SELECT FROM first)
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
), due AS (
    SELECT * FROM first UNION ALL SELECT * FROM last
), turn AS (
    UPDATE channel SET next_at = greatest(next_at, clock_timestamp()) + make_interval(secs => $3),
        day = today, spent = CASE WHEN day = today THEN spent ELSE 0 END + 1
    FROM due, (SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date) AS now (today)
    WHERE name = $1 AND rests_until <= clock_timestamp()
        AND next_at <= clock_timestamp() + interval '1 second' AND ($4::int IS NULL OR day <> today OR spent < CASE WHEN due.later THEN $4 - $4 / 5 ELSE $4 END)
    RETURNING spent
)
UPDATE delivery AS d
SET state = 'sending', attempts = d.attempts + 1, changed_at = clock_timestamp(),
    due_at = clock_timestamp() + make_interval(secs => $2)
FROM turn, due, message AS m LEFT JOIN recipient AS r USING (person_id)
WHERE d.id = due.id AND m.id = d.message_id
RETURNING d.id, d.event_id, d.message_id, d.person_id, d.attempts, d.doubts, due.state = 'sending' AS lapsed, turn.spent,
    m.kind, m.params, m.created_at, m.read_at IS NOT NULL AS read, m.traceparent, extract(epoch FROM clock_timestamp() - m.created_at)::float8 AS age,
    r.email AS address, r.confirmed_at IS NOT NULL AS confirmed, coalesce(r.language, 'zh') AS language
