-- Groups with requests on the desks of these unions ($1; null: of all), the longest waiting first. Reads only.
WITH desk AS MATERIALIZED (
    SELECT g.id, g.facts ->> 'title' AS title, g.facts ->> 'site' AS site, g.review, g.checked_by
    FROM class_group g WHERE g.id IN (SELECT e.group_id FROM enrollment e WHERE to_check(e.state, e.cleared))
)
SELECT g.id, g.title, g.site, count(*) AS children, count(DISTINCT coalesce(e.unit, e.id)) AS requests, min(e.created_at) AS oldest,
    bool_or(e.state = 'asked') AS signs_up
FROM enrollment e JOIN desk g ON g.id = e.group_id
WHERE to_check(e.state, e.cleared) AND desk_of($1, e.state, e.child_id, g.review, g.checked_by)
GROUP BY g.id, g.title, g.site
ORDER BY oldest, g.id
LIMIT 500
