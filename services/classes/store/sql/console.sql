-- The organizer's table: a page of the groups that are looked for, the newest season first unless sorted. Reads only. Null filters nothing.
-- $1 unions, $2 season, $3 plan, $4 site, $5 term, $6 state, $7 a part of title or site, $8 sort, $9 size (null: all), $10 offset
SELECT g.id, g.plan_id, g.key, g.state, g.revision, g.facts, g.presentation, g.opens_at, g.closes_at, g.starts_at, g.ends_at,
       g.reason, g.capacity, g.taken, g.waiting, g.entered, g.held, g.ledger_revision
FROM class_group g
WHERE ($1::text[] IS NULL OR g.union_code = ANY ($1))
  AND ($2::text IS NULL OR g.season = $2)
  AND ($3::uuid IS NULL OR g.plan_id = $3)
  AND ($4::text IS NULL OR g.site = $4)
  AND ($5::text IS NULL OR g.term = $5)
  AND ($6::text IS NULL OR g.state = $6)
  AND ($7::text IS NULL OR strpos(lower(g.title || ' ' || g.site), lower($7)) > 0)
ORDER BY CASE $8 WHEN 'title' THEN g.by_title END,
         CASE $8 WHEN 'day' THEN g.starts_at WHEN 'opens' THEN g.opens_at END,
         CASE $8 WHEN 'taken' THEN (g.taken + g.held)::float / greatest(g.capacity, 1) WHEN 'waiting' THEN g.waiting END DESC,
         g.season DESC, g.starts_at, g.by_site, g.kind DESC, g.by_title, g.id
LIMIT $9::bigint OFFSET $10::bigint
