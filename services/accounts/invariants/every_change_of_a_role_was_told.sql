-- I3 职责的每次变动都告诉了本人 whoever was given a role, lost it, or had the second factor reset was told, each time once
-- Of the last week. For a phone with which nobody had logged in there was nobody to tell: its owner hears a few minutes after the first log-in.
WITH said AS (
    SELECT event_id, (body ->> 'person_id')::uuid AS person_id, (body ->> 'at')::timestamptz AS at
    FROM (SELECT event_id, convert_from(body, 'UTF8')::jsonb AS body FROM outbox
        WHERE type = 'accounts.role-changed.v1' AND created_at > clock_timestamp() - interval '8 days') AS o
), kept AS (
    SELECT id, person_id, at FROM role_change WHERE person_id IS NOT NULL AND id > uuidv7(-interval '8 days')
)
SELECT coalesce(person_id::text, '') AS person_id, at, count(DISTINCT id) AS kept, count(DISTINCT event_id) AS said
FROM kept FULL JOIN said USING (person_id, at)
WHERE at > clock_timestamp() - interval '7 days'
GROUP BY person_id, at HAVING count(DISTINCT id) <> 1 OR count(DISTINCT event_id) <> 1
UNION ALL
SELECT p.id::text, g.at, 0, 0 FROM role_grant g JOIN person p USING (phone_hash)
JOIN role_change c ON c.phone_hash = g.phone_hash AND c.what = 'given' AND c.person_id IS NULL AND c.role = g.role
    AND c.union_code IS NOT DISTINCT FROM g.union_code AND c.at >= g.at
WHERE greatest(g.at, p.created_at) BETWEEN clock_timestamp() - interval '7 days' AND clock_timestamp() - interval '10 minutes'
    AND NOT EXISTS (SELECT FROM role_change h WHERE h.person_id = p.id AND h.role = g.role AND h.at >= g.at
        AND h.union_code IS NOT DISTINCT FROM g.union_code AND h.what IN ('given', 'met', 'confirmed'))
