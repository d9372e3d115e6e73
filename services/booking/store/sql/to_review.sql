-- What these unions ($2; null: all) have to check in a group ($3), in order of arrival; whether it is a request for an own child
-- of the person ($1), which somebody else decides; how many there are in all, of which the first $4 are given. Reads only.
SELECT e.id, e.child_id, e.state, e.band, e.pool, e.unit, e.choice, e.created_at, e.mend, e.mend_by, own_child($1, e.child_id) AS own,
    count(*) OVER () AS in_all
FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE e.group_id = $3 AND to_check(e.state, e.cleared) AND desk_of($2, e.state, e.child_id, g.review, g.checked_by)
ORDER BY e.created_at, e.seq
LIMIT $4
