-- Of these enrollments ($3) of a group ($2), those that are or were for these unions ($1; null: all) to decide; whether they lie on
-- their desk now, and whether they lie there to be signed up. Reads only.
SELECT e.id, e.state = 'asked' AS asked,
    to_check(e.state, e.cleared) AND desk_of($1, e.state, e.child_id, g.review, g.checked_by) AS there
FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE e.group_id = $2 AND e.id = ANY ($3::uuid[]) AND ($1::text[] IS NULL
    OR (g.review = 'organizer' AND g.checked_by && $1)
    OR ('employer' IN (g.review, g.sign_up) AND works_under(e.child_id, $1)))
