-- The public list: what families may see, those that can be booked first. Reads only. Null parameters filter nothing.
-- $1 season, $2 grade, $3 age, $4 site, $5 kind, $6 only with free places, $7 union, $8 size, $9 offset
SELECT g.id, g.plan_id, g.key, g.state, g.revision, g.facts, g.presentation, g.opens_at, g.closes_at, g.starts_at, g.ends_at,
       g.reason, g.capacity, g.taken, g.waiting, g.entered, g.held, g.ledger_revision, count(*) OVER () AS found
FROM class_group g
WHERE CASE WHEN $1::text IS NULL THEN g.state IN ('published', 'open', 'closed', 'running')
           ELSE g.season = $1 AND g.state <> 'draft' END
  -- a child of grade n is about n + 5 to n + 7 years old: what is said by age alone is found by grade too
  AND ($2::int IS NULL OR (g.grades @> $2 AND g.ages && int4range($2 + 5, $2 + 7, '[]')))
  AND ($3::int IS NULL OR g.ages @> $3)
  AND ($4::text IS NULL OR g.site = $4)
  AND ($5::text IS NULL OR g.kind = $5)
  AND (NOT $6::bool OR (g.taken + g.held < g.capacity AND g.state IN ('published', 'open')))
  AND ($7::text IS NULL OR g.union_code = $7)
ORDER BY array_position(ARRAY['open', 'published', 'closed', 'running', 'finished', 'cancelled'], g.state),
         g.opens_at, g.kind DESC, g.starts_at, g.by_site, g.by_title, g.id
LIMIT $8 OFFSET $9
