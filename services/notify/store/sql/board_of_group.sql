-- Reads only: of a group or a broadcast ($3) of these unions ($1), told in so long ($2): how many deliveries of each kind by each channel stand how, and how many of
-- the messages were read.
SELECT m.kind, d.channel, count(*) AS told, count(*) FILTER (WHERE m.read_at IS NOT NULL) AS read,
    count(*) FILTER (WHERE d.state = 'delivered') AS delivered, count(*) FILTER (WHERE d.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE d.state = 'failed') AS failed, count(*) FILTER (WHERE d.state = 'unknown' AND d.due_at IS NULL) AS unknown,
    count(*) FILTER (WHERE d.state = 'suppressed') AS dropped, count(*) FILTER (WHERE d.due_at IS NOT NULL) AS waiting,
    mode() WITHIN GROUP (ORDER BY d.reason) FILTER (WHERE d.state = 'failed') AS why
FROM message m JOIN delivery d ON d.message_id = m.id
WHERE m.listed AND m.params #>> '{group,union}' = ANY ($1::text[]) AND m.id > (SELECT uuidv7(-$2::interval)) AND coalesce(m.params ->> 'group_id', m.params ->> 'broadcast_id') = $3
GROUP BY m.kind, d.channel ORDER BY max(m.created_at) DESC, d.channel = 'inbox' DESC, d.channel
