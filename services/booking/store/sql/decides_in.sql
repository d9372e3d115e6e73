-- Whether the organizers of these unions ($1; null: of all) decide anything in a group ($2), now or earlier. Reads only.
SELECT $1::text[] IS NULL
    OR (g.union_code = ANY ($1) AND (
        EXISTS (SELECT FROM enrollment e WHERE e.group_id = g.id AND e.state = 'unverified')
        OR EXISTS (SELECT FROM staff_decision d WHERE d.group_id = g.id AND d.what IN ('tell_apart', 'same_child'))))
    OR (g.review = 'organizer' AND g.checked_by && $1)
    OR ('employer' IN (g.review, g.sign_up) AND EXISTS (
        SELECT FROM enrollment e WHERE e.group_id = g.id AND works_under(e.child_id, $1, g.checked_by)))
FROM class_group g WHERE g.id = $2
