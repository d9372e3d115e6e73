-- A message ($1 event, $3 kind, $4 what its words are filled in with, $5 the trace it is a part of) for each of these people ($2), with its deliveries.
-- Locks nothing: a row is unique by (event, person) and (event, person, channel), so a second telling adds none.
-- The inbox has the message at once; mail only goes to an address that was confirmed by this moment, and of what happened before we were
-- put back from a backup it may have gone already.
WITH before AS (
    SELECT coalesce(uuid_extract_timestamp($1) < max(at), false) AS doubtful FROM restored
), told AS (
    INSERT INTO message (event_id, person_id, kind, params, traceparent)
    SELECT $1, person_id, $3, $4, $5 FROM (SELECT DISTINCT unnest($2::uuid[]) AS person_id) AS guardian
    ON CONFLICT (event_id, person_id) DO NOTHING
    RETURNING id, person_id
), inbox AS (
    INSERT INTO delivery (message_id, event_id, person_id, channel, state, attempts, due_at)
    SELECT id, $1, person_id, 'inbox', 'accepted', 1, NULL FROM told
), mail AS (
    INSERT INTO delivery (message_id, event_id, person_id, channel, state, due_at, reason)
    SELECT id, $1, person_id, 'mail', CASE WHEN doubtful THEN 'unknown' ELSE 'queued' END,
        CASE WHEN NOT doubtful THEN clock_timestamp() END, CASE WHEN doubtful THEN 'restored from a backup: it may have gone out' END
    FROM told JOIN recipient USING (person_id), before
    WHERE confirmed_at IS NOT NULL
)
SELECT person_id FROM told
