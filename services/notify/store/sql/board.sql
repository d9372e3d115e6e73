-- Reads only: of each group, and each broadcast, or of one ($3), of these unions ($1) of which something was told in so long ($2), how many messages were told and read, how many a
-- channel took besides, how many have failed on one, and how many people have neither read theirs nor been reached by any channel. What somebody tried on themselves
-- counts nowhere.
WITH told AS (
    SELECT id, person_id, read_at IS NOT NULL AS read, coalesce(params ->> 'group_id', params ->> 'broadcast_id') AS group_id, params -> 'group' AS card FROM message
    WHERE listed AND params ->> 'trial' IS DISTINCT FROM 'true' AND coalesce(params ->> 'group_id', params ->> 'broadcast_id') IS NOT NULL AND params #>> '{group,union}' = ANY ($1::text[]) AND id > (SELECT uuidv7(-$2::interval))
        AND coalesce(params ->> 'group_id', params ->> 'broadcast_id') = coalesce($3, params ->> 'group_id', params ->> 'broadcast_id')
)
SELECT group_id, (array_agg(card ->> 'title' ORDER BY id DESC))[1] AS title, (array_agg(card ->> 'site' ORDER BY id DESC))[1] AS site, count(*) AS told,
    count(*) FILTER (WHERE read) AS read, count(*) FILTER (WHERE taken) AS taken, count(*) FILTER (WHERE failed) AS failed,
    count(DISTINCT person_id) FILTER (WHERE NOT read AND NOT taken) AS unreached
FROM told CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(state IN ('accepted', 'delivered')), false) AS taken, coalesce(bool_or(state = 'failed'), false) AS failed
    FROM delivery WHERE message_id = told.id AND channel <> 'inbox'
) AS by_channel
GROUP BY group_id ORDER BY unreached DESC, told DESC LIMIT 500
