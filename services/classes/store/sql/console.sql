-- The organizer's table: a page of the groups of these unions (null: of all), the newest season first unless sorted. Reads only.
-- $1 unions, $2 season, $3 plan, $4 sort, $5 size (null: all), $6 offset
SELECT g.id, g.plan_id, g.key, g.state, g.revision, g.facts, g.presentation, g.opens_at, g.closes_at, g.starts_at, g.ends_at,
       g.reason, g.capacity, g.taken, g.waiting, g.entered, g.held, g.ledger_revision
FROM class_group g
WHERE ($1::text[] IS NULL OR g.union_code = ANY ($1))
  AND ($2::text IS NULL OR g.season = $2)
  AND ($3::uuid IS NULL OR g.plan_id = $3)
ORDER BY CASE $4 WHEN 'title' THEN g.by_title END,
         CASE $4 WHEN 'day' THEN g.starts_at WHEN 'opens' THEN g.opens_at END,
         CASE $4 WHEN 'taken' THEN (g.taken + g.held)::float / greatest(g.capacity, 1) WHEN 'waiting' THEN g.waiting END DESC,
         g.season DESC, g.starts_at, g.by_site, g.kind DESC, g.by_title, g.id
LIMIT $5::bigint OFFSET $6::bigint
