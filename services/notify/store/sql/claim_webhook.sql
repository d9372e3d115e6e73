-- Takes the delivery to a program that has been due longest, for $1 seconds. Locks its row, unless another worker is taking it.
-- An address that fails rests, and is then tried by one at a time; one that is slow holds up no more than $2 workers.
-- `due_at` becomes the end of the lease: whoever dies while sending gives the row back by not moving it. `token` stands in the record.
WITH due AS (
    SELECT d.id, w.failures FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
    WHERE d.due_at <= clock_timestamp() AND w.disabled_at IS NULL AND w.rests_until <= clock_timestamp()
        AND (SELECT count(*) FROM webhook_delivery o WHERE o.webhook_id = w.id AND o.state = 'sending' AND o.due_at > clock_timestamp()) < $2
    ORDER BY d.due_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED
), trial AS (
    UPDATE webhook w SET rests_until = clock_timestamp() + make_interval(secs => $1)
    FROM due, webhook_delivery d WHERE due.failures > 0 AND d.id = due.id AND w.id = d.webhook_id
)
UPDATE webhook_delivery AS d
SET state = 'sending', attempts = d.attempts + 1, token = d.token + 1, changed_at = clock_timestamp(),
    due_at = clock_timestamp() + make_interval(secs => $1)
FROM due, webhook AS w, (SELECT clock_timestamp() AS now) AS c
WHERE d.id = due.id AND w.id = d.webhook_id
RETURNING d.id, d.webhook_id, d.event_id, d.attempts, d.token, d.test, c.now, w.union_code, w.url, w.secret,
    CASE WHEN w.old_until > c.now THEN w.old_secret END AS old_secret,
    (SELECT kind FROM public_event e WHERE e.event_id = d.event_id) AS kind,
    (SELECT at FROM public_event e WHERE e.event_id = d.event_id) AS at,
    (SELECT data FROM public_event e WHERE e.event_id = d.event_id) AS data
