-- Reads only: who of a group or a broadcast ($3) of these unions ($1) has neither read a message that was told in so long ($2) nor had one taken by any other channel;
-- of each person and child the newest of those, at most $4.
SELECT DISTINCT ON (m.person_id, m.params ->> 'child_id') m.person_id, (m.params ->> 'child_id')::uuid AS child_id, m.params ->> 'child_name' AS child_name,
    m.kind, m.created_at AS at,
    ARRAY (SELECT jsonb_build_object('channel', d.channel, 'state', d.state, 'reason', d.reason, 'waits', d.due_at IS NOT NULL)
        FROM delivery d WHERE d.message_id = m.id AND d.channel <> 'inbox' ORDER BY d.channel) AS tried
FROM message m
WHERE m.listed AND m.read_at IS NULL AND m.params #>> '{group,union}' = ANY ($1::text[]) AND m.id > (SELECT uuidv7(-$2::interval)) AND coalesce(m.params ->> 'group_id', m.params ->> 'broadcast_id') = $3
    AND NOT EXISTS (SELECT FROM delivery d WHERE d.message_id = m.id AND d.channel <> 'inbox' AND d.state IN ('accepted', 'delivered'))
ORDER BY m.person_id, m.params ->> 'child_id', m.id DESC LIMIT $4
