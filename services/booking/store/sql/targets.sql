-- Other groups of the same union as $1 with a free place that are not over today ($2), and their ledgers, as another one
-- that its children could move to. Reads only.
SELECT g.id, g.revision, l.capacity, l.taken, l.held, l.pools
FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE g.union_code = (SELECT union_code FROM class_group WHERE id = $1) AND g.id <> $1
    AND NOT l.called_off AND l.taken + l.held < l.capacity
    AND (g.facts #>> '{meetings,-1,date}')::date >= $2
ORDER BY g.closes_at DESC, g.id
