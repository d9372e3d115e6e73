-- Wipes children that nobody has used for `$2`, or fewer days where the plan of their last care says so, at most `$1`; their rows stay as numbers, because enrollments count them.
-- Locks the children, and leaves those that others hold; then what hangs on them, which nobody writes without the child.
WITH old AS MATERIALIZED (
    SELECT id FROM child WHERE removed_at IS NULL AND wiped_after(id, $2::interval) < clock_timestamp() LIMIT $1 FOR UPDATE SKIP LOCKED
), papers AS (
    DELETE FROM document WHERE child_id IN (SELECT id FROM old)
), statements AS (
    UPDATE consent SET withdrawn_at = coalesce(withdrawn_at, clock_timestamp()), note = NULL, told = false WHERE child_id IN (SELECT id FROM old)
), reasons AS (
    UPDATE enrollment SET reason = '' WHERE reason <> '' AND child_id IN (SELECT id FROM old)
)
UPDATE child
SET removed_at = clock_timestamp(), name = '*', birth_date = NULL, grade = NULL, grade_year = NULL,
    school = '', school_area = '', home_area = '', identity = NULL
WHERE id IN (SELECT id FROM old)
RETURNING id
