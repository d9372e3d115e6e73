-- Of the groups that an organizer looks at ($1; null: of any, but no more than a page), those of these unions ($2; null: of all) that changed since $3. Reads only.
SELECT g.id, g.plan_id, g.key, g.state, g.revision, g.facts, g.presentation, g.opens_at, g.closes_at, g.starts_at, g.ends_at,
       g.reason, g.capacity, g.taken, g.waiting, g.entered, g.held, g.ledger_revision
FROM class_group g
WHERE ($1::uuid[] IS NULL OR g.id = ANY ($1)) AND ($2::text[] IS NULL OR g.union_code = ANY ($2)) AND g.changed_at > $3
LIMIT 100
