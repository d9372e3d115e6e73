-- What became of the delivery $1, which this worker took as attempt $2: its state ($3), the seconds until it is tried again ($4, NULL: never),
-- the provider's id ($5) and a reason ($6); $7 doubts there were before. Nothing when the lease had ended and somebody else took it.
-- Locks the delivery's row, then the channel's if the message was not handed over: it is given back to today's budget.
WITH told AS (
    UPDATE delivery
    SET state = $3, due_at = clock_timestamp() + make_interval(secs => $4), provider_id = $5, reason = $6,
        doubts = $7 + ($3 = 'unknown')::int, changed_at = clock_timestamp()
    WHERE id = $1 AND state = 'sending' AND attempts = $2
    RETURNING channel
), back AS (
    UPDATE channel SET spent = spent - 1 FROM told
    WHERE name = told.channel AND $3 NOT IN ('accepted', 'unknown')
        AND spent > 0 AND day = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
)
SELECT true FROM told
