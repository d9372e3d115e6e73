-- What was proposed to the families of a group ($1), the newest first, and how each answered. Reads only.
SELECT e.id, c.name AS child_name, e.state, e.until, e.changed_at, e.reason, g.id AS group_id, g.facts ->> 'title' AS title
FROM enrollment r
JOIN enrollment e ON e.replaces = r.id
JOIN child c ON c.id = e.child_id
JOIN class_group g ON g.id = e.group_id
WHERE r.group_id = $1
ORDER BY e.created_at DESC, r.seq
LIMIT 500
