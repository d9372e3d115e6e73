-- What was taken back or taken out before this: what it said goes now, as it goes at once from now on.

UPDATE consent SET note = NULL, told = false WHERE withdrawn_at IS NOT NULL AND note IS NOT NULL;

UPDATE child
SET name = '*', birth_date = NULL, grade = NULL, grade_year = NULL, school = '', school_area = '', home_area = '', identity = NULL
WHERE removed_at IS NOT NULL;
UPDATE consent s SET withdrawn_at = coalesce(s.withdrawn_at, c.removed_at), note = NULL, told = false
FROM child c WHERE c.id = s.child_id AND c.removed_at IS NOT NULL;
UPDATE document SET name = '*' WHERE child_id IN (SELECT id FROM child WHERE removed_at IS NOT NULL);
UPDATE enrollment SET reason = '' WHERE reason <> '' AND child_id IN (SELECT id FROM child WHERE removed_at IS NOT NULL);
