-- A plan may say that what families told for its groups is kept for fewer days after them than the installation keeps it.

ALTER TABLE class_group
    ADD COLUMN health_days int GENERATED ALWAYS AS ((facts #>> '{rules,retention,health}')::int) STORED,
    ADD COLUMN enrollment_days int GENERATED ALWAYS AS ((facts #>> '{rules,retention,enrollment}')::int) STORED;

-- So long after it ends something is kept for a group: `a_while`, or the fewer days that its plan says.
CREATE FUNCTION kept_until(ends_at timestamptz, a_while interval, days int) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    ends_at + least(a_while, make_interval(days => days));
CREATE OR REPLACE FUNCTION needed_until(child uuid, told_at timestamptz, a_while interval) RETURNS timestamptz LANGUAGE sql STABLE RETURN (
    SELECT CASE WHEN cared > told_at THEN kept ELSE greatest(told_at + interval '365 days', kept) END
    FROM (
        SELECT max(g.ends_at) AS cared, max(kept_until(g.ends_at, a_while, g.health_days)) AS kept
        FROM enrollment e JOIN class_group g ON g.id = e.group_id
        WHERE e.child_id = needed_until.child AND live(e.state)) AS care);
-- When a child is wiped: so long after a family used it for the last time. Where that was care, its plan may say fewer days.
CREATE FUNCTION wiped_after(child uuid, a_while interval) RETURNS timestamptz LANGUAGE sql STABLE RETURN (
    SELECT CASE WHEN cared = last_used(child) THEN kept ELSE last_used(child) + a_while END
    FROM (
        SELECT max(g.ends_at) AS cared, max(kept_until(g.ends_at, a_while, g.enrollment_days)) AS kept
        FROM enrollment e JOIN class_group g ON g.id = e.group_id
        WHERE e.child_id = wiped_after.child AND live(e.state)) AS care);
