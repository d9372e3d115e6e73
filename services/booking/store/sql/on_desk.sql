-- What lies on the desks of these unions ($1; null: of all) in a group ($2), in order of arrival. Reads only.
SELECT e.id, e.child_id, e.state, e.band, e.pool, e.unit, e.choice, e.created_at
FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE e.group_id = $2 AND to_check(e.state, e.cleared) AND desk_of($1, e.state, e.child_id, g.review, g.checked_by)
ORDER BY e.created_at, e.seq
LIMIT $3
