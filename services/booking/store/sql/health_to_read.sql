-- What is disclosed of the health of the child of an enrollment ($5), if this person may read it now: they ($1), who organize these unions
-- ($2; null: all), are to check the request; or it has a place with one of the unions for whose children they care ($3; null: all), or in
-- one of these groups ($4). Reads only.
SELECT s.id AS consent_id, s.note, s.given_at, e.id AS enrollment_id, e.child_id, c.name AS child_name, g.id AS group_id,
    g.facts ->> 'title' AS title
FROM enrollment e
JOIN class_group g ON g.id = e.group_id
JOIN child c ON c.id = e.child_id
JOIN consent s ON s.id = health_of(e.child_id, g.facts)
WHERE e.id = $5 AND s.told AND (
    (to_check(e.state, e.cleared) AND may_decide($1, $2, e.state, e.child_id, g.review, g.checked_by))
    OR (e.state = 'confirmed' AND ($3::text[] IS NULL OR g.union_code = ANY ($3) OR g.id = ANY ($4::uuid[]))))
