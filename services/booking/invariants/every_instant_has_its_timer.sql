-- I6 该到点做的事都定了时 whatever is to be done at an instant has its timer
SELECT 'offer-ends' AS kind, id::text AS subject FROM enrollment e
WHERE e.state = 'offered' AND NOT EXISTS (SELECT FROM timer t WHERE t.kind = 'offer-ends' AND t.subject = e.id::text)
UNION ALL
SELECT 'decide-together', g.draw_id::text FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE g.draw_id IS NOT NULL AND NOT l.frozen AND NOT l.called_off
    AND NOT EXISTS (SELECT FROM timer t WHERE t.kind = 'decide-together' AND split_part(t.subject, ' ', 1) = g.draw_id::text)
UNION ALL
SELECT 'asking-ends', g.id::text FROM class_group g
WHERE g.sign_up = 'employer' AND g.closes_at > clock_timestamp()
    AND NOT EXISTS (SELECT FROM timer t WHERE t.kind = 'asking-ends' AND t.subject = g.id::text)
UNION ALL
SELECT 'mending-ends', id::text FROM enrollment e
WHERE live(e.state) AND NOT e.cleared AND e.mend_by IS NOT NULL
    AND NOT EXISTS (SELECT FROM timer t WHERE t.kind = 'mending-ends' AND t.subject = e.id::text)
UNION ALL
SELECT 'refill', concat(g.id, ' ', p.n - 1) FROM class_group g, jsonb_array_elements(g.facts -> 'rules' -> 'pools') WITH ORDINALITY AS p (pool, n)
WHERE (p.pool ->> 'until')::timestamptz > clock_timestamp()
    AND NOT EXISTS (SELECT FROM timer t WHERE t.kind = 'refill' AND t.subject = concat(g.id, ' ', p.n - 1))
