-- I1 名额池的名额没有给别人 places kept for some were given to nobody else
-- By what classes said last: who was given a place before may stand where a pool was made since, or one who was being answered just then.
SELECT g.id AS group_id, e.id AS enrollment_id, e.pool FROM class_group g
JOIN ledger l ON l.group_id = g.id
JOIN enrollment e ON e.group_id = g.id AND e.state IN ('confirmed', 'offered', 'pending') AND e.created_at > g.heard_at + interval '1 minute'
CROSS JOIN LATERAL (
    SELECT sum(greatest(0, (p ->> 'places')::int - coalesce((l.pools ->> (p ->> 'name'))::int, 0))) AS places
    FROM jsonb_array_elements(g.facts -> 'rules' -> 'pools') AS p
    WHERE ((p ->> 'until')::timestamptz > clock_timestamp()) IS NOT FALSE AND (p ->> 'name') IS DISTINCT FROM e.pool
) AS kept
WHERE l.taken + l.held + kept.places > l.capacity
