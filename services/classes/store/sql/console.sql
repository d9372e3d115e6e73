-- The organizer's table: every group of these unions (null: of all), the newest season first. Reads only.
-- $1 unions, $2 season, $3 only what changed since
SELECT g.id, g.plan_id, g.key, g.state, g.revision, g.facts, g.presentation, g.opens_at, g.closes_at, g.starts_at, g.ends_at,
       g.reason, g.capacity, g.taken, g.waiting, g.entered, g.held, g.ledger_revision
FROM class_group g
WHERE ($1::text[] IS NULL OR g.union_code = ANY ($1))
  AND ($2::text IS NULL OR g.season = $2)
  AND ($3::timestamptz IS NULL OR g.changed_at > $3)
ORDER BY g.season DESC, g.starts_at, g.site, g.kind DESC, g.title, g.id
LIMIT 500
