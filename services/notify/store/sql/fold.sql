-- Of what these events ($1) have just told: earlier news of the same enrollment to the same person that were not sent yet are not sent any more,
-- where the later kind ($2) settles the earlier one ($3, beside it). The inbox keeps them; a change that the later one tells as well is read.
-- Locks the deliveries, in the order of their ids; one that a worker has taken goes out.
WITH news AS (
    SELECT id, person_id, kind, params ->> 'child_id' AS child, params ->> 'enrollment_id' AS enrollment FROM message WHERE event_id = ANY ($1::uuid[])
), settled AS (
    SELECT o.id, o.kind AS earlier, n.kind AS later FROM news n JOIN message o ON o.params ->> 'child_id' = n.child AND o.id < n.id
        AND (o.person_id, o.params ->> 'enrollment_id') = (n.person_id, n.enrollment)
    JOIN unnest($2::text[], $3::text[]) AS rule (later, earlier) ON (rule.later, rule.earlier) = (n.kind, o.kind)
), waits AS (
    SELECT id FROM delivery WHERE message_id = ANY (ARRAY (SELECT id FROM settled)) AND state = 'queued' AND channel <> 'inbox' ORDER BY id FOR UPDATE
), folded AS (
    UPDATE delivery SET state = 'suppressed', due_at = NULL, reason = 'told later', changed_at = clock_timestamp() WHERE id = ANY (ARRAY (SELECT id FROM waits))
)
UPDATE message SET read_at = clock_timestamp()
WHERE read_at IS NULL AND id = ANY (ARRAY (SELECT id FROM settled WHERE earlier = 'changed' AND later = 'changed')) AND created_at > clock_timestamp() - $4::interval
