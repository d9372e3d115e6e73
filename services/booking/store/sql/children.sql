-- One row a guardian, removed children too; nothing is locked. The same columns as in lock_children.sql.
SELECT c.id, c.family_id, c.name, c.birth_date, c.grade, c.grade_year, c.school, c.school_area, c.home_area, c.identity,
    f.employers, f.categories, g.person_id, m.unions, m.revision, m.joined
FROM child c
JOIN family f ON f.id = c.family_id
JOIN guardian g USING (family_id)
LEFT JOIN membership m USING (person_id)
WHERE c.id = ANY ($1::uuid[])
ORDER BY c.id, g.person_id
