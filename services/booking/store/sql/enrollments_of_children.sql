-- As enrollments_in_play.sql, of children ($1) alone: what most batches ask, and planning the whole of it takes ten times as long.
-- Reads only, under the locks that the batch holds.
WITH own AS (
    SELECT * FROM enrollment WHERE child_id = ANY ($1::uuid[]) AND live(state)
), with_units AS (
    SELECT * FROM own
    UNION
    SELECT m.* FROM enrollment m WHERE m.unit IN (SELECT unit FROM own WHERE unit IS NOT NULL) AND live(m.state)
)
SELECT clock.now, e.id, e.group_id, e.child_id, e.state, e.seq, e.band, e.pool, e.unit, e.choice, e.cleared, e.until, e.replaces, g.revision
FROM (SELECT clock_timestamp() AS now) clock LEFT JOIN (with_units e JOIN class_group g ON g.id = e.group_id) ON true
ORDER BY e.group_id, e.choice, e.id
