-- The organizer's table: every group of these unions (null: of all), the newest season first. Reads only.
-- $1 unions, $2 season, $3 plan
SELECT g.*
FROM class_group g
WHERE ($1::text[] IS NULL OR g.union_code = ANY ($1))
  AND ($2::text IS NULL OR g.season = $2)
  AND ($3::uuid IS NULL OR g.plan_id = $3)
ORDER BY g.season DESC, g.starts_at, g.site, g.kind DESC, g.title, g.id
LIMIT 500
