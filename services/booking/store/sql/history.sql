-- The seasons, as union/season, in which these children had a place, and those in which they only asked for one.
-- Who withdrew, or let an offer pass, has not asked in vain. Reads only.
WITH asked AS (
    SELECT e.child_id, concat(g.facts ->> 'union', '/', g.facts ->> 'season') AS season, e.state
    FROM enrollment e JOIN class_group g ON g.id = e.group_id
    WHERE e.child_id = ANY ($1::uuid[]) AND e.state IN ('confirmed', 'waitlisted', 'unplaced')
)
SELECT child_id, season, bool_or(state = 'confirmed') AS placed FROM asked GROUP BY child_id, season
