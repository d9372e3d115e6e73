-- Locks the children of a batch, after the ledgers, in the order of their ids: two groups cannot take one child at once.
-- One row a guardian, with the memberships last heard of. The clock is read here, behind the ledgers' locks.
SELECT c.id, c.family_id, c.name, c.birth_date, c.grade, c.grade_year, c.school, c.school_area, c.home_area,
    f.employers, f.categories, g.person_id, m.unions, m.revision, m.joined
FROM child c
JOIN family f ON f.id = c.family_id
JOIN guardian g USING (family_id)
LEFT JOIN membership m USING (person_id)
WHERE c.id = ANY ($1::uuid[]) AND c.removed_at IS NULL
ORDER BY c.id, g.person_id
FOR NO KEY UPDATE OF c
