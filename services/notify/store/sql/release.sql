-- Gives the delivery $1, which this worker took as attempt $2 with $4 doubts, back as if it had not been taken; and lets its channel rest for $3 seconds
-- in all processes (0: it is only this one that got through to nobody).
-- Locks the delivery's row, then the channel's.
WITH free AS (
    UPDATE delivery SET state = 'queued', attempts = attempts - 1, doubts = $4, due_at = clock_timestamp(), changed_at = clock_timestamp()
    WHERE id = $1 AND state = 'sending' AND attempts = $2
    RETURNING channel
)
UPDATE channel SET spent = spent - (spent > 0 AND day = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)::int,
    rests_until = greatest(rests_until, clock_timestamp() + make_interval(secs => $3))
FROM free WHERE name = free.channel
