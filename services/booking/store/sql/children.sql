-- One row a guardian; nothing is locked.
SELECT c.id, c.name, c.birth_date, c.grade, c.grade_year, g.person_id
FROM child c
JOIN guardian g USING (family_id)
WHERE c.id = ANY ($1::uuid[])
ORDER BY c.id, g.person_id
