-- Locks the children of a batch, and every other record of the same identity, after the ledgers, in the order of their ids: two groups
-- cannot take one child at once, nor two families. One row a guardian, with the memberships last heard of.
-- $1 children, $2 children that come with all others of their families.
-- Whoever gets another name or birth date while we wait for its lock is not returned: with its new identity it was not looked for, and
-- its request is decided when it is asked again. Nothing of it is live, or it could not have changed.
WITH named AS (
    SELECT id, identity FROM child WHERE id = ANY ($1::uuid[] || ARRAY(
        SELECT s.id FROM child c JOIN child s USING (family_id) WHERE c.id = ANY ($2::uuid[]) AND s.removed_at IS NULL))
), looked_for AS (
    SELECT id, identity FROM named
    UNION
    SELECT c.id, c.identity FROM named JOIN child c ON c.identity = named.identity
)
SELECT c.id, c.family_id, c.name, c.birth_date, c.grade, c.grade_year, c.school, c.school_area, c.home_area, c.identity,
    f.employers, f.categories, g.person_id, m.unions, m.revision, m.joined
FROM looked_for
JOIN child c ON c.id = looked_for.id AND c.identity IS NOT DISTINCT FROM looked_for.identity
JOIN family f ON f.id = c.family_id
JOIN guardian g USING (family_id)
LEFT JOIN membership m USING (person_id)
WHERE c.removed_at IS NULL
ORDER BY c.id, g.person_id
FOR NO KEY UPDATE OF c
