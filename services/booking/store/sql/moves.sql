-- What was proposed to the families of a group ($1), the newest first, and how each answered; after that one ($2), at most $3. Reads only.
SELECT e.id, e.child_id, c.name AS child_name, e.state, e.until, e.changed_at, e.reason, g.id AS group_id, g.facts ->> 'title' AS title
FROM enrollment r
JOIN enrollment e ON e.replaces = r.id
JOIN child c ON c.id = e.child_id
JOIN class_group g ON g.id = e.group_id
WHERE r.group_id = $1 AND ($2::uuid IS NULL OR EXISTS (
    SELECT FROM enrollment a JOIN enrollment b ON b.id = a.replaces WHERE a.id = $2
    AND (a.created_at > e.created_at OR a.created_at = e.created_at AND (b.seq, a.id) < (r.seq, e.id))))
ORDER BY e.created_at DESC, r.seq, e.id
LIMIT $3
