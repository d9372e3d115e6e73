-- Enrollments in groups of these unions ($1; null: all) about which a message failed within $2, and of which nobody has told the family since; the
-- newest $3, but none of the reader's ($4) own child; of the group $5, or (null) of all. Reads only.
SELECT u.enrollment_id, e.child_id, c.name, e.state, e.until, u.group_id, g.union_code, g.facts ->> 'title' AS title, g.facts ->> 'site' AS site, u.channel, u.at
FROM unreached u
JOIN enrollment e ON e.id = u.enrollment_id
JOIN child c ON c.id = e.child_id AND c.removed_at IS NULL
JOIN class_group g ON g.id = u.group_id
WHERE u.reached_at IS NULL AND u.at > clock_timestamp() - $2::interval AND ($1::text[] IS NULL OR g.union_code = ANY ($1))
    AND NOT own_child($4, e.child_id) AND ($5::uuid IS NULL OR u.group_id = $5)
ORDER BY u.at DESC, u.enrollment_id LIMIT $3
