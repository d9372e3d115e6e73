-- Receipts for a channel ($1): of each the provider's number ($2), our mark or nothing ($3), whether it arrived ($4) and why not ($5).
-- What is final stays, whoever says otherwise later, and what nobody knows is passed over: so said twice, or late, it is said once.
-- Locks the deliveries in the order of their ids; a worker that is still sending one finds that it is done.
WITH said AS (
    SELECT * FROM unnest($2::text[], $3::uuid[], $4::bool[], $5::text[]) AS receipt (number, mark, arrived, reason)
), meant AS (
    SELECT mark AS id, arrived, said.reason, number FROM said WHERE mark IS NOT NULL
    UNION ALL
    SELECT d.id, arrived, said.reason, number FROM said JOIN delivery d ON d.provider_id = number
        AND d.state IN ('sending', 'accepted', 'unknown') AND d.channel NOT IN ('inbox', 'mail')
    WHERE number <> ''
), found AS (
    SELECT d.id, d.state AS before FROM delivery d
    WHERE d.id = ANY (ARRAY (SELECT id FROM meant)) AND d.channel = $1 AND d.state IN ('sending', 'accepted', 'unknown')
    ORDER BY d.id FOR UPDATE
), done AS (
    UPDATE delivery d SET state = CASE WHEN arrived THEN 'delivered' ELSE 'failed' END, reason = CASE WHEN NOT arrived THEN meant.reason END,
        provider_id = coalesce(d.provider_id, number), due_at = NULL, changed_at = clock_timestamp()
    FROM found JOIN meant USING (id) WHERE d.id = found.id
    RETURNING d.event_id, d.person_id, d.message_id, d.state, d.reason, before
)
SELECT done.*, m.kind, m.traceparent, m.params ->> 'enrollment_id' AS enrollment_id FROM done JOIN message m ON m.id = message_id ORDER BY event_id, person_id
