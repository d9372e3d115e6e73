-- Of these enrollments ($4) of a group ($3), those that are or were for these unions ($2; null: all) to decide; whether they lie there for
-- this person ($1) to decide now, whether to be signed up or told apart from a namesake, and whether it is a request for an own child. Reads only.
SELECT e.id, e.state = 'asked' AS asked, e.state = 'unverified' AS alike, own_child($1, e.child_id) AS own,
    to_check(e.state, e.cleared) AND may_decide($1, $2, e.state, e.child_id, g.review, g.checked_by) AS there
FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE e.group_id = $3 AND e.id = ANY ($4::uuid[]) AND ($2::text[] IS NULL
    OR (g.union_code = ANY ($2) AND (e.state = 'unverified' OR EXISTS (
        SELECT FROM staff_decision d WHERE d.enrollment_id = e.id AND d.what IN ('tell_apart', 'same_child'))))
    OR (g.review = 'organizer' AND g.checked_by && $2)
    OR ('employer' IN (g.review, g.sign_up) AND works_under(e.child_id, $2, g.checked_by)))
