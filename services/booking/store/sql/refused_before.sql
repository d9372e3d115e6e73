-- What was refused before of these children ($1), whichever family's record it was asked with, in the plan of a group ($2): when, why, and
-- by whom (empty: by the clock); records that were told apart are other children. Reads only.
SELECT c.id AS child_id, e.changed_at AS at, g.facts ->> 'title' AS title, e.reason, coalesce(d.name, '') AS name
FROM child c
JOIN child same ON same.id = c.id OR same.identity = c.identity
JOIN enrollment e ON e.child_id = same.id AND e.state = 'refused'
JOIN class_group g ON g.id = e.group_id
LEFT JOIN LATERAL (
    SELECT name FROM staff_decision WHERE enrollment_id = e.id AND what IN ('refuse', 'same_child') ORDER BY id DESC LIMIT 1
) AS d ON true
WHERE c.id = ANY ($1::uuid[])
    AND split_part(g.facts ->> 'session', '/', 1) = (SELECT split_part(facts ->> 'session', '/', 1) FROM class_group WHERE id = $2)
    AND NOT EXISTS (
        SELECT FROM told_apart t WHERE t.child_id = least(c.id, same.id) AND t.other_id = greatest(c.id, same.id))
ORDER BY e.changed_at DESC
