-- A message ($1 event, $3 kind, $4 what its words are filled in with) for each of these people ($2), with its deliveries.
-- Locks nothing: a row is unique by (event, person) and (event, person, channel), so a second telling adds none.
-- The inbox has the message at once; mail only goes to an address that was confirmed by this moment.
WITH told AS (
    INSERT INTO message (event_id, person_id, kind, params)
    SELECT $1, person_id, $3, $4 FROM (SELECT DISTINCT unnest($2::uuid[]) AS person_id) AS guardian
    ON CONFLICT (event_id, person_id) DO NOTHING
    RETURNING id, person_id
), inbox AS (
    INSERT INTO delivery (message_id, event_id, person_id, channel, state, attempts, due_at)
    SELECT id, $1, person_id, 'inbox', 'accepted', 1, NULL FROM told
), mail AS (
    INSERT INTO delivery (message_id, event_id, person_id, channel, state)
    SELECT id, $1, person_id, 'mail', 'queued' FROM told JOIN recipient USING (person_id)
    WHERE confirmed_at IS NOT NULL
)
SELECT person_id FROM told
