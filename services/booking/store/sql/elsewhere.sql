-- $1 enrollments. Where else the same children are live at once with them: of several choices only one is granted, and a place that would
-- replace another one is no second place. Reads only.
SELECT e.id AS of, o.id, o.group_id, g.revision
FROM enrollment e
JOIN enrollment o ON o.child_id = e.child_id AND o.id <> e.id AND live(o.state)
JOIN class_group g ON g.id = o.group_id
WHERE e.id = ANY ($1::uuid[]) AND live(e.state)
    AND (e.unit IS DISTINCT FROM o.unit OR e.unit IS NULL OR e.choice = o.choice)
    AND e.replaces IS DISTINCT FROM o.id AND o.replaces IS DISTINCT FROM e.id
ORDER BY o.created_at, o.id
